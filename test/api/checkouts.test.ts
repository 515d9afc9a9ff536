import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCallNow, makeDueCalls } from '../../gateways/calls.js';
import type { PaymentGateway } from '../../gateways/gateway.js';
import { GatewayRefused } from '../../gateways/gateway.js';
import { createGateways, type Gateways } from '../../gateways/gateways.js';
import { inTransaction } from '../../prisma/client.js';
import { requestCheckout } from '../../prisma/stores/checkout-requests.store.js';
import type { StoredPlan } from '../../prisma/stores/plan-rows.js';
import { findInconsistencies } from '../../prisma/stores/verify.store.js';
import { anApi, TEST_NOW, type TestApi } from '../support/api.js';
import { aCheckout } from '../support/checkouts.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aDebtor, anEndpoint, aSilverPlan } from '../support/payments.js';

let database: TestDatabase;
let api: TestApi;
let plan: StoredPlan;
let gateways: Gateways;
/** What the provider does instead of the sandbox, while it is set. */
let instead: Partial<PaymentGateway> | null = null;

const clock = { now: () => new Date(TEST_NOW) };
const deps = () => ({ prisma: database.prisma, clock, logger: pino({ level: 'silent' }), gateways });

beforeAll(async () => {
  database = await aDatabase();
  let url = '';
  const sandbox = createGateways({ prisma: database.prisma, clock, publicUrl: () => url, hasSandbox: true });
  gateways = {
    ...sandbox,
    of: (endpoint) => {
      const gateway = sandbox.of(endpoint);
      return gateway && { ...gateway, ...instead };
    },
  };
  api = await anApi(database.prisma, { gateways });
  url = api.url;
  plan = await aSilverPlan(database.prisma, api.organizationId);
});

afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const debtor = (...owed: string[]) => aDebtor(database.prisma, api.organizationId, plan, owed);
const USD = (amount: string) => ({ amount, currency: 'USD' });

describe('without a payment endpoint', () => {
  it('no checkout can be opened, and nothing is stored', async () => {
    const { accountId } = await debtor('20.00');
    const reply = await api.call('POST', '/v1/checkouts', { body: { accountId, amount: USD('5') } });
    expect(reply).toMatchObject({ status: 409, body: { code: 'no-payment-gateway' } });
    expect(await database.prisma.checkout.count()).toBe(0);
    await anEndpoint(api);
  });
});

