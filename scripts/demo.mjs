import { runTypeScript } from './lib/bootstrap.mjs';

await runTypeScript(new URL('../demo/main.ts', import.meta.url).href);
