// Loads Prisma's own schema engine as WebAssembly: it needs no binary that would have to be downloaded.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

// The engine's hook for a panic, by a name that it demands.
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => console.error(message) };
const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
const module = new WebAssembly.Module(readFileSync(script.replace(/\.js$/, '.wasm')));
const instance = new WebAssembly.Instance(module, { './schema_engine_bg.js': bindings });
bindings.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

export const { SchemaEngine } = bindings;
