import { runTypeScript } from './lib/bootstrap.mjs';

await runTypeScript(new URL('./lib/test-run.ts', import.meta.url).href);
