import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aPackage, aPath, type Customer, created, paidByWebhook } from '../support/packages.js';
import { anEndpoint, type TestEndpoint } from '../support/payments.js';
import { aSystem, type TestSystem } from '../support/system.js';

interface Packages {
  readonly five: string;
  readonly ten: string;
  readonly twenty: string;
}

let system: TestSystem;
let endpoint: TestEndpoint;
let packages: Packages;
let payments = 0;

beforeAll(async () => {
  system = await aSystem({ now: '2026-11-16T12:00:00.000Z' });
  endpoint = await anEndpoint(system);
  const five = await aPackage(system, { price: '5' });
  const ten = await aPackage(system, { price: '10' });
  const twenty = await aPackage(system, { price: '20', setupFee: '15' });
  await aPath(system, ten, twenty);
  await aPath(system, ten, five);
  packages = { five, ten, twenty };
  await settings({ chargeSetupPrices: false });
});
afterAll(async () => {
  await system?.stop();
});

const settings = (body: Record<string, unknown>) => system.call('PATCH', '/v1/settings', { body });
const month = (first: string, last: string) => ({ planId: packages.ten, periodStart: first, paidThrough: last });
const get = async (path: string) => (await system.call('GET', path)).body;
const order = async (id: string) => get(`/v1/package-orders/${id}`);
const subscription = async ({ subscriptionId }: Customer) => get(`/v1/subscriptions/${subscriptionId}`);
const creditOf = async ({ accountId }: Customer) => (await get(`/v1/accounts/${accountId}/credit`)).amount;
const ordered = async (by: Customer, planId: string, as: 'client' | 'admin' = 'client') => {
  const body = { subscriptionId: by.subscriptionId, planId };
  return system.call('POST', '/v1/package-orders', { body, ...(as === 'client' ? { as: { secret: by.secret } } : {}) });
};
const pay = async (by: Customer, amount: string, names: Record<string, string> = {}, paidAt?: string) => {
  payments += 1;
  const reply = await paidByWebhook(
    system,
    endpoint,
    {
      paymentId: `ch_${payments}`,
      amount,
      accountId: by.accountId,
      ...names,
      ...(paidAt === undefined ? {} : { paidAt }),
    },
    system.clock.now(),
  );
  expect(reply.status).toBe(202);
};
const balances = async ({ accountId }: Customer) => {
  const { data } = await get(`/v1/accounts/${accountId}/ledger`);
  const sums: Record<string, number> = {};
  for (const { postings } of data)
    for (const it of postings) sums[it.ledgerAccount] = (sums[it.ledgerAccount] ?? 0) + Number(it.amount);
  return sums;
};

