import { runTypeScript } from './lib/bootstrap.mjs';

await runTypeScript(new URL('./lib/start.ts', import.meta.url).href);
