import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPaygCatalog, aPaygCustomer, aPaygPlan, eventually, type PaygCatalog, Sandbox } from '../support/payg.js';
import { aSystem, type TestSystem } from '../support/system.js';

let system: TestSystem;
let sandbox: Sandbox;
let catalog: PaygCatalog;

beforeAll(async () => {
  system = await aSystem({ now: '2026-11-25T12:00:00.000Z' });
  sandbox = await Sandbox.of(system);
  catalog = await aPaygCatalog(system);
});
afterAll(async () => {
  await system?.stop();
});

const get = async (path: string) => (await system.call('GET', path)).body;
const post = (path: string, body: unknown, as: 'admin' | 'agent' | 'shop' = 'agent') =>
  system.call('POST', path, { as, body });
const pay = (accountId: string, amount: string) =>
  post(`/v1/accounts/${accountId}/payments`, { amount: { amount, currency: 'USD' }, reference: 'Shop 1' }, 'shop');
const cents = (amount: string) => Math.round(Number(amount) * 100);

interface Read {
  readonly kind: string;
  readonly effectiveAt: string;
  readonly recordedAt: string | null;
  readonly postings: readonly { readonly ledgerAccount: string; readonly amount: string }[];
}

const ledgerOf = async (accountId: string): Promise<readonly Read[]> =>
  (await get(`/v1/accounts/${accountId}/ledger`)).data;

/** What a ledger account comes to, by the journals as they are read, in cents. */
function balance(journals: readonly Read[], ledgerAccount: string): number {
  const postings = journals.flatMap((it) => it.postings).filter((it) => it.ledgerAccount === ledgerAccount);
  return postings.reduce((sum, it) => sum + cents(it.amount), 0);
}

describe('time that is used (EN-02)', () => {
  it('is in the ledger as it is read: used, left and paid agree at every instant, and reading writes nothing', async () => {
    const { accountId, subscriptionId } = await aPaygCustomer(system, catalog.lamp);
    await pay(accountId, '60.00');
    await system.advance('P2D');
    const journals = await ledgerOf(accountId);
    const { timeLeft } = await get(`/v1/subscriptions/${subscriptionId}`);
    expect(journals.map((it) => [it.kind, it.recordedAt === null])).toEqual([
      ['payment', false],
      ['time-used', true],
    ]);
    // A cent is used in 86 s: the two were read one after another, on a machine that may be slow.
    expect(Math.abs(balance(journals, 'unearned-time') + cents(timeLeft.amount))).toBeLessThanOrEqual(5);
    expect(balance(journals, 'unearned-time') + balance(journals, 'revenue')).toBe(-6_000);
    expect(await system.prisma.journal.count({ where: { accountId } })).toBe(1);
    const first = await get(`/v1/accounts/${accountId}/ledger?limit=1`);
    const rest = await get(`/v1/accounts/${accountId}/ledger?limit=1&cursor=${first.nextCursor}`);
    expect([first.data, rest.data].map((data) => data.map((it: Read) => it.kind))).toEqual([
      ['payment'],
      ['time-used'],
    ]);
    expect(rest.nextCursor).toBeNull();
  });

  it('is posted as a month begins and as it ends, though nobody touches it', async () => {
    const { accountId } = await aPaygCustomer(system, catalog.lamp);
    await pay(accountId, '60.00');
    await system.advance('P10D');
    const used = (await ledgerOf(accountId)).filter((it) => it.kind === 'time-used');
    expect(used.map((it) => [it.effectiveAt.slice(0, 10), it.recordedAt === null])).toEqual([
      ['2026-12-01', false],
      ['2026-12-03', false],
    ]);
    expect(balance(used, 'revenue')).toBe(-6_000);
    expect(await system.verify()).toEqual([]);
  });

  it('is posted by itself, without a clock that is advanced, and by the months of another zone (EN-16)', async () => {
    const fast = await aPaygPlan(system, 'Fast', { dailyRate: '86400.00', downPayment: '0' });
    const { accountId } = await aPaygCustomer(system, fast);
    const { accountId: other, subscriptionId } = await aPaygCustomer(system, catalog.lamp);
    await pay(other, '400.00');
    await pay(accountId, '2.00');
    const recorded = await eventually(
      async () => (await ledgerOf(accountId)).filter((it) => it.kind === 'time-used' && it.recordedAt !== null),
      (it) => it.length > 0,
      60_000,
    );
    expect(balance(recorded, 'revenue')).toBe(-200);
    const dueAt = async () =>
      (await system.prisma.subscription.findFirstOrThrow({ where: { id: subscriptionId } })).nextDueAt?.toISOString();
    expect(await dueAt()).toBe('2027-01-01T00:00:00.000Z');
    await system.call('PATCH', '/v1/settings', { body: { timeZone: 'Africa/Nairobi' } });
    expect(await eventually(dueAt, (it) => it === '2026-12-31T21:00:00.000Z', 60_000)).toBe('2026-12-31T21:00:00.000Z');
    await system.call('PATCH', '/v1/settings', { body: { timeZone: 'UTC' } });
    expect(await eventually(dueAt, (it) => it === '2027-01-01T00:00:00.000Z', 60_000)).toBe('2027-01-01T00:00:00.000Z');
    expect(await system.verify()).toEqual([]);
  });
});

