import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anApi, type TestApi } from '../support/api.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aCustomer, aPackage, aPath, type Customer, created } from '../support/packages.js';

let database: TestDatabase;
let api: TestApi;
let ten: string;
let twenty: string;
let ada: Customer;

beforeAll(async () => {
  database = await aDatabase();
  api = await anApi(database.prisma);
  ten = await aPackage(api, { price: '10' });
  twenty = await aPackage(api, { price: '20', setupFee: '4.99' });
  await aPath(api, ten, twenty);
  ada = await aCustomer(api, { planId: ten, periodStart: '2026-11-01', paidThrough: '2026-11-30' });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

describe('upgrade paths (PO-01)', () => {
  it('are made once, listed and taken away, by admins', async () => {
    const body = { fromPlanId: twenty, toPlanId: ten };
    expect((await api.call('POST', '/v1/upgrade-paths', { body, as: 'client' })).status).toBe(403);
    const made = await api.call('POST', '/v1/upgrade-paths', { body });
    expect(made).toMatchObject({ status: 201, body: { ...body, rules: {} } });
    expect(await api.call('POST', '/v1/upgrade-paths', { body })).toMatchObject({
      status: 409,
      body: { code: 'upgrade-path-taken' },
    });
    const { body: listed } = await api.call('GET', `/v1/upgrade-paths?fromPlanId=${twenty}`);
    expect(listed.data).toMatchObject([body]);
    expect((await api.call('DELETE', `/v1/upgrade-paths/${made.body.id}`)).status).toBe(200);
    expect((await api.call('DELETE', `/v1/upgrade-paths/${made.body.id}`)).status).toBe(404);
    expect((await api.call('GET', `/v1/upgrade-paths?fromPlanId=${twenty}`)).body.data).toEqual([]);
  });

  it.each([
    ['to itself', () => ({ fromPlanId: ten, toPlanId: ten }), 422, 'toPlanId'],
    ['from a plan that is not there', () => ({ fromPlanId: 'plan_none', toPlanId: ten }), 404, undefined],
    [
      'with rules that make no sense',
      () => ({ fromPlanId: twenty, toPlanId: ten, rules: { minTenureDays: -1 } }),
      422,
      'rules.minTenureDays',
    ],
  ])('are refused %s', async (_, body, status, path) => {
    const reply = await api.call('POST', '/v1/upgrade-paths', { body: body() });
    expect(reply.status).toBe(status);
    if (path !== undefined) expect(reply.body.errors).toMatchObject([{ path }]);
  });
});

describe('client groups (PO-07)', () => {
  it('give a permission, which is on where nothing is said, and can be taken', async () => {
    const made = await api.call('POST', '/v1/client-groups', { body: { name: 'Gold' } });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'Gold', permissions: { upgradeDowngradePackages: true } },
    });
    const path = `/v1/client-groups/${made.body.id}`;
    const edit = { permissions: { upgradeDowngradePackages: false } };
    expect(await api.call('PATCH', path, { body: edit })).toMatchObject({ status: 200, body: edit });
    expect((await api.call('GET', path)).body).toMatchObject({ name: 'Gold', ...edit });
    expect(await api.call('POST', '/v1/client-groups', { body: { name: 'Gold' } })).toMatchObject({ status: 409 });
    expect((await api.call('PATCH', '/v1/client-groups/cgr_none', { body: edit })).status).toBe(404);
    expect((await api.call('GET', '/v1/client-groups')).body.data).toHaveLength(1);
  });

  it('are chosen for an account, which may leave them', async () => {
    const clientGroupId = await created(api, '/v1/client-groups', { name: 'Silver' });
    const account = { name: 'Bob', currency: 'USD', billDay: 1 };
    const made = await api.call('POST', '/v1/accounts', { body: { ...account, clientGroupId } });
    expect(made).toMatchObject({ status: 201, body: { clientGroupId } });
    const path = `/v1/accounts/${made.body.id}`;
    expect((await api.call('PATCH', path, { body: { clientGroupId: null } })).body.clientGroupId).toBeNull();
    const unknown = await api.call('POST', '/v1/accounts', { body: { ...account, clientGroupId: 'cgr_none' } });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'client-group-not-found' } });
  });
});

