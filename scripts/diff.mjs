import { runTypeScript } from './lib/bootstrap.mjs';

await runTypeScript(new URL('./lib/diff.ts', import.meta.url).href);
