import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/lib/bootstrap.mjs';
import { workflowBundle } from '../support/bundle.js';
import '../support/runtime.js';
import { AGREEMENT_PATHS } from './agreement-paths.js';
import { BOOKING_PATHS } from './booking-paths.js';
import { CHANGE_PATHS } from './change-paths.js';
import { type RecordedHistory, readHistories } from './histories.js';
import { ORDER_PATHS } from './order-paths.js';
import { PREPAID_PATHS } from './prepaid-paths.js';
import { SERVICE_PATHS } from './service-paths.js';

/** Replays histories against workflow code and gives the names of those that it does not follow, with the error. */
async function deviating(
  bundle: { code: string },
  histories: readonly RecordedHistory[],
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const named = histories.map(({ name, history }) => ({ workflowId: name, history }));
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle: bundle }, named)) {
    if (error) found[workflowId] = error.name;
  }
  return found;
}

describe('the workflow code of today', () => {
  let histories: readonly RecordedHistory[];
  beforeAll(async () => {
    histories = await readHistories();
  });

  it('has a recorded history of every path that its workflows can take (EN-08)', () => {
    const paths = new Set(histories.map(({ name }) => name.replace(/-\d+$/, '')));
    expect([...paths].sort()).toEqual(
      [...CHANGE_PATHS, ...AGREEMENT_PATHS, ...BOOKING_PATHS, ...ORDER_PATHS, ...SERVICE_PATHS, ...PREPAID_PATHS]
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('takes every recorded path again, so that what runs goes on after a deployment (EN-08, F15)', async () => {
    expect(await deviating(await workflowBundle(), histories)).toEqual({});
  });

  it('takes the whole life of a service, run by run, each begun by the one before it (EN-08)', () => {
    const runs = histories.filter(({ name }) => name.startsWith('prepaid-service/whole-life-'));
    const begun = runs.map(({ history }) => history.events?.[0]?.workflowExecutionStartedEventAttributes);
    const last = runs.map(({ history }) => history.events?.at(-1));

    expect(runs.length).toBeGreaterThanOrEqual(3);
    expect(last.map((it) => it?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId)).toEqual([
      ...begun.slice(1).map((it) => it?.originalExecutionRunId),
      undefined,
    ]);
    expect(last.at(-1)?.workflowExecutionCompletedEventAttributes).toBeTruthy();
  });

  it('would be found out: with one timer more it follows none of them (EN-08)', async () => {
    const broken = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./broken/index.ts', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
    });
    const names = histories.map(({ name }) => name);
    expect(await deviating(broken, histories)).toEqual(
      Object.fromEntries(names.map((name) => [name, 'DeterminismViolationError'])),
    );
  }, 60_000);

  it('has histories that say nothing of the machine on which they were recorded', () => {
    const text = JSON.stringify(histories);
    expect(text).not.toContain(root);
    expect(text).not.toContain(`@${hostname()}`);
  });
});
