import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredPlan } from '../../prisma/stores/plan-rows.js';
import { findInconsistencies } from '../../prisma/stores/verify.store.js';
import { anApi, TEST_NOW, type TestApi } from '../support/api.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aDebtor, anEndpoint, anEvent, aSilverPlan, deliver, type TestEndpoint } from '../support/payments.js';

let database: TestDatabase;
let api: TestApi;
let plan: StoredPlan;
let endpoint: TestEndpoint;

beforeAll(async () => {
  database = await aDatabase();
  api = await anApi(database.prisma);
  plan = await aSilverPlan(database.prisma, api.organizationId);
  endpoint = await anEndpoint(api);
});

afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const debtor = (...owed: string[]) => aDebtor(database.prisma, api.organizationId, plan, owed);
const creditOf = async (accountId: string) => (await api.call('GET', `/v1/accounts/${accountId}/credit`)).body.amount;
const openOf = async (accountId: string): Promise<string[]> =>
  (await api.call('GET', `/v1/accounts/${accountId}/invoices`)).body.data.map((it: { open: string }) => it.open);
const paymentsOf = async (accountId: string) =>
  (await api.call('GET', `/v1/payments?accountId=${accountId}`)).body.data;
const minutes = (count: number, seconds = 0) =>
  new Date(Date.parse(TEST_NOW) + count * 60_000 + seconds * 1000).toISOString();

describe('a webhook of a payment (EN-04)', () => {
  it('is stored and allocated at once: 202, and the invoice is paid', async () => {
    const { accountId, invoiceIds } = await debtor('20.00');
    const event = anEvent('payment.succeeded', { paymentId: 'at-once', invoiceId: invoiceIds[0] ?? '', amount: '60' });
    expect(await deliver(api, endpoint, event)).toMatchObject({ status: 202, body: { duplicate: false } });
    expect([await openOf(accountId), await creditOf(accountId)]).toEqual([['0.00'], '40.00']);
  });

  it('counts once, however often and by however many events it comes', async () => {
    const { accountId } = await debtor();
    const event = anEvent('payment.succeeded', { paymentId: 'often', accountId });
    const replies = await Promise.all(Array.from({ length: 10 }, () => deliver(api, endpoint, event)));
    const another = await deliver(api, endpoint, anEvent('payment.succeeded', { paymentId: 'often', accountId }));
    expect(another).toMatchObject({ status: 202, body: { duplicate: false } });
    expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(202));
    expect(replies.filter(({ body }) => !body.duplicate)).toHaveLength(1);
    expect(await creditOf(accountId)).toBe('20.00');
    expect(await paymentsOf(accountId)).toHaveLength(1);
  });

  it.each(['payment.failed', 'payment.created'])('of the type %s moves no money', async (type) => {
    const { accountId } = await debtor('20.00');
    expect((await deliver(api, endpoint, anEvent(type, { paymentId: type, accountId }))).status).toBe(202);
    expect(await paymentsOf(accountId)).toEqual([]);
  });

  it.each(['0', '0.00', '-5.00'])('of %s is refused and has no effect (EN-13)', async (amount) => {
    const { accountId } = await debtor();
    const event = anEvent('payment.succeeded', { paymentId: `zero ${amount}`, accountId, amount });
    expect((await deliver(api, endpoint, event)).status).toBe(202);
    expect(await paymentsOf(accountId)).toEqual([]);
  });

  it('paid in the future counts as paid when it came (PB-06)', async () => {
    const { accountId } = await debtor();
    await deliver(
      api,
      endpoint,
      anEvent('payment.succeeded', { paymentId: 'future', accountId, paidAt: '2030-01-01T00:00:00Z' }),
    );
    expect(await paymentsOf(accountId)).toMatchObject([{ paidAt: TEST_NOW }]);
  });
});

