import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCatalog, aSubscriptionOf } from '../support/catalog.js';
import { aSystem, type TestSystem } from '../support/system.js';

describe('a revision that is written, but whose answer never comes (EN-06, F3)', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await aSystem({
      around: (real) => ({
        ...real,
        reviseChange: async (message) => {
          await real.reviseChange(message);
          throw new Error('the process died after it had written');
        },
      }),
    });
  });
  afterAll(() => system?.stop());

  it('answers 503, and then as the rows are; the workflow looks at them by itself and ends with its change', {
    timeout: 90_000,
  }, async () => {
    const plans = await aCatalog(system);
    const { subscriptionId } = await aSubscriptionOf(system, { planId: plans.basic });
    const asked = { subscriptionId, planId: plans.plus, units: 1, scope: 'on-date', effectiveDate: null };
    const { body: change } = await system.call('POST', '/v1/master-plan-changes', { body: asked });
    const cancel = { body: {}, headers: { 'idempotency-key': 'cancel-once' } };
    const path = `/v1/plan-changes/${change.id}/cancel`;
    expect((await system.call('POST', path, cancel)).status).toBe(503);

    const handle = system.client.workflow.getHandle(change.workflowId);
    await handle.result();
    const { events } = await handle.fetchHistory();
    expect(events?.filter((it) => it.workflowExecutionSignaledEventAttributes)).toEqual([]);
    await expect
      .poll(() => system.call('POST', path, cancel), { timeout: 60_000, interval: 250 })
      .toMatchObject({ status: 200, body: { state: 'cancelled' } });
    expect(await system.verify()).toEqual([]);
  });
});
