import { runTypeScript } from './lib/bootstrap.mjs';

await runTypeScript(new URL('../test/replay/main.ts', import.meta.url).href);