describe('a signature (EN-09)', () => {
  const signedAt = async (at: string, delivery = {}) => {
    const { accountId } = await debtor();
    return deliver(api, endpoint, anEvent('payment.succeeded', { paymentId: at, accountId }), { at, ...delivery });
  };

  it.each([
    ['five minutes old', minutes(-5), 202],
    ['five minutes and a second old', minutes(-5, -1), 401],
    ['five minutes ahead', minutes(5), 202],
    ['five minutes and a second ahead', minutes(5, 1), 401],
  ])('%s: %s -> %i', async (_name, at, status) => {
    expect((await signedAt(at)).status).toBe(status);
  });

  it('of another secret, another body or none is 401, and nothing is stored', async () => {
    const stored = () => database.prisma.inboxEvent.count();
    const before = await stored();
    const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const refused = [
      await signedAt(TEST_NOW, { secret: other }),
      await signedAt(TEST_NOW, { headers: { 'webhook-id': 'msg_2' } }),
      await signedAt(TEST_NOW, { headers: { 'webhook-signature': 'v1,' } }),
      await signedAt(TEST_NOW, { headers: { 'webhook-signature': 'v2,abc' } }),
      await signedAt(TEST_NOW, { headers: { 'webhook-timestamp': 'now' } }),
      await api.call('POST', endpoint.url, { as: null, body: {} }),
    ];
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual(Array(6).fill([401, 'invalid-signature']));
    expect(await stored()).toBe(before);
  });

  it('may be one of several', async () => {
    const event = JSON.stringify(anEvent('payment.failed', { paymentId: 'several' }));
    const { signStandardWebhook } = await import('../../gateways/standard-webhooks.js');
    const signed = signStandardWebhook(Buffer.from(event), endpoint.secret, 'msg_1', TEST_NOW);
    const headers = { 'webhook-signature': `v1,AAAA ${signed['webhook-signature']} v1a,BBBB` };
    expect((await deliver(api, endpoint, event, { headers })).status).toBe(202);
  });

  it('of the secret before is good until its end, once the secret is rotated', async () => {
    const own = await anEndpoint(api);
    const fails = () => anEvent('payment.failed', { paymentId: 'rotated' });
    const rotated = await api.call('POST', `/v1/payment-endpoints/${own.id}/rotate`, {
      body: { previousValidFor: 'PT1H' },
    });
    expect(rotated).toMatchObject({ status: 200, body: { previousUntil: minutes(60) } });
    expect((await deliver(api, own, fails())).status).toBe(202);
    expect((await deliver(api, own, fails(), { secret: rotated.body.secret })).status).toBe(202);
    await database.prisma.paymentEndpoint.update({ where: { id: own.id }, data: { previousUntil: TEST_NOW } });
    expect((await deliver(api, own, fails())).status).toBe(401);
    const { body } = await api.call('GET', '/v1/payment-endpoints');
    expect(JSON.stringify(body)).not.toContain('whsec_');
  });

  it('of an address that is not there is 404, of a body that cannot be read 422', async () => {
    const gone = await deliver(api, { ...endpoint, url: '/v1/webhooks/payments/sandbox/pep_none' }, {});
    const other = await deliver(api, { ...endpoint, url: `/v1/webhooks/payments/stripe/${endpoint.id}` }, {});
    expect([gone, other].map(({ status, body }) => [status, body.code])).toEqual(
      Array(2).fill([404, 'payment-endpoint-not-found']),
    );
    for (const body of ['not json', '{}', JSON.stringify({ type: 'payment.succeeded', id: 'e', data: {} })]) {
      expect((await deliver(api, endpoint, body)).status, body).toBe(422);
    }
  });
});

describe('what cannot be allocated (EN-13)', () => {
  it('is kept, listed, and assigned by an admin with one call', async () => {
    const { accountId } = await debtor('20.00');
    const { invoiceIds } = await debtor('20.00');
    await deliver(api, endpoint, anEvent('payment.succeeded', { paymentId: 'nobody', accountId: 'acc_nobody' }));
    await deliver(
      api,
      endpoint,
      anEvent('payment.succeeded', { paymentId: 'two', accountId, invoiceId: invoiceIds[0] ?? '' }),
    );
    await deliver(
      api,
      endpoint,
      anEvent('payment.succeeded', { paymentId: 'what', accountId, subscriptionId: 'sub_nothing' }),
    );
    await deliver(api, endpoint, anEvent('payment.succeeded', { paymentId: 'euro', accountId, currency: 'EUR' }));

    const { body: listed } = await api.call('GET', '/v1/payments?state=unallocated');
    const whys = listed.data.map((it: { externalId: string; why: string }) => [it.externalId, it.why]);
    expect(whys).toEqual([
      ['nobody', 'unknown-account'],
      ['two', 'several-candidates'],
      ['what', 'unknown-name'],
      ['euro', 'foreign-currency'],
    ]);
    const [nobody, , , euro] = listed.data;
    const assigned = await api.call('POST', `/v1/payments/${nobody.id}/assign`, { body: { accountId } });
    expect(assigned).toMatchObject({ status: 200, body: { state: 'allocated', accountId, why: null } });
    expect(await openOf(accountId)).toEqual(['0.00']);
    const again = await api.call('POST', `/v1/payments/${nobody.id}/assign`, { body: { accountId } });
    expect(again).toMatchObject({ status: 409, body: { code: 'payment-allocated' } });
    const foreign = await api.call('POST', `/v1/payments/${euro.id}/assign`, { body: { accountId } });
    expect(foreign).toMatchObject({ status: 422, body: { code: 'payment-currency' } });
    expect(await findInconsistencies(database.prisma, api.organizationId)).toEqual([]);
  });
});