describe('a checkout (PS-13)', () => {
  it('of an invoice asks for what is open, on the page of the provider, for an hour', async () => {
    const { accountId, invoiceIds } = await debtor('20.00');
    const reply = await api.call('POST', `/v1/invoices/${invoiceIds[0]}/checkout`, { as: 'shop', body: {} });
    expect(reply).toMatchObject({
      status: 201,
      body: { state: 'open', accountId, invoiceId: invoiceIds[0], amount: USD('20.00'), error: null },
    });
    expect(reply.body.description).toMatch(/^Invoice INV-\d+$/);
    expect(reply.body.expiresAt).toBe('2026-11-11T13:00:00.000Z');
    expect(reply.body.payUrl).toMatch(/\/sandbox\/pay\/sbc_\w+$/);
    expect((await api.call('GET', `/v1/checkouts/${reply.body.id}`)).body).toEqual(reply.body);
    const { body: history } = await api.call('GET', `/v1/accounts/${accountId}/history`);
    expect(history.data.at(-1)).toMatchObject({ event: 'checkout-opened', by: 'shop:shop key' });
  });

  it('is the one that is open, asked again for the same invoice and amount; another amount ends it', async () => {
    const { accountId, invoiceIds } = await debtor('20.00');
    const ask = () => aCheckout(api, { accountId, invoiceId: invoiceIds[0] });
    const [first, again] = [await ask(), await ask()];
    expect(again).toEqual(first);
    const body = { amount: USD('5.00'), reference: 'Desk' };
    await api.call('POST', `/v1/accounts/${accountId}/payments`, { body });
    const other = await ask();
    expect(other).toMatchObject({ amount: USD('15.00'), state: 'open' });
    expect((await api.call('GET', `/v1/checkouts/${first.id}`)).body.state).toBe('expired');
  });

  it('of an invoice that other money has settled ends by itself, here and at the provider: nobody pays twice', async () => {
    const { accountId, invoiceIds } = await debtor('20.00');
    const { id, payUrl } = await aCheckout(api, { accountId, invoiceId: invoiceIds[0] });
    const kept = await aCheckout(api, { accountId, amount: USD('7.00') });
    const body = { amount: USD('20.00'), reference: 'Desk', invoiceId: invoiceIds[0] };
    expect((await api.call('POST', `/v1/accounts/${accountId}/payments`, { body })).status).toBe(201);
    await makeDueCalls(deps());
    expect((await api.call('GET', `/v1/checkouts/${id}`)).body.state).toBe('expired');
    expect(await (await fetch(payUrl)).text()).not.toContain('Card number');
    expect((await api.call('GET', `/v1/checkouts/${kept.id}`)).body.state).toBe('open');
  });

  it('is opened once for one Idempotency-Key, however often and at once', async () => {
    const { accountId } = await debtor('20.00');
    const body = { accountId, amount: USD('7.00') };
    const headers = { 'idempotency-key': 'once' };
    const first = await api.call('POST', '/v1/checkouts', { body, headers });
    const again = await Promise.all([1, 2, 3].map(() => api.call('POST', '/v1/checkouts', { body, headers })));
    expect(again.map((it) => it.body)).toEqual(Array(3).fill(first.body));
    const other = await api.call('POST', '/v1/checkouts', { body: { ...body, amount: USD('8') }, headers });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect(await database.prisma.checkout.count({ where: { accountId } })).toBe(1);
  });

  it('keeps its key where the invoice was paid since: the stored answer again', async () => {
    const { accountId, invoiceIds } = await debtor('20.00');
    const ask = () =>
      api.call('POST', '/v1/checkouts', {
        body: { accountId, invoiceId: invoiceIds[0] },
        headers: { 'idempotency-key': 'paid-since' },
      });
    const first = await ask();
    const body = { amount: USD('20.00'), reference: 'Desk' };
    await api.call('POST', `/v1/accounts/${accountId}/payments`, { body });
    expect(first.status).toBe(201);
    expect((await ask()).body).toEqual(first.body);
  });

  it.each([
    ['both an invoice and an amount', { invoiceId: 'inv', amount: USD('1') }, 422, 'invalid-request'],
    ['neither', {}, 422, 'invalid-request'],
    ['nothing', { amount: USD('0') }, 422, 'payment-amount'],
    ['another currency', { amount: { amount: '1', currency: 'EUR' } }, 422, 'payment-currency'],
    ['an invoice that is not there', { invoiceId: 'inv_none' }, 404, 'invoice-not-found'],
    ['an endpoint that is not there', { amount: USD('1'), endpointId: 'pep_none' }, 404, 'payment-endpoint-not-found'],
    ['a way back that is a script', { amount: USD('1'), returnUrl: 'javascript:alert(1)' }, 422, 'invalid-request'],
  ])('is refused for %s', async (_name, asked, status, code) => {
    const { accountId } = await debtor();
    const reply = await api.call('POST', '/v1/checkouts', { body: { accountId, ...asked } });
    expect(reply).toMatchObject({ status, body: { code } });
  });

  it('is refused for an invoice of which nothing is open', async () => {
    const { accountId, invoiceIds } = await debtor('20.00');
    const body = { amount: USD('20.00'), reference: 'Desk' };
    await api.call('POST', `/v1/accounts/${accountId}/payments`, { body });
    const reply = await api.call('POST', `/v1/invoices/${invoiceIds[0]}/checkout`, { body: {} });
    expect(reply).toMatchObject({ status: 409, body: { code: 'nothing-to-settle' } });
  });

  it('of another account is not for a client to open or see (EN-09)', async () => {
    const { accountId, invoiceIds } = await debtor('20.00');
    const as = 'client';
    const opened = await aCheckout(api, { accountId, amount: USD('1') });
    const replies = await Promise.all([
      api.call('POST', '/v1/checkouts', { as, body: { accountId, amount: USD('1') } }),
      api.call('POST', `/v1/invoices/${invoiceIds[0]}/checkout`, { as, body: {} }),
      api.call('GET', `/v1/checkouts/${opened.id}`, { as }),
      api.call('GET', `/v1/checkouts?accountId=${accountId}`, { as }),
    ]);
    expect(replies.map((it) => it.status)).toEqual([404, 404, 404, 404]);
    const own = { accountId: api.accountId, amount: USD('1') };
    expect((await api.call('POST', '/v1/checkouts', { as, body: own })).status).toBe(201);
    expect((await api.call('GET', '/v1/checkouts', { as })).body.data).toHaveLength(1);
  });
});