describe('a client upgrades by itself', () => {
  it('and pays in two parts by webhook (PO-08, PO-09, PO-11, PO-13)', async () => {
    const ada = await aCustomer(system, month('2026-11-01', '2026-11-30'));
    const as = { as: { secret: ada.secret } };
    const path = `/v1/subscriptions/${ada.subscriptionId}/upgrade-options`;
    const { body: options } = await system.call('GET', path, as);
    expect(options).toMatchObject({ available: true, reasons: [] });
    expect(options.options.map((it: { planId: string }) => it.planId)).toEqual([packages.twenty, packages.five]);
    const body = { subscriptionId: ada.subscriptionId, planId: packages.twenty };
    const { body: quote } = await system.call('POST', '/v1/package-orders/quote', { ...as, body });
    expect(quote).toMatchObject({ credit: '5.00', dueToday: '15.00', direction: 'upgrade', paidThrough: '2026-12-15' });

    const placed = await system.call('POST', '/v1/package-orders', { ...as, body: { ...body, quoteHash: quote.hash } });
    expect(placed).toMatchObject({ status: 201, body: { state: 'awaiting-payment', paid: '0.00', missing: '15.00' } });
    expect(placed.body.expiresAt).toBe('2026-11-24T00:00:00.000Z');
    const { data: invoices } = await get(`/v1/accounts/${ada.accountId}/invoices`);
    expect(invoices).toMatchObject([{ id: placed.body.invoiceId, standing: 'held', total: '15.00', open: '15.00' }]);
    const second = await ordered(ada, packages.five);
    expect(second).toMatchObject({ status: 409, body: { code: 'order-open' } });
    expect(second.body.detail).toContain(placed.body.id);

    await pay(ada, '5.00', { invoiceId: placed.body.invoiceId });
    expect(await order(placed.body.id)).toMatchObject({ state: 'awaiting-payment', paid: '5.00', missing: '10.00' });
    expect(await balances(ada)).toMatchObject({ 'order-deposit': -5, cash: 5 });
    await pay(ada, '10.00');

    const applied = await order(placed.body.id);
    expect(applied).toMatchObject({
      state: 'applied',
      paid: '15.00',
      applied: { appliedOn: '2026-11-16', nextDueDate: '2026-12-16' },
    });
    expect(await subscription(ada)).toMatchObject({
      planId: packages.twenty,
      periodStart: '2026-11-16',
      paidThrough: '2026-12-15',
    });
    expect(await balances(ada)).toMatchObject({ 'order-deposit': 0, cash: 15, receivable: 0, revenue: -25 });
    const { data: history } = await get(`/v1/plan-changes/${placed.body.id}/history`);
    expect(history.map((it: { event: string }) => it.event)).toEqual(['accepted', 'part-paid', 'paid', 'applied']);
    expect(await system.verify()).toEqual([]);
  });

  it('and pays with what its account has, by itself (PO-09), or downgrades to account credit (PO-05)', async () => {
    const ada = await aCustomer(system, month('2026-11-01', '2026-11-30'));
    await pay(ada, '40.00');
    const up = await ordered(ada, packages.twenty);
    expect(up).toMatchObject({ status: 201, body: { state: 'applied', paid: '15.00', missing: '0.00' } });
    expect(await creditOf(ada)).toBe('25.00');
    const eve = await aCustomer(system, month('2026-11-01', '2026-11-30'));
    const down = await ordered(eve, packages.five);
    expect(down).toMatchObject({
      status: 201,
      body: { state: 'applied', invoiceId: null, quote: { dueToday: '0.00' } },
    });
    expect(await creditOf(eve)).toBe('0.00');
    expect(await subscription(eve)).toMatchObject({ planId: packages.five, paidThrough: '2026-12-15' });
    expect(await system.verify()).toEqual([]);
  });
});

