import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesIn, textOf } from './imports.js';

const kinds = filesIn('workflows').flatMap((file) => /^workflows\/([a-z-]+)\.workflow\.ts$/.exec(file)?.[1] ?? []);

describe('a kind of change is a workflow, its rules and its activities; all else is the engine that all share (EN-01)', () => {
  it('has master plan changes among its kinds', () => expect(kinds).toContain('master-plan-change'));

  it.each(kinds)('%s has its messages, its rules in domain/ and its activities', (kind) => {
    expect(filesIn('workflows')).toContain(`workflows/${kind}.messages.ts`);
    expect(filesIn('activities')).toContain(`activities/${kind}.activities.ts`);
    expect(readdirSync(new URL(`../../domain/${kind}`, import.meta.url))).not.toEqual([]);
  });

  it.each(kinds)('%s is run by the worker', (kind) => {
    expect(textOf('workflows/index.ts')).toContain(`from './${kind}.workflow.js'`);
    expect(textOf('activities/index.ts')).toContain(`from './${kind}.activities.js'`);
  });
});