describe('a provider that', () => {
  it('does not answer is asked again with the same key: 202 until then', async () => {
    const { accountId } = await debtor();
    const keys: string[] = [];
    instead = {
      createCheckout: async ({ idempotencyKey }) => {
        keys.push(idempotencyKey);
        throw new Error('no answer');
      },
    };
    const headers = { 'idempotency-key': 'unanswered' };
    const ask = { body: { accountId, amount: USD('3') }, headers };
    const opening = await api.call('POST', '/v1/checkouts', ask);
    expect(opening).toMatchObject({ status: 202, body: { state: 'opening', payUrl: null } });
    instead = null;
    const later = { now: () => new Date(Date.parse(TEST_NOW) + 60_000) };
    await makeDueCalls({ ...deps(), clock: later });
    expect((await api.call('GET', `/v1/checkouts/${opening.body.id}`)).body.state).toBe('open');
    const [call] = await database.prisma.gatewayCall.findMany({ where: { subjectId: opening.body.id } });
    expect(call).toMatchObject({ state: 'done', attempts: 2, idempotencyKey: keys[0] });
  });

  it('refuses ends it, with its reason', async () => {
    const { accountId } = await debtor();
    instead = { createCheckout: () => Promise.reject(new GatewayRefused('The amount is too small.')) };
    const reply = await api.call('POST', '/v1/checkouts', { body: { accountId, amount: USD('0.01') } });
    instead = null;
    expect(reply).toMatchObject({
      status: 409,
      body: { code: 'checkout-refused', detail: 'The amount is too small.' },
    });
    const { body } = await api.call('GET', `/v1/checkouts?accountId=${accountId}`);
    expect(body.data).toMatchObject([{ state: 'failed', error: 'The amount is too small.' }]);
  });
});

describe('a crash (EN-05)', () => {
  const stored = async (accountId: string) => {
    const asked = { amount: USD('4.00') };
    const how = { description: null, returnUrl: null, expiresIn: null, endpointId: null, by: 'test' };
    const command = { organizationId: api.organizationId, checkoutId: `chk_${accountId}`, accountId, asked, ...how };
    return inTransaction(database.prisma, (tx) => requestCheckout(tx, deps(), command));
  };

  it('between the row and the call is mended: the provider is asked by whoever comes next', async () => {
    const { accountId } = await debtor();
    const { checkoutId } = await stored(accountId);
    expect(await makeDueCalls(deps())).toBe(0);
    const later = { now: () => new Date(Date.parse(TEST_NOW) + 6_000) };
    expect(await makeDueCalls({ ...deps(), clock: later })).toBe(1);
    expect((await api.call('GET', `/v1/checkouts/${checkoutId}`)).body.state).toBe('open');
  });

  it("between the provider's answer and its row is mended: asked again, it has the same checkout", async () => {
    const { accountId } = await debtor();
    const { checkoutId, callId } = await stored(accountId);
    let lost = '';
    instead = {
      createCheckout: async (asked) => {
        instead = null;
        const endpoint = await database.prisma.paymentEndpoint.findFirstOrThrow();
        lost = (await gateways.of({ ...endpoint, provider: 'sandbox' })?.createCheckout(asked))?.externalId ?? '';
        throw new Error('the process died here');
      },
    };
    await makeCallNow(deps(), callId ?? '');
    const later = { now: () => new Date(Date.parse(TEST_NOW) + 60_000) };
    await makeDueCalls({ ...deps(), clock: later });
    const { body } = await api.call('GET', `/v1/checkouts/${checkoutId}`);
    expect(lost).toMatch(/^sbc_/);
    expect(body).toMatchObject({ state: 'open', payUrl: expect.stringContaining(lost) });
    expect(await database.prisma.sandboxCheckout.count({ where: { id: lost } })).toBe(1);
  });

  it('of its caller leaves the answer to the repetition of the key', async () => {
    const { accountId } = await debtor();
    const { callId } = await stored(accountId);
    await Promise.all([makeCallNow(deps(), callId ?? ''), makeCallNow(deps(), callId ?? '')]);
    const [call] = await database.prisma.gatewayCall.findMany({ where: { id: callId ?? '' } });
    expect(call).toMatchObject({ state: 'done', attempts: 1 });
  });
});

it('agrees at the end', async () => {
  expect(await findInconsistencies(database.prisma, api.organizationId)).toEqual([]);
});