describe('who may order (PO-07, PO-08, PO-18)', () => {
  it('is not a client whose group has not the permission; an admin orders for it all the same', async () => {
    const body = { name: 'Resellers', permissions: { upgradeDowngradePackages: false } };
    const clientGroupId = await created(system, '/v1/client-groups', body);
    const bob = await aCustomer(system, { ...month('2026-11-01', '2026-11-30'), clientGroupId });
    const path = `/v1/subscriptions/${bob.subscriptionId}/upgrade-options`;
    const seen = await system.call('GET', path, { as: { secret: bob.secret } });
    expect(seen.body).toMatchObject({ available: false, reasons: [], options: [] });
    expect(await ordered(bob, packages.twenty)).toMatchObject({ status: 403, body: { code: 'upgrade-not-permitted' } });
    const told = await get(path);
    expect(told).toMatchObject({ available: false, reasons: [{ code: 'no-permission' }], options: [] });
    expect(told.adminOptions).toHaveLength(2);
    const placed = await ordered(bob, packages.twenty, 'admin');
    expect(placed).toMatchObject({ status: 201, body: { state: 'awaiting-payment', requestedBy: 'admin:admin key' } });
    const why = await get(`/v1/package-orders/${placed.body.id}/explanation`);
    expect(why.noUpgrade.reasons.map((it: { code: string }) => it.code)).toEqual(['no-permission', 'order-open']);
    const cancelled = await system.call('POST', `/v1/package-orders/${placed.body.id}/cancel`, {
      body: { reason: 'a test' },
    });
    expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    const { data } = await get(`/v1/accounts/${bob.accountId}/invoices`);
    expect(data).toMatchObject([{ standing: 'void', open: '0.00' }]);
    await system.call('PATCH', `/v1/client-groups/${clientGroupId}`, {
      body: { permissions: { upgradeDowngradePackages: true } },
    });
    expect((await system.call('GET', path, { as: { secret: bob.secret } })).body.available).toBe(true);
    expect(await system.verify()).toEqual([]);
  });

  it('is nobody else: another client sees neither service nor order', async () => {
    const ada = await aCustomer(system, month('2026-11-01', '2026-11-30'));
    const eve = await aCustomer(system, month('2026-11-01', '2026-11-30'));
    const placed = await ordered(ada, packages.twenty);
    const as = { as: { secret: eve.secret } };
    const foreign = { subscriptionId: ada.subscriptionId, planId: packages.twenty };
    expect((await system.call('GET', `/v1/subscriptions/${ada.subscriptionId}/upgrade-options`, as)).status).toBe(404);
    expect((await system.call('POST', '/v1/package-orders', { ...as, body: foreign })).status).toBe(404);
    expect((await system.call('GET', `/v1/package-orders/${placed.body.id}`, as)).status).toBe(404);
    expect((await system.call('POST', `/v1/package-orders/${placed.body.id}/cancel`, { ...as, body: {} })).status).toBe(
      404,
    );
    expect(
      (await system.call('POST', `/v1/package-orders/${placed.body.id}/process`, { ...as, body: {} })).status,
    ).toBe(403);
    expect((await system.call('GET', `/v1/package-orders/${placed.body.id}/explanation`, as)).status).toBe(403);
    expect((await system.call('GET', '/v1/package-orders', as)).body.data).toEqual([]);
    await system.call('POST', `/v1/package-orders/${placed.body.id}/cancel`, { as: { secret: ada.secret }, body: {} });
    expect(await system.verify()).toEqual([]);
  });
});

describe('a downgrade at the end of the term (PO-16)', () => {
  it('is undone with one call, and leaves no money rows', async () => {
    await settings({ downgradeTiming: 'end-of-term' });
    const ada = await aCustomer(system, month('2026-11-01', '2026-11-30'));
    const before = await balances(ada);
    const placed = await ordered(ada, packages.five);
    expect(placed.body).toMatchObject({ state: 'scheduled', effectiveDate: '2026-12-01', invoiceId: null });
    expect(placed.body.quote).toMatchObject({
      direction: 'downgrade',
      timing: 'end-of-term',
      dueToday: '0.00',
      dueAtTermEnd: '5.00',
    });
    const undone = await system.call('POST', `/v1/package-orders/${placed.body.id}/undo`, {
      as: { secret: ada.secret },
      body: {},
    });
    expect(undone).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    const again = await ordered(ada, packages.five);
    const by = { as: { secret: ada.secret }, body: { reason: 'Needs it after all.' } };
    const generic = await system.call('POST', `/v1/plan-changes/${again.body.id}/undo`, by);
    expect(generic).toMatchObject({ status: 200, body: { id: again.body.id, state: 'cancelled' } });
    expect(await system.call('POST', `/v1/plan-changes/${again.body.id}/undo`, by)).toMatchObject({
      status: 409,
      body: { code: 'change-state', details: { state: 'cancelled' } },
    });
    expect(await balances(ada)).toEqual(before);
    expect((await get(`/v1/accounts/${ada.accountId}/invoices`)).data).toEqual([]);
    expect(await system.verify()).toEqual([]);
  });
});

