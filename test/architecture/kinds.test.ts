import { describe, expect, it } from 'vitest';
import { filesIn, textOf } from './imports.js';

const workflows = filesIn('workflows').flatMap((file) => /^workflows\/([a-z-]+)\.workflow\.ts$/.exec(file)?.[1] ?? []);
const kinds = [...textOf('domain/timeline/kinds.ts').matchAll(/^ {4}'([a-z-]+)': \w+Rules,$/gm)].map(
  ([, kind]) => kind ?? '',
);

describe('a kind of change is a workflow and its rules; all else is the engine that all share (EN-01)', () => {
  it('has master plan changes among its kinds', () => expect(kinds).toContain('master-plan-change'));

  it.each(kinds)('%s is a workflow that lives by the rules of its kind', (kind) => {
    expect(workflows).toContain(kind);
    expect(textOf(`workflows/${kind}.workflow.ts`)).toContain(`changeProcess('${kind}', input)`);
  });

  it.each(workflows)('%s is run by the worker', (workflow) => {
    expect(textOf('workflows/index.ts')).toContain(`from './${workflow}.workflow.js'`);
  });
});
