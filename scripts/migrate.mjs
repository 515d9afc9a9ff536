import { runTypeScript } from './lib/bootstrap.mjs';

await runTypeScript(new URL('./lib/migrate.ts', import.meta.url).href);
