import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deliverSandboxWebhooks } from '../../relay/sandbox-webhooks.js';
import { aPlan, aSubscriptionOf } from '../support/catalog.js';
import { aCheckout, CARDS, payWith } from '../support/checkouts.js';
import { anEndpoint } from '../support/payments.js';
import { aSystem, type TestSystem } from '../support/system.js';

let system: TestSystem;
let planId: string;

beforeAll(async () => {
  system = await aSystem({ now: '2026-11-01T12:00:00.000Z' });
  await anEndpoint(system);
  planId = await aPlan(system, { price: '20.00' });
});
afterAll(async () => {
  await system?.stop();
});

interface Invoice {
  readonly id: string;
  readonly open: string;
  readonly settlements: readonly { source: string; amount: string }[];
}

const invoicesOf = async (accountId: string): Promise<readonly Invoice[]> =>
  (await system.call('GET', `/v1/accounts/${accountId}/invoices`)).body.data;
const creditOf = async (accountId: string): Promise<string> =>
  (await system.call('GET', `/v1/accounts/${accountId}/credit`)).body.amount;
const checkoutOf = async (id: string) => (await system.call('GET', `/v1/checkouts/${id}`)).body;
const paymentsOf = async (accountId: string) =>
  (await system.call('GET', `/v1/payments?accountId=${accountId}`)).body.data;
const refundsOf = async (id: string) => (await system.call('GET', `/v1/payments/${id}/refunds`)).body.data;

/** Somebody who owes 20.00 for November. */
async function aClient(): Promise<{ accountId: string; invoiceId: string }> {
  const october = { planId, periodStart: '2026-10-01', paidThrough: '2026-10-31' };
  const { accountId } = await aSubscriptionOf(system, october);
  const invoiceId = await eventually(async () => (await invoicesOf(accountId))[0]?.id);
  return { accountId, invoiceId };
}

/** Waits for what the relay does a moment later, on the real clock. */
async function eventually<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  const until = Date.now() + 60_000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > until) throw new Error('it has not come to be');
    await new Promise((done) => setTimeout(done, 50));
  }
}

async function paidBy(card: string) {
  const { accountId, invoiceId } = await aClient();
  const checkout = await aCheckout(system, { accountId, invoiceId });
  expect((await payWith(checkout.payUrl, card)).status).toBe(200);
  const payment = await eventually(async () => (await paymentsOf(accountId))[0]);
  return { accountId, invoiceId, checkout, payment };
}

/** Sends what the sandbox keeps for later, as it will ten seconds on. */
function tenSecondsOn() {
  const clock = { now: () => new Date(system.clock.now().getTime() + 11_000) };
  const { prisma, url } = system;
  return deliverSandboxWebhooks({ prisma, clock, webhookDoor: () => url, logger: pino({ level: 'silent' }) });
}

describe("an invoice is paid on the sandbox's page", () => {
  it('by a card that pays: the webhook settles the invoice, and the checkout has its payment (PS-13, EN-13)', async () => {
    const { accountId, invoiceId, checkout, payment } = await paidBy(CARDS.paid);
    expect(payment).toMatchObject({
      provider: 'sandbox',
      amount: { amount: '20.00', currency: 'USD' },
      names: { accountId, invoiceId, subscriptionId: null, changeId: null },
      allocations: [{ kind: 'invoice', invoiceId, amount: '20.00' }],
    });
    expect(await checkoutOf(checkout.id)).toMatchObject({ state: 'paid', paymentId: payment.id });
    expect(await invoicesOf(accountId)).toMatchObject([{ open: '0.00' }]);
    expect(await system.verify()).toEqual([]);
  });

  it('not by a card that is declined: all stays as it was, and it can be tried again (PS-12)', async () => {
    const { accountId, invoiceId } = await aClient();
    const checkout = await aCheckout(system, { accountId, invoiceId });
    expect((await payWith(checkout.payUrl, CARDS.declined)).status).toBe(422);
    const { organizationId } = system;
    await eventually(() =>
      system.prisma.inboxEvent
        .findFirst({ where: { organizationId, type: 'payment-failed' } })
        .then((it) => it ?? false),
    );
    expect(await invoicesOf(accountId)).toMatchObject([{ open: '20.00' }]);
    expect(await checkoutOf(checkout.id)).toMatchObject({ state: 'open' });
    expect((await payWith(checkout.payUrl, CARDS.paid)).status).toBe(200);
    await eventually(async () => (await checkoutOf(checkout.id)).state === 'paid');
    expect(await invoicesOf(accountId)).toMatchObject([{ open: '0.00' }]);
    expect(await system.verify()).toEqual([]);
  });

  it('by a slow card: settled when the webhook comes', async () => {
    const { accountId, invoiceId } = await aClient();
    const checkout = await aCheckout(system, { accountId, invoiceId });
    expect((await payWith(checkout.payUrl, CARDS.slow)).text).toContain('Paid');
    expect(await invoicesOf(accountId)).toMatchObject([{ open: '20.00' }]);
    expect(await checkoutOf(checkout.id)).toMatchObject({ state: 'open' });
    await tenSecondsOn();
    await eventually(async () => (await checkoutOf(checkout.id)).state === 'paid');
    expect(await invoicesOf(accountId)).toMatchObject([{ open: '0.00' }]);
    expect(await system.verify()).toEqual([]);
  });

  it('by a card that tells of it three times: it counts once (EN-04)', async () => {
    const { accountId, payment } = await paidBy(CARDS.twice);
    const where = { organizationId: system.organizationId, deliveredAt: null };
    await eventually(async () => (await system.prisma.sandboxWebhook.count({ where })) === 0);
    expect(await paymentsOf(accountId)).toHaveLength(1);
    expect(payment.amount.amount).toBe('20.00');
    expect(await creditOf(accountId)).toBe('0.00');
    expect(await system.verify()).toEqual([]);
  });

  it('by a card that is refunded later: the invoice is open again (EN-14)', async () => {
    const { accountId, payment } = await paidBy(CARDS.refundedLater);
    expect(await invoicesOf(accountId)).toMatchObject([{ open: '0.00' }]);
    await tenSecondsOn();
    await eventually(async () => (await refundsOf(payment.id))[0]?.state === 'made');
    expect(await invoicesOf(accountId)).toMatchObject([{ open: '20.00' }]);
    expect(await refundsOf(payment.id)).toMatchObject([{ by: null, taken: { amount: '20.00' } }]);
    expect(await system.verify()).toEqual([]);
  });
});