describe('time passes', () => {
  it('and what nobody pays expires, what comes late is credit, the held renewal is billed from its own date (PO-11, PO-14)', async () => {
    const lea = await aCustomer(system, month('2026-10-21', '2026-11-20'));
    const max = await aCustomer(system, month('2026-11-01', '2026-11-30'));
    const later = await ordered(max, packages.five);
    expect(later.body.state).toBe('scheduled');
    const placed = await ordered(lea, packages.twenty);
    await pay(lea, '4.00', { invoiceId: placed.body.invoiceId });
    await system.advanceTo('2026-11-22');
    expect(await subscription(lea)).toMatchObject({ paidThrough: '2026-11-20', nextBillDate: '2026-11-21' });
    await system.advance('P2DT5M');
    expect(await order(placed.body.id)).toMatchObject({ state: 'expired', paid: '4.00' });
    const { data } = await get(`/v1/accounts/${lea.accountId}/invoices`);
    expect(data).toMatchObject([
      { standing: 'void', open: '0.00' },
      { issuedOn: '2026-11-21', total: '3.33', open: '0.00' },
    ]);
    expect(await creditOf(lea)).toBe('0.67');
    await pay(lea, '20.00', { invoiceId: placed.body.invoiceId });
    expect(await creditOf(lea)).toBe('20.67');
    expect(await system.verify()).toEqual([]);

    await system.advanceTo('2026-12-02');
    expect(await order(later.body.id)).toMatchObject({ state: 'applied', effectiveDate: '2026-12-01' });
    expect(await subscription(max)).toMatchObject({ planId: packages.five, paidThrough: '2026-12-31' });
    const { data: bills } = await get(`/v1/accounts/${max.accountId}/invoices`);
    expect(bills).toMatchObject([{ issuedOn: '2026-12-01', total: '5.00', standing: 'posted' }]);
    expect(await system.verify()).toEqual([]);
  });

  it('and paid orders wait for an admin while automatic processing is off, to be processed by hand or by turning it on (PO-10)', async () => {
    await settings({ automaticProcessing: false, downgradeTiming: 'now' });
    const ada = await aCustomer(system, month('2026-12-01', '2026-12-31'));
    const bob = await aCustomer(system, month('2026-12-01', '2026-12-31'));
    const [first, second] = [await ordered(ada, packages.twenty), await ordered(bob, packages.five)];
    const paid = await system.call('POST', `/v1/accounts/${ada.accountId}/payments`, {
      body: {
        amount: { amount: first.body.dueToday, currency: 'USD' },
        reference: 'Cash desk',
        invoiceId: first.body.invoiceId,
      },
    });
    expect(paid).toMatchObject({
      status: 201,
      body: { allocations: [{ kind: 'invoice', invoiceId: first.body.invoiceId }] },
    });
    expect(await order(first.body.id)).toMatchObject({ state: 'awaiting-processing', missing: '0.00' });
    expect(second.body.state).toBe('awaiting-processing');
    const why = await get(`/v1/package-orders/${first.body.id}/explanation`);
    expect(why.notProcessed).toMatchObject({ applies: true, text: expect.stringContaining('automaticProcessing') });
    await system.advanceTo('2027-01-05');
    expect(await subscription(ada)).toMatchObject({ planId: packages.ten, paidThrough: '2026-12-31' });
    const processed = await system.call('POST', `/v1/package-orders/${first.body.id}/process`, { body: {} });
    expect(processed.body).toMatchObject({
      state: 'applied',
      applied: { appliedOn: '2027-01-05', nextDueDate: '2027-02-05' },
    });
    await settings({ automaticProcessing: true });
    await expect.poll(async () => (await order(second.body.id)).state, { timeout: 60_000 }).toBe('applied');
    expect(await subscription(bob)).toMatchObject({ planId: packages.five, periodStart: '2027-01-05' });
    expect(await system.verify()).toEqual([]);
  });
});
