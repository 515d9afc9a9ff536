import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPatience } from '../../relay/patience.js';
import { reconcileOpen } from '../../relay/reconciler.js';
import type { RelayDeps } from '../../relay/relay.js';
import { aCatalog, aSubscriptionOf } from '../support/catalog.js';
import { aReceiver } from '../support/receiver.js';
import { aSystem, type TestSystem } from '../support/system.js';

const PATIENCE = { timeout: 60_000 };

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

  it('starts a delivery again whose workflow has failed while its row waits, also one that is sent again (PS-16)', async () => {
    const path = `/v1/organizations/${system.organizationId}/private-webhooks`;
    await system.call('PUT', path, { as: 'platform', body: { allowed: true } });
    const receiver = await aReceiver();
    const { body: endpoint } = await system.call('POST', '/v1/webhook-endpoints', {
      body: { url: receiver.url, events: ['account.payment-received'] },
    });
    const deliveryOf = async () =>
      (await system.call('GET', `/v1/webhook-endpoints/${endpoint.id}/deliveries`)).body.data[0];
    const tried = (times: number) => expect.poll(async () => (await deliveryOf())?.tries.length, PATIENCE).toBe(times);
    const endsByHand = async (workflowId: string) => {
      await system.client.workflow.getHandle(workflowId).terminate('by hand');
      await reconcileOpen(deps, createPatience());
    };
    receiver.answersWith(500, 500, 204, 500);
    // No try comes by itself while this looks.
    receiver.asksFor(3_600);
    const payment = { amount: { amount: '5.00', currency: 'USD' }, reference: 'Cash desk' };
    await system.call('POST', `/v1/accounts/${system.accountId}/payments`, { body: payment });
    await tried(1);
    const { id } = await deliveryOf();

    await endsByHand(`webhook-delivery/${id}`);
    await tried(2);
    expect(await system.orchestrator.statusOf(`webhook-delivery/${id}`)).toBe('running');
    await endsByHand(`webhook-delivery/${id}`);
    await expect.poll(async () => (await deliveryOf()).state, PATIENCE).toBe('delivered');

    await system.call('POST', `/v1/webhook-deliveries/${id}/resend`, { body: {} });
    await tried(4);
    await endsByHand(`webhook-delivery/${id}/3`);
    await tried(5);
    expect((await deliveryOf()).state).toBe('delivered');
    await receiver.close();
  }, 120_000);
});
