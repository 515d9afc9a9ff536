import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = fileURLToPath(new URL('../', import.meta.url));

/** All that the bundle may be made of: the import directions let workflows see nothing else of ours. */
const SOURCES = ['workflows', 'domain'];
const KEPT_MS = 86_400_000;

/**
 * Bundles the workflow code and keeps it in a folder, for the next start with the same sources and the same SDK: some seconds of work
 * against some milliseconds. What was kept of other sources goes after a day.
 */
export async function bundleWorkflows(folder: string): Promise<{ code: string }> {
  return { code: await readFile(await workflowBundleIn(folder), 'utf8') };
}

/** The same, for those who need the file: gives its path. */
export async function workflowBundleIn(folder: string): Promise<string> {
  const name = `workflow-bundle-${await sourcesHash()}.js`;
  const file = join(folder, name);
  if (await exists(file)) return file;
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, 'workflows', 'index.ts'),
    logger: new DefaultLogger('ERROR'),
  });
  await mkdir(folder, { recursive: true });
  // Renamed when it is whole, so that a start beside this one, or after a crash, never reads a half.
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(unfinished, code);
  await rename(unfinished, file);
  await removeOld(folder, name);
  return file;
}

/** Names the state of the sources and of what bundles them. */
async function sourcesHash(): Promise<string> {
  const { version } = createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string };
  const hash = createHash('sha256').update(version);
  for (const source of SOURCES) {
    const names = await readdir(join(root, source), { recursive: true });
    for (const name of names.filter((it) => it.endsWith('.ts')).sort()) {
      hash.update(`\0${source}/${name}\0`).update(await readFile(join(root, source, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function removeOld(folder: string, current: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('workflow-bundle-') || name === current) continue;
    const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > KEPT_MS) await rm(join(folder, name), { force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