describe('a subscription that is paid as you go', () => {
  it('is cancelled with its booking: what is left of its money is account credit (MP-27)', async () => {
    const { accountId, subscriptionId } = await aPaygCustomer(system, catalog.lamp);
    await pay(accountId, '120.00');
    await system.advance('P3D');
    const booked = await post('/v1/bookings', { accountId, planIds: [catalog.tv] });
    await pay(accountId, '40.00');
    const path = `/v1/subscriptions/${subscriptionId}`;
    expect((await post(`${path}/cancel`, {}, 'shop')).status).toBe(403);
    const cancelled = await post(`${path}/cancel`, { reason: 'Moves away.' });
    expect(cancelled).toMatchObject({
      status: 200,
      body: { id: subscriptionId, kind: 'payg', status: 'cancelled', isOn: false, timeLeft: { amount: '0.00' } },
    });
    expect(await get(path)).toEqual(cancelled.body);
    expect(await get(`/v1/bookings/${booked.body.id}`)).toMatchObject({ state: 'cancelled' });
    const { data: history } = await get(`/v1/plan-changes/${booked.body.id}/history`);
    expect(history.at(-1).text).toContain('what it held becomes account credit');
    // 40.00 and 9 of 12 days of 120.00, give or take the seconds that have passed.
    const credit = cents((await get(`/v1/accounts/${accountId}/credit`)).amount);
    expect(credit > 12_900 && credit <= 13_000).toBe(true);
    const journals = await ledgerOf(accountId);
    expect(['unearned-time', 'down-payment', 'account-credit', 'cash'].map((it) => balance(journals, it))).toEqual([
      0,
      0,
      -credit,
      16_000,
    ]);
    expect(journals.every((it) => it.recordedAt !== null)).toBe(true);
    const { data: transactions } = await get(`${path}/on-time-transactions`);
    expect(
      transactions.reduce((sum: number, it: { amount: { amount: string } }) => sum + cents(it.amount.amount), 0),
    ).toBe(16_000 - credit);
    expect(await get(`/v1/booking-proposals?accountId=${accountId}`)).toMatchObject({ data: [{ state: 'dismissed' }] });

    expect(await post(`${path}/cancel`, {})).toMatchObject({ status: 409, body: { code: 'subscription-cancelled' } });
    const again = await post('/v1/bookings', { subscriptionId, planIds: [catalog.radio] });
    expect(again).toMatchObject({ status: 409, body: { code: 'subscription-cancelled' } });
    expect((await pay(accountId, '10.00')).body.allocations).toMatchObject([
      { kind: 'account-credit', amount: '10.00' },
    ]);
    expect(await system.verify()).toEqual([]);
  });

  it('is cancelled on a day to come, or not after all; its payment goes back from the credit first (EN-14)', async () => {
    const { accountId, subscriptionId } = await aPaygCustomer(system, catalog.lamp);
    const paymentId = `ch_${subscriptionId}`;
    const now = await system.advance('PT1S');
    await sandbox.pay(accountId, '100.00', { paidAt: now, paymentId });
    const path = `/v1/subscriptions/${subscriptionId}`;
    await eventually(
      () => get(path),
      (it) => it.isOn,
      60_000,
    );
    const on = new Date(Date.parse(now) + 2 * 86_400_000).toISOString().slice(0, 10);
    expect(await post(`${path}/cancel`, { on: '2026-01-01' })).toMatchObject({
      status: 422,
      body: { code: 'effective-date-in-past', errors: [{ path: 'on' }] },
    });
    expect((await post(`${path}/cancel`, { on })).body).toMatchObject({
      status: 'active',
      cancelledOn: on,
      isOn: true,
    });
    expect((await post(`${path}/cancel`, { on: null })).body).toMatchObject({ status: 'active', cancelledOn: null });
    await post(`${path}/cancel`, { on });
    await system.advance('P3D');
    const ended = await get(path);
    expect(ended).toMatchObject({ status: 'cancelled', cancelledOn: on });
    // The second that had begun is not used.
    const unused = Date.parse(`${on}T00:00:00.000Z`) - Date.parse(ended.onUntil);
    expect(unused >= 0 && unused < 1000).toBe(true);
    const credit = cents((await get(`/v1/accounts/${accountId}/credit`)).amount);
    expect(credit).toBeGreaterThan(7_900);
    await sandbox.refund(paymentId, '100.00', system.clock.now().toISOString());
    const owed = await eventually(
      async () => (await get(`/v1/accounts/${accountId}/invoices`)).data,
      (it) => it.length > 0,
      60_000,
    );
    expect(owed).toMatchObject([{ kind: 'invoice', open: ((10_000 - credit) / 100).toFixed(2) }]);
    expect(await get(`/v1/accounts/${accountId}/credit`)).toMatchObject({ amount: '0.00' });
    expect(await system.verify()).toEqual([]);
  });

  it('has a proposal that ends as its payment is used for a booking that somebody makes (PB-17)', async () => {
    const { accountId, subscriptionId } = await aPaygCustomer(system, catalog.lamp);
    await pay(accountId, '100.00');
    const { data } = await get(`/v1/subscriptions/${subscriptionId}/on-time-transactions`);
    const useOnTimePayments = { transactionIds: [data[0].id] };
    const booked = await post('/v1/bookings', { accountId, planIds: [catalog.radio], useOnTimePayments });
    expect(booked).toMatchObject({ status: 201, body: { state: 'install-collect' } });
    const { data: proposals } = await get(`/v1/booking-proposals?accountId=${accountId}`);
    expect(proposals).toMatchObject([{ state: 'booked', bookingId: booked.body.id }]);
    expect(await post(`/v1/booking-proposals/${proposals[0].id}/book`, {})).toMatchObject({ status: 409 });
    expect(await system.verify()).toEqual([]);
  });

  it('with nothing to pay down says so when its booking is cancelled, by an admin (PB-13)', async () => {
    const fan = await aPaygPlan(system, 'Fan', { dailyRate: '12.00', downPayment: '0' });
    await post('/v1/upgrade-paths', { fromPlanId: catalog.lamp, toPlanId: fan }, 'admin');
    const { accountId } = await aPaygCustomer(system, catalog.lamp);
    const { body } = await post('/v1/bookings', { accountId, planIds: [fan] });
    const refused = await post(`/v1/bookings/${body.id}/cancel`, {});
    expect(refused).toMatchObject({ status: 403, body: { code: 'booking-paid' } });
    expect(refused.body.detail).toContain('has nothing to pay down and can be collected');
    expect((await post(`/v1/bookings/${body.id}/cancel`, {}, 'admin')).body.state).toBe('cancelled');
    const { data: history } = await get(`/v1/plan-changes/${body.id}/history`);
    expect(history.at(-1).text).toBe('The booking was cancelled; nothing had been paid for it.');
  });
});
