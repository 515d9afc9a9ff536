import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCatalog, aSubscriptionOf } from '../support/catalog.js';
import { aSystem, type TestSystem } from '../support/system.js';

/** The numbers of Temporal's event types. */
const TIMER_FIRED = 18;
const SIGNALED = 26;
const DAY_MS = 86_400_000;

describe('advancing the clock', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await aSystem({ now: '2026-11-11T12:00:00.000Z' });
  });
  afterAll(async () => {
    await system?.stop();
  });

  async function aChange(effectiveDate: string): Promise<string> {
    const { basic, plus } = await aCatalog(system);
    const { subscriptionId } = await aSubscriptionOf(system, { planId: basic });
    const asked = { subscriptionId, planId: plus, units: 1, scope: 'on-date', effectiveDate };
    const accepted = await system.call('POST', '/v1/master-plan-changes', { body: asked });
    return accepted.body.workflowId;
  }

  /** How far a workflow's own clock is ahead of the real one, in days. */
  async function daysAhead(workflowId: string): Promise<number> {
    const { namespace } = system.client.options;
    const request = { namespace, execution: { workflowId } };
    const { workflowExtendedInfo } = await system.client.workflowService.describeWorkflowExecution(request);
    const seconds = workflowExtendedInfo?.timeSkippingInfo?.currentTime?.seconds;
    return seconds ? (Number(seconds) * 1000 - Date.now()) / DAY_MS : 0;
  }

  it('ends the timer of a change that is due, and does not wake it by other means (EN-12, MP-05)', async () => {
    const workflowId = await aChange('2026-11-20');
    await system.advanceTo('2026-11-20');

    const handle = system.client.workflow.getHandle(workflowId);
    expect(await handle.result()).toMatchObject({ state: 'applied' });
    const { events } = await handle.fetchHistory();
    expect(events?.filter((it) => it.eventType === TIMER_FIRED)).toHaveLength(1);
    expect(events?.filter((it) => it.eventType === SIGNALED)).toHaveLength(0);
    expect(await system.verify()).toEqual([]);
  });

  it('moves one that is not due by the span and no further, over all that is due on the way (EN-12)', async () => {
    const workflowId = await aChange('2027-06-30');
    const before = await daysAhead(workflowId);
    await system.advance('P90D');

    expect(before).toBeCloseTo(0, 1);
    expect(await daysAhead(workflowId)).toBeCloseTo(90, 2);
    expect(await system.orchestrator.statusOf(workflowId)).toBe('running');
    expect(await system.verify()).toEqual([]);
  });
});
