import { cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/bootstrap.mjs';
import { removedAtEnd, run } from '../../scripts/lib/children.js';

let compiled: Promise<string> | undefined;

/**
 * Compiles the system once for a test that starts many processes of it, which halves the time of a start; gives the folder. What runs is
 * the same sources, file by file.
 */
export function compiledSystem(): Promise<string> {
  compiled ??= compile();
  return compiled;
}

async function compile(): Promise<string> {
  const cache = join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'compiled-'));
  removedAtEnd(folder);
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const command = [process.execPath, tsc, '--noEmit', 'false', '--noCheck', '--outDir', folder];
  const { code, output } = await run(command, { cwd: root });
  if (code !== 0) throw new Error(`the sources do not compile: ${output}`);
  // The kept workflow bundle is known by the sources that it was made of.
  for (const source of ['workflows', 'domain']) cpSync(join(root, source), join(folder, source), { recursive: true });
  return folder;
}
