import { runTypeScript } from './lib/bootstrap.mjs';

await runTypeScript(new URL('../test/kept-data/main.ts', import.meta.url).href);
