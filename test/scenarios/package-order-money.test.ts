import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCheckout, CARDS, payWith } from '../support/checkouts.js';
import { aCustomer, aPackage, aPath, type Customer, created, paidByWebhook } from '../support/packages.js';
import { anEndpoint, anEvent, deliver, type TestEndpoint } from '../support/payments.js';
import { aSystem, type TestSystem } from '../support/system.js';

let system: TestSystem;
let endpoint: TestEndpoint;
let ten: string;
let twenty: string;

beforeAll(async () => {
  system = await aSystem({ now: '2026-11-16T12:00:00.000Z' });
  endpoint = await anEndpoint(system);
  ten = await aPackage(system, { price: '10' });
  twenty = await aPackage(system, { price: '20' });
  await aPath(system, ten, twenty);
});
afterAll(async () => {
  await system?.stop();
});

const NOVEMBER = { periodStart: '2026-11-01', paidThrough: '2026-11-30' } as const;
const get = async (path: string) => (await system.call('GET', path)).body;
const settings = (body: Record<string, unknown>) => system.call('PATCH', '/v1/settings', { body });
const creditOf = async ({ accountId }: Customer) => (await get(`/v1/accounts/${accountId}/credit`)).amount;
const order = (id: string) => get(`/v1/package-orders/${id}`);
const customer = () => aCustomer(system, { planId: ten, ...NOVEMBER });
const ask = ({ subscriptionId, secret }: Customer) =>
  system.call('POST', '/v1/package-orders', { body: { subscriptionId, planId: twenty }, as: { secret } });
const pay = (paymentId: string, amount: string, invoiceId: string) =>
  paidByWebhook(system, endpoint, { paymentId, amount, invoiceId }, system.clock.now());
const takeBack = (paymentId: string, amount: string) =>
  deliver(system, endpoint, anEvent('payment.refunded', { paymentId, amount, refundId: `r_${paymentId}` }), {
    at: system.clock.now().toISOString(),
  });

describe('a payment of an order that goes back (EN-14)', () => {
  it('makes a paid order wait for payment again, before anything that is used is taken', async () => {
    await settings({ automaticProcessing: false });
    const ada = await customer();
    const { body: placed } = await ask(ada);
    await pay('ch_back', '15.00', placed.invoiceId);
    expect(await order(placed.id)).toMatchObject({ state: 'awaiting-processing' });
    await takeBack('ch_back', '6.00');
    expect(await order(placed.id)).toMatchObject({ state: 'awaiting-payment', paid: '9.00', missing: '6.00' });
    await pay('ch_again', '6.00', placed.invoiceId);
    await system.call('POST', `/v1/package-orders/${placed.id}/process`, { body: {} });
    expect(await order(placed.id)).toMatchObject({ state: 'applied', paid: '15.00' });
    await settings({ automaticProcessing: true });
    expect(await system.verify()).toEqual([]);
  });

  it('leaves an order that is applied, with what is owed due', async () => {
    const ada = await customer();
    const { body: placed } = await ask(ada);
    await pay('ch_lost', '15.00', placed.invoiceId);
    await takeBack('ch_lost', '15.00');
    expect(await order(placed.id)).toMatchObject({ state: 'applied' });
    const { data } = await get(`/v1/accounts/${ada.accountId}/invoices`);
    expect(data).toMatchObject([{ id: placed.invoiceId, standing: 'posted', open: '15.00' }]);
    const again = await get(`/v1/subscriptions/${ada.subscriptionId}/upgrade-options`);
    expect(again.reasons.map((it: { code: string }) => it.code)).toEqual(['no-path', 'term-unpaid']);
    expect(await system.verify()).toEqual([]);
  });
});

describe('a hosted checkout (PO-09)', () => {
  it('asks for what is missing of an order, and pays it', async () => {
    const ada = await customer();
    const { body: placed } = await ask(ada);
    await pay('ch_part', '4.00', placed.invoiceId);
    const checkout = await aCheckout(system, { accountId: ada.accountId, invoiceId: placed.invoiceId });
    expect(checkout).toMatchObject({ amount: { amount: '11.00' } });
    expect((await payWith(checkout.payUrl, CARDS.paid)).status).toBe(200);
    await expect.poll(async () => (await order(placed.id)).state, { timeout: 60_000 }).toBe('applied');
    expect(await system.verify()).toEqual([]);
  });
});

describe('at once (EN-03, EN-04)', () => {
  it('of two orders one is accepted, of two payments in full one pays and the other is account credit', async () => {
    const ada = await customer();
    const replies = await Promise.all([ask(ada), ask(ada), ask(ada)]);
    expect(replies.map((it) => it.status).sort()).toEqual([201, 409, 409]);
    const placed = replies.find((it) => it.status === 201)?.body;
    await Promise.all([
      pay('ch_a', '15.00', placed.invoiceId),
      pay('ch_b', '15.00', placed.invoiceId),
      pay('ch_a', '15.00', placed.invoiceId),
    ]);
    expect(await order(placed.id)).toMatchObject({ state: 'applied', paid: '15.00' });
    expect(await creditOf(ada)).toBe('15.00');
    expect(await system.verify()).toEqual([]);
  });

  it('and the same request with one Idempotency-Key is one order', async () => {
    const { subscriptionId, secret } = await customer();
    const call = {
      body: { subscriptionId, planId: twenty },
      as: { secret },
      headers: { 'idempotency-key': 'order-once' },
    };
    const first = await system.call('POST', '/v1/package-orders', call);
    const second = await system.call('POST', '/v1/package-orders', call);
    expect([first.status, second.status, second.body.id]).toEqual([201, 201, first.body.id]);
  });
});