describe('a refund that we start (EN-14)', () => {
  const refund = (paymentId: string, body: unknown, key?: string) =>
    system.call('POST', `/v1/payments/${paymentId}/refunds`, {
      body,
      headers: key ? { 'idempotency-key': key } : {},
    });

  it('gives a part back, then the rest, each taken back once though the webhook tells of it too', async () => {
    const { accountId, payment } = await paidBy(CARDS.paid);
    const five = { amount: { amount: '5.00', currency: 'USD' }, reason: 'A bad day' };
    const part = await refund(payment.id, five, 'five');
    expect(part).toMatchObject({
      status: 201,
      body: { state: 'made', by: 'admin:admin key', reason: 'A bad day', taken: { amount: '5.00' }, attempts: 1 },
    });
    expect((await refund(payment.id, five, 'five')).body).toEqual(part.body);
    expect(await invoicesOf(accountId)).toMatchObject([{ open: '5.00' }]);
    expect(await refund(payment.id, { reason: 'The rest' })).toMatchObject({
      status: 201,
      body: { amount: { amount: '15.00' } },
    });
    const none = await refund(payment.id, { reason: 'More' });
    expect(none).toMatchObject({ status: 422, body: { code: 'refund-amount' } });
    const where = { organizationId: system.organizationId, deliveredAt: null };
    await eventually(async () => (await system.prisma.sandboxWebhook.count({ where })) === 0);
    expect(await refundsOf(payment.id)).toHaveLength(2);
    expect(await invoicesOf(accountId)).toMatchObject([{ open: '20.00' }]);
    const { body: history } = await system.call('GET', `/v1/accounts/${accountId}/history`);
    expect(history.data.at(-1)).toMatchObject({ event: 'payment-refunded', by: 'admin:admin key' });
    expect(await system.verify()).toEqual([]);
  });

  it('of a payment that was taken by hand is taken back at once, without a provider', async () => {
    const { accountId, invoiceId } = await aClient();
    const body = { amount: { amount: '50.00', currency: 'USD' }, reference: 'Desk', invoiceId };
    const { body: payment } = await system.call('POST', `/v1/accounts/${accountId}/payments`, { body });
    const back = await refund(payment.id, { amount: { amount: '40.00', currency: 'USD' }, reason: 'Too much' });
    expect(back).toMatchObject({ status: 201, body: { state: 'made', attempts: 0 } });
    expect([await creditOf(accountId), (await invoicesOf(accountId))[0]?.open]).toEqual(['0.00', '10.00']);
    expect(await system.verify()).toEqual([]);
  });

  it('is for admins, and of a payment that is there', async () => {
    const as = 'agent';
    expect((await system.call('POST', '/v1/payments/pay_none/refunds', { as, body: { reason: 'R' } })).status).toBe(
      403,
    );
    expect(await refund('pay_none', { reason: 'R' })).toMatchObject({
      status: 404,
      body: { code: 'payment-not-found' },
    });
  });
});

describe('a checkout that is not paid', () => {
  it('ends by the clock, at the provider too; money that comes late still counts', async () => {
    const { accountId, invoiceId } = await aClient();
    const checkout = await aCheckout(system, { accountId, invoiceId, expiresIn: 'P2D' });
    const late = await aCheckout(system, { accountId, amount: { amount: '7.00', currency: 'USD' }, expiresIn: 'P2D' });
    expect((await payWith(late.payUrl, CARDS.slow)).status).toBe(200);

    await system.advance('P2D');

    expect(await checkoutOf(checkout.id)).toMatchObject({ state: 'expired', paymentId: null });
    expect(await checkoutOf(late.id)).toMatchObject({ state: 'expired' });
    const refused = await payWith(checkout.payUrl, CARDS.paid);
    expect(refused.text).toContain('This checkout is over');
    const externalId = checkout.payUrl.split('/').at(-1) ?? '';
    await eventually(async () => {
      const page = await system.prisma.sandboxCheckout.findUnique({ where: { id: externalId } });
      return page?.state === 'expired';
    });
    await tenSecondsOn();
    await eventually(async () => (await checkoutOf(late.id)).state === 'paid');
    expect(await invoicesOf(accountId)).toMatchObject([{ open: '13.00' }]);
    const { body: history } = await system.call('GET', `/v1/accounts/${accountId}/history`);
    expect(history.data.map((it: { event: string }) => it.event)).toContain('checkout-expired');
    expect(await system.verify()).toEqual([]);
  });
});
