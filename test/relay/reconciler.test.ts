import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPatience } from '../../relay/patience.js';
import { reconcileOpen } from '../../relay/reconciler.js';
import type { RelayDeps } from '../../relay/relay.js';
import { aCatalog, aSubscriptionOf } from '../support/catalog.js';
import { aSystem, type TestSystem } from '../support/system.js';

describe('the reconciler', () => {
  let system: TestSystem;
  let deps: RelayDeps;
  beforeAll(async () => {
    system = await aSystem();
    deps = { ...system, logger: pino({ level: 'silent' }), webhookDoor: null };
  });
  afterAll(() => system?.stop());

  it('tells a workflow whose change was closed without it, and it ends (EN-05, F20)', { timeout: 90_000 }, async () => {
    const plans = await aCatalog(system);
    const { subscriptionId } = await aSubscriptionOf(system, { planId: plans.basic });
    const asked = { subscriptionId, planId: plans.plus, units: 1, scope: 'on-date', effectiveDate: null };
    const { body: change } = await system.call('POST', '/v1/master-plan-changes', { body: asked });
    const closed = { state: 'cancelled', closedAt: system.clock.now(), openSlot: null };
    await system.prisma.change.update({ where: { workflowId: change.workflowId }, data: closed });
    expect(await system.orchestrator.statusOf(change.workflowId)).toBe('running');

    await expect.poll(() => reconcileOpen(deps, createPatience()), { timeout: 60_000 }).toBe(1);
    await system.client.workflow.getHandle(change.workflowId).result();
    expect(await system.orchestrator.statusOf(change.workflowId)).toBe('closed');
    expect(await reconcileOpen(deps, createPatience())).toBe(0);
  });
});