/** An order is shown to its client without the fee, by every call; to an admin with it. Its invoice has it: it is due. */
async function hidesItInOrders(): Promise<void> {
  const eve = await aCustomer(api, { planId: ten, periodStart: '2026-11-01', paidThrough: '2026-11-30' });
  const as = { as: { secret: eve.secret } };
  const body = { subscriptionId: eve.subscriptionId, planId: twenty };
  const { body: order } = await api.call('POST', '/v1/package-orders', { body, ...as });
  const paths = [`/v1/package-orders/${order.id}`, `/v1/plan-changes/${order.id}`];
  for (const path of paths) {
    const { body: client } = await api.call('GET', path, as);
    const { body: admin } = await api.call('GET', path);
    expect([order, client, admin].map((it) => it.quote.setupFee)).toEqual([null, null, '4.99']);
    expect(client.quote.lines.map((it: { part: string }) => it.part)).toEqual(['package', 'credit']);
  }
  for (const path of ['/v1/package-orders', '/v1/plan-changes']) {
    const { body: list } = await api.call('GET', path, as);
    expect(list.data.map((it: { quote: { setupFee: unknown } }) => it.quote.setupFee)).toEqual([null]);
  }
  const { body: invoice } = await api.call('GET', `/v1/invoices/${order.invoiceId}`, as);
  expect(invoice.lines.map((it: { amount: string }) => it.amount)).toContain('4.99');
}

describe('quotes and options', () => {
  it('hide the setup fee from clients where that is asked for, and from nobody else; it is due all the same (PO-06)', async () => {
    await api.call('PATCH', '/v1/settings', { body: { hideSetupFees: true } });
    const body = { subscriptionId: ada.subscriptionId, planId: twenty };
    const as = { as: { secret: ada.secret } };
    const { body: shown } = await api.call('POST', '/v1/package-orders/quote', { body });
    const { body: hidden } = await api.call('POST', '/v1/package-orders/quote', { body, ...as });
    expect([shown.setupFee, hidden.setupFee]).toEqual(['4.99', null]);
    expect(hidden.dueToday).toBe(shown.dueToday);
    expect(hidden.lines.map((it: { part: string }) => it.part)).toEqual(['package', 'credit']);
    const { body: options } = await api.call('GET', `/v1/subscriptions/${ada.subscriptionId}/upgrade-options`, as);
    expect(options.options[0].quote.setupFee).toBeNull();
    await hidesItInOrders();
    await api.call('PATCH', '/v1/settings', { body: { hideSetupFees: false } });
  });

  it('are refused with the field or the state that is wrong, and never with a 500 (EN-11)', async () => {
    const quote = (body: unknown) => api.call('POST', '/v1/package-orders/quote', { body });
    expect(await quote({ planId: twenty })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'subscriptionId' }] },
    });
    expect((await quote({ subscriptionId: 'sub_none', planId: twenty })).status).toBe(404);
    const { subscriptionId } = ada;
    expect((await quote({ subscriptionId, planId: 'plan_none' })).status).toBe(404);
    expect(await quote({ subscriptionId, planId: ten })).toMatchObject({
      status: 422,
      body: { code: 'no-upgrade-path' },
    });
    expect((await api.call('GET', '/v1/package-orders/pco_none')).status).toBe(404);
    const cancelled = await aCustomer(api, { planId: ten, periodStart: '2026-11-01', paidThrough: '2026-11-30' });
    await api.call('POST', `/v1/subscriptions/${cancelled.subscriptionId}/cancel`, { body: {} });
    const path = `/v1/subscriptions/${cancelled.subscriptionId}/upgrade-options`;
    expect((await api.call('GET', path)).body).toMatchObject({
      available: false,
      reasons: [{ code: 'service-not-active' }],
    });
    expect(await quote({ subscriptionId: cancelled.subscriptionId, planId: twenty })).toMatchObject({ status: 409 });
  });
});

describe('settings of package orders', () => {
  it('have the defaults of the source, and take nothing else (PO-03 to PO-06, PO-10, PO-11, PO-16, PO-17)', async () => {
    expect((await api.call('GET', '/v1/settings')).body).toMatchObject({
      chargeSetupPrices: true,
      provideProratedCredit: true,
      addCreditBalance: true,
      hideSetupFees: false,
      automaticProcessing: true,
      orderExpiryDays: 7,
      settlementGrace: 'PT2M',
      downgradeTiming: 'now',
      upgradeTerm: 'new',
    });
    for (const body of [
      { orderExpiryDays: -1 },
      { downgradeTiming: 'later' },
      { upgradeTerm: true },
      { settlementGrace: 'P1M' },
    ])
      expect((await api.call('PATCH', '/v1/settings', { body })).status).toBe(422);
  });
});