describe('a refund or a lost dispute (EN-14)', () => {
  const paid = async (paymentId: string, amount: string, ...owed: string[]) => {
    const account = await debtor(...owed);
    const { accountId } = account;
    await deliver(api, endpoint, anEvent('payment.succeeded', { paymentId, accountId, amount }));
    return account;
  };

  it('takes account credit first, then opens invoices again, newest first; each counts once', async () => {
    const { accountId } = await paid('part', '60.00', '20.00', '10.00');
    const refund = anEvent('payment.refunded', { paymentId: 'part', amount: '45.00', refundId: 're_1' });
    for (let i = 0; i < 3; i += 1) await deliver(api, endpoint, refund);
    await deliver(api, endpoint, { ...refund, id: 'evt_same_refund' });
    expect([await openOf(accountId), await creditOf(accountId)]).toEqual([['5.00', '10.00'], '0.00']);
    const { body: history } = await api.call('GET', `/v1/accounts/${accountId}/history`);
    expect(history.data.at(-1).text).toMatch(
      /^Refund of 45.00 USD: 30.00 from account credit, 10.00 of INV-\d+ is open again, 5.00 of INV-\d+ is open again.$/,
    );
  });

  it('never takes back more than was paid, and a lost dispute counts once', async () => {
    const { accountId } = await paid('used', '60.00');
    await deliver(api, endpoint, anEvent('dispute.lost', { paymentId: 'used', amount: '99.00' }));
    await deliver(api, endpoint, anEvent('dispute.lost', { paymentId: 'used', amount: '99.00' }));
    expect(await creditOf(accountId)).toBe('0.00');
    const [payment] = await paymentsOf(accountId);
    expect(payment.refunds).toMatchObject([{ kind: 'dispute', amount: '99.00', taken: '60.00' }]);
  });

  it('lets what is open again take the credit of other money at once (PS-04)', async () => {
    const { accountId } = await paid('first', '20.00', '20.00');
    await deliver(api, endpoint, anEvent('payment.succeeded', { paymentId: 'more', accountId, amount: '50.00' }));
    const refund = anEvent('payment.refunded', { paymentId: 'first', amount: '20.00', refundId: 're_again' });
    expect((await deliver(api, endpoint, refund)).status).toBe(202);
    expect([await openOf(accountId), await creditOf(accountId)]).toEqual([['0.00'], '30.00']);
  });

  it('that comes before its payment takes it back when it comes', async () => {
    const { accountId } = await debtor('20.00');
    await deliver(
      api,
      endpoint,
      anEvent('payment.refunded', { paymentId: 'early', amount: '20.00', refundId: 're_2' }),
    );
    await deliver(api, endpoint, anEvent('payment.succeeded', { paymentId: 'early', accountId, amount: '20.00' }));
    expect(await openOf(accountId)).toEqual(['20.00']);
  });

  it('of a payment that is not allocated leaves less to be assigned', async () => {
    const { accountId } = await debtor('20.00');
    await deliver(api, endpoint, anEvent('payment.succeeded', { paymentId: 'lost', amount: '15.00' }));
    await deliver(api, endpoint, anEvent('payment.refunded', { paymentId: 'lost', amount: '10.00', refundId: 're_3' }));
    const { body } = await api.call('GET', '/v1/payments?state=unallocated');
    const lost = body.data.find((it: { externalId: string }) => it.externalId === 'lost');
    expect((await api.call('POST', `/v1/payments/${lost.id}/assign`, { body: { accountId } })).status).toBe(200);
    expect(await openOf(accountId)).toEqual(['15.00']);
    expect(await findInconsistencies(database.prisma, api.organizationId)).toEqual([]);
  });
});
