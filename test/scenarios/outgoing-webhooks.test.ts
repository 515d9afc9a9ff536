import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyStandardWebhook } from '../../gateways/standard-webhooks.js';
import { allowReactivation, aPrepaidPlan, aService, eventually, ServiceBooks } from '../support/prepaid.js';
import { aReceiver } from '../support/receiver.js';
import { aSystem, type TestSystem } from '../support/system.js';

let system: TestSystem;
let receiver: Awaited<ReturnType<typeof aReceiver>>;
let planId: string;

beforeAll(async () => {
  system = await aSystem({ now: '2026-11-01T12:00:00.000Z' });
  receiver = await aReceiver();
  await allowReactivation(system);
  planId = await aPrepaidPlan(system);
});
afterAll(async () => {
  await receiver?.close();
  await system?.stop();
});

const endpoint = (body: object) => system.call('POST', '/v1/webhook-endpoints', { body });
const deliveriesOf = async (id: string) =>
  (await system.call('GET', `/v1/webhook-endpoints/${id}/deliveries`)).body.data;

describe('webhooks to the outside (PS-16)', () => {
  it('go to no private address, unless the operator of the installation allows it', async () => {
    for (const url of [receiver.url, 'http://localhost/x', 'http://[::ffff:7f00:1]/', 'http://169.254.169.254/'])
      expect((await endpoint({ url })).body).toMatchObject({ code: 'webhook-address', status: 422 });
    const path = `/v1/organizations/${system.organizationId}/private-webhooks`;
    expect((await system.call('PUT', path, { body: { allowed: true } })).status).toBe(403);
    expect((await system.call('PUT', path, { as: 'platform', body: { allowed: true } })).status).toBe(200);
  });

  it('tell each change of state once, signed, filtered, tried again by the schedule, and again when asked', async () => {
    const { body: created } = await endpoint({
      url: receiver.url,
      events: ['subscription.suspended', 'subscription.resumed'],
    });
    receiver.answersWith(500, 503);
    // An hour instead of 5 s: the next try does not come by itself while this looks.
    receiver.asksFor(3_600);
    const books = new ServiceBooks(system, await aService(system, planId, '2026-11-01'));
    await system.advanceTo('2026-11-08');
    const [waiting] = await eventually(async () => {
      const all = await deliveriesOf(created.id);
      return all[0]?.tries.length === 1 && all;
    });
    expect(waiting).toMatchObject({ type: 'subscription.suspended', state: 'waiting', tries: [{ status: 500 }] });
    receiver.asksFor(null);
    // The clock that lives years lives the waits of deliveries too (EN-12).
    await eventually(async () => {
      if ((await deliveriesOf(created.id))[0].state === 'delivered') return true;
      await system.advance('PT1H');
      return false;
    });
    const { tries } = (await deliveriesOf(created.id))[0];
    expect(tries.map((it: { status: number }) => it.status)).toEqual([500, 503, 204]);
    expect(receiver.types()).toEqual(Array(3).fill('subscription.suspended'));
    expect(new Set(receiver.received.map((it) => it.headers['webhook-id'])).size).toBe(1);
    const last = receiver.received.at(-1);
    const headers = last?.headers as Record<string, string>;
    const at = system.clock.now().toISOString();
    expect(verifyStandardWebhook(Buffer.from(last?.body ?? ''), headers, [created.secret], at)).toBe(waiting.messageId);
    expect(JSON.parse(last?.body ?? '').data.subscriptionId).toBe(books.service.subscriptionId);

    const { body: rotated } = await system.call('POST', `/v1/webhook-endpoints/${created.id}/rotate`, { body: {} });
    await books.pay('20.00');
    await eventually(async () => receiver.types().includes('subscription.resumed'));
    const both = receiver.received.at(-1);
    for (const secret of [created.secret, rotated.secret]) {
      const its = both?.headers as Record<string, string>;
      expect(verifyStandardWebhook(Buffer.from(both?.body ?? ''), its, [secret], at)).not.toBeNull();
    }

    await eventually(async () =>
      (await deliveriesOf(created.id)).every((it: { state: string }) => it.state === 'delivered'),
    );
    const again = await system.call('POST', `/v1/webhook-deliveries/${waiting.id}/resend`, { body: {} });
    expect(again.status).toBe(202);
    await eventually(async () => receiver.received.length === 5);
    expect(await system.verify()).toEqual([]);
  });

  it('tell of a service that begins: provisioning waits for it', async () => {
    const { body: created } = await endpoint({ url: receiver.url, events: ['subscription.opened'] });
    const { subscriptionId } = await aService(system, planId, '2026-11-01');
    const [told] = await eventually(async () => {
      const all = await deliveriesOf(created.id);
      return all[0]?.state === 'delivered' && all;
    });
    const body = receiver.received.map((it) => JSON.parse(it.body)).find((it) => it.type === told.type);
    expect(body).toMatchObject({ type: 'subscription.opened', data: { subscriptionId, event: 'opened' } });
    expect(body.data.text).toBe('The service begins: 1 x Home 50 from 1 Nov 2026, nothing is paid yet.');
    await system.call('POST', `/v1/webhook-endpoints/${created.id}/remove`, { body: {} });
  });

  it('leave an endpoint alone that answers 410 Gone, until it is turned on again', async () => {
    const { body: created } = await endpoint({ url: receiver.url, events: ['subscription.paused'] });
    receiver.answersWith(410);
    const pausing = { activeTo: '2026-11-05' };
    await aService(system, planId, '2026-11-01', pausing);
    await eventually(async () => (await deliveriesOf(created.id))[0]?.state === 'failed');
    const ofIt = async () => {
      const { body } = await system.call('GET', '/v1/webhook-endpoints');
      return body.data.find((it: { id: string }) => it.id === created.id);
    };
    expect((await ofIt()).disabledAt).toEqual(expect.any(String));
    await aService(system, planId, '2026-11-01', pausing);
    expect(await deliveriesOf(created.id)).toHaveLength(1);

    const path = `/v1/webhook-endpoints/${created.id}`;
    const enabled = await system.call('PATCH', path, { body: { disabled: false } });
    expect(enabled.body.disabledAt).toBeNull();
    await aService(system, planId, '2026-11-01', pausing);
    await eventually(async () =>
      (await deliveriesOf(created.id)).some((it: { state: string }) => it.state === 'delivered'),
    );
    await system.call('POST', `${path}/remove`, { body: {} });
  });

  it('are not sent to an address that has become private since, and say so', async () => {
    const { body: created } = await endpoint({ url: receiver.url, events: ['subscription.paused'] });
    await system.call('PUT', `/v1/organizations/${system.organizationId}/private-webhooks`, {
      as: 'platform',
      body: { allowed: false },
    });
    const before = receiver.received.length;
    await aService(system, planId, '2026-11-01', { activeTo: '2026-11-05' });
    const [refused] = await eventually(async () => {
      const all = await deliveriesOf(created.id);
      return all[0]?.tries.length === 1 && all;
    });
    expect(refused.tries[0]).toMatchObject({ status: null, error: 'the address 127.0.0.1 is not public' });
    expect(receiver.received).toHaveLength(before);
    await system.call('POST', `/v1/webhook-endpoints/${created.id}/remove`, { body: {} });
  });
});
