import { runTypeScript } from './lib/bootstrap.mjs';

await runTypeScript(new URL('../bench/main.ts', import.meta.url).href);
