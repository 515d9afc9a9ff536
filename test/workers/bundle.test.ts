import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleWorkflows, workflowBundleIn } from '../../workers/bundle.js';

describe('the workflow bundle', () => {
  it('is made once for the same sources, kept whole, and cleared of older ones', { timeout: 120_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'changeover-bundle-'));
    const [old, recent] = [join(folder, 'workflow-bundle-old.js'), join(folder, 'workflow-bundle-recent.js')];
    await Promise.all([writeFile(old, ''), writeFile(recent, '')]);
    await utimes(old, 0, 0);

    const file = await workflowBundleIn(folder);
    await writeFile(file, 'the one that was kept');

    expect((await readdir(folder)).sort()).toEqual([basename(file), 'workflow-bundle-recent.js'].sort());
    expect(await bundleWorkflows(folder)).toEqual({ code: 'the one that was kept' });
    expect(await readFile(await workflowBundleIn(folder), 'utf8')).toBe('the one that was kept');
    await rm(folder, { recursive: true });
  });
});