describe('account credit that is not enough (PO-09)', () => {
  it('is taken as the order is accepted, and the rest is waited for', async () => {
    const ada = await customer();
    const payments = `/v1/accounts/${ada.accountId}/payments`;
    const money = (amount: string) => ({ amount: { amount, currency: 'USD' }, reference: 'Bank' });
    await system.call('POST', payments, { body: money('4.00') });
    const { body: placed } = await ask(ada);
    expect(placed).toMatchObject({ state: 'awaiting-payment', paid: '4.00', missing: '11.00' });
    expect(await system.verify()).toEqual([]);
    await system.call('POST', payments, { body: money('11.00') });
    expect(await order(placed.id)).toMatchObject({ state: 'applied', paid: '15.00' });
    expect(await system.verify()).toEqual([]);
  });
});

describe('account credit by choice (PO-09)', () => {
  it('pays an order when somebody says so', async () => {
    await settings({ useCreditAutomatically: false });
    const ada = await customer();
    await system.call('POST', `/v1/accounts/${ada.accountId}/payments`, {
      body: { amount: { amount: '50.00', currency: 'USD' }, reference: 'Bank' },
    });
    const { body: placed } = await ask(ada);
    expect(placed).toMatchObject({ state: 'awaiting-payment', paid: '0.00' });
    const body = { invoiceId: placed.invoiceId };
    const used = await system.call('POST', `/v1/accounts/${ada.accountId}/credit/use`, { body });
    expect(used).toMatchObject({ status: 200, body: { settled: { amount: '15.00' }, credit: { amount: '35.00' } } });
    expect(await order(placed.id)).toMatchObject({ state: 'applied', paid: '15.00' });
    await settings({ useCreditAutomatically: true });
    expect(await system.verify()).toEqual([]);
  });
});

describe('the current term that is not paid (PO-15)', () => {
  it('refuses its client and names the invoice; an admin orders, and the credit reduces that invoice first', async () => {
    const accountId = await created(system, '/v1/accounts', { name: 'Bob', currency: 'USD', billDay: 16 });
    const opened = { accountId, planId: ten, units: 1, periodStart: '2026-11-16', paidThrough: '2026-11-15' };
    const subscriptionId = await created(system, '/v1/subscriptions', opened);
    const { body: key } = await system.call('POST', '/v1/api-keys', {
      body: { role: 'client', name: 'Bob', accountId },
    });
    const bob = { accountId, subscriptionId, secret: key.secret };
    const { data: bills } = await get(`/v1/accounts/${accountId}/invoices`);
    expect(bills).toMatchObject([{ total: '10.00', open: '10.00' }]);
    const refused = await ask(bob);
    expect(refused).toMatchObject({ status: 409, body: { code: 'term-unpaid' } });
    expect(refused.body.detail).toContain(bills[0].number);
    const placed = await system.call('POST', '/v1/package-orders', { body: { subscriptionId, planId: twenty } });
    expect(placed.body.quote).toMatchObject({ credit: '10.00', toTermInvoice: '10.00', dueToday: '20.00' });
    await pay('ch_bob', '20.00', placed.body.invoiceId);
    expect(await order(placed.body.id)).toMatchObject({ state: 'applied' });
    const { data } = await get(`/v1/accounts/${accountId}/invoices`);
    expect(data.map((it: { kind: string; open: string }) => `${it.kind} ${it.open}`)).toEqual([
      'invoice 0.00',
      'invoice 0.00',
      'credit-note 0.00',
    ]);
    expect(await system.verify()).toEqual([]);
  });
});

describe("a change of the organization's time zone (EN-16)", () => {
  it('moves the end of the last day to pay, and what waits for it', async () => {
    const ada = await customer();
    const { body: placed } = await ask(ada);
    expect(placed.expiresAt).toBe('2026-11-24T00:00:00.000Z');
    await settings({ timeZone: 'America/New_York' });
    expect((await order(placed.id)).expiresAt).toBe('2026-11-24T05:00:00.000Z');
    await system.advanceTo('2026-11-24');
    await system.advance('PT4H');
    await pay('ch_zone', '15.00', placed.invoiceId);
    expect(await order(placed.id)).toMatchObject({ state: 'applied' });
    const late = await customer();
    expect((await order((await ask(late)).body.id)).expiresAt).toBe('2026-12-01T05:00:00.000Z');
    expect(await system.verify()).toEqual([]);
  });
});
