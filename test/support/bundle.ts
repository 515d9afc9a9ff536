import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { workflowBundleIn } from '../../workers/bundle.js';

/** Bundles the workflow code once for a run of the tests: vitest's global setup, which tells the test files where it is. */
export async function setup(): Promise<void> {
  process.env.TEST_WORKFLOW_BUNDLE = await workflowBundleFile();
}

/** Gives the file with the bundle of this run. */
export async function workflowBundleFile(): Promise<string> {
  return process.env.TEST_WORKFLOW_BUNDLE ?? workflowBundleIn(fileURLToPath(new URL('../../.cache', import.meta.url)));
}

/** Reads the bundle of this run. */
export async function workflowBundle(): Promise<{ code: string }> {
  return { code: await readFile(await workflowBundleFile(), 'utf8') };
}
