import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../api/roles.js';
import type { StoredPlan } from '../../prisma/stores/plan-rows.js';
import { findInconsistencies } from '../../prisma/stores/verify.store.js';
import { anApi, TEST_NOW, type TestApi } from '../support/api.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aDebtor, aSilverPlan } from '../support/payments.js';

let database: TestDatabase;
let api: TestApi;
let plan: StoredPlan;

beforeAll(async () => {
  database = await aDatabase();
  api = await anApi(database.prisma);
  plan = await aSilverPlan(database.prisma, api.organizationId);
});

afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const debtor = (...owed: string[]) => aDebtor(database.prisma, api.organizationId, plan, owed);

function pay(accountId: string, given: Record<string, unknown> = {}, as: Role = 'admin', key?: string) {
  const body = { amount: { amount: '20.00', currency: 'USD' }, reference: 'Bank 7', ...given };
  const headers = key === undefined ? {} : { 'idempotency-key': key };
  return api.call('POST', `/v1/accounts/${accountId}/payments`, { as, body, headers });
}

describe('a payment taken by hand', () => {
  it.each(['admin', 'agent', 'shop'] as const)('by a key of the role %s is paid now (PB-06)', async (role) => {
    const { accountId } = await debtor('20.00');
    const { status, body } = await pay(accountId, {}, role);
    expect(status).toBe(201);
    expect(body).toMatchObject({ paidAt: TEST_NOW, provider: 'manual', state: 'allocated', accountId });
  });

  it('is dated back by an admin with a reason, and by nobody else (PB-06)', async () => {
    const { accountId } = await debtor('20.00');
    const paidAt = '2026-11-09T10:00:00.000Z';
    const reason = 'The bank was closed';
    expect(await pay(accountId, { paidAt, reason }, 'shop')).toMatchObject({
      status: 403,
      body: { code: 'payment-date-refused', errors: [{ path: 'paidAt' }] },
    });
    expect(await pay(accountId, { paidAt })).toMatchObject({ status: 422, body: { code: 'payment-reason-missing' } });
    expect(await pay(accountId, { paidAt, reason })).toMatchObject({ status: 201, body: { paidAt, reason } });
  });

  it('with a date in the future counts as paid now (PB-06)', async () => {
    const { accountId } = await debtor();
    expect(await pay(accountId, { paidAt: '2027-01-01T00:00:00Z' }, 'agent')).toMatchObject({
      status: 201,
      body: { paidAt: TEST_NOW, reason: null },
    });
  });

  it.each([
    ['zero', { amount: { amount: '0.00', currency: 'USD' } }, 'payment-amount', 'amount.amount'],
    ['less than zero', { amount: { amount: '-1.00', currency: 'USD' } }, 'payment-amount', 'amount.amount'],
  ])('of %s is refused (EN-13)', async (_name, given, code, path) => {
    const { accountId } = await debtor('20.00');
    expect(await pay(accountId, given)).toMatchObject({ status: 422, body: { code, errors: [{ path }] } });
  });

  it('in another currency than the account is kept and shown, and settles nothing (EN-13)', async () => {
    const { accountId } = await debtor('20.00');
    const kept = await pay(accountId, { amount: { amount: '20.00', currency: 'EUR' } }, 'shop');
    const why = 'foreign-currency';
    expect(kept).toMatchObject({ status: 201, body: { state: 'unallocated', why, accountId, allocations: [] } });
    const { body: listed } = await api.call('GET', `/v1/payments?state=unallocated&accountId=${accountId}`);
    expect(listed.data.map((it: { id: string }) => it.id)).toEqual([kept.body.id]);
    const { body: invoices } = await api.call('GET', `/v1/accounts/${accountId}/invoices`);
    expect(invoices.data.map((it: { open: string }) => it.open)).toEqual(['20.00']);
    const back = await api.call('POST', `/v1/payments/${kept.body.id}/refunds`, { body: { reason: 'not ours' } });
    expect(back).toMatchObject({ status: 201, body: { state: 'made', amount: { amount: '20.00', currency: 'EUR' } } });
    expect(await findInconsistencies(database.prisma, api.organizationId)).toEqual([]);
  });

  it('that two subscriptions could take is kept until one of them is named (EN-13)', async () => {
    const { accountId } = await debtor();
    const body = { code: 'torch', name: 'Torch', kind: 'payg', defaultCurrency: 'USD', dailyRate: '10.00' };
    const { body: torch } = await api.call('POST', '/v1/plans', { body });
    const open = () => api.call('POST', '/v1/subscriptions', { body: { accountId, planId: torch.id } });
    const [, second] = [await open(), await open()];
    const kept = await pay(accountId);
    expect(kept).toMatchObject({ status: 201, body: { state: 'unallocated', why: 'several-candidates' } });
    const assign = (more: object) =>
      api.call('POST', `/v1/payments/${kept.body.id}/assign`, { body: { accountId, ...more } });
    expect(await assign({})).toMatchObject({ status: 409, body: { code: 'payment-unallocatable' } });
    expect(await assign({ subscriptionId: 'sub_none' })).toMatchObject({ status: 404 });
    const { status, body: assigned } = await assign({ subscriptionId: second.body.id });
    expect([status, assigned.state]).toEqual([200, 'allocated']);
    expect(assigned.allocations).toMatchObject([{ kind: 'time', subscriptionId: second.body.id, amount: '20.00' }]);
    expect(await findInconsistencies(database.prisma, api.organizationId)).toEqual([]);
  });

  it('settles what it names first, then the oldest due (EN-13, MP-15)', async () => {
    const { accountId, invoiceIds } = await debtor('20.00', '30.00', '10.00');
    const { body } = await pay(accountId, {
      amount: { amount: '55.00', currency: 'USD' },
      invoiceId: invoiceIds[1] ?? '',
    });
    expect(
      body.allocations.map((it: { invoiceId: string; amount: string }) => [it.invoiceId, it.amount]).sort(),
    ).toEqual(
      [
        [invoiceIds[0], '20.00'],
        [invoiceIds[1], '30.00'],
        [invoiceIds[2], '5.00'],
      ].sort(),
    );
  });

  it('refuses to name what is not of the account: 404', async () => {
    const { accountId } = await debtor('20.00');
    const other = await debtor('20.00');
    const [invoiceId] = other.invoiceIds;
    expect(await pay(accountId, { invoiceId })).toMatchObject({ status: 404, body: { code: 'invoice-not-found' } });
    expect(await pay(accountId, { subscriptionId: other.subscriptionId })).toMatchObject({
      status: 404,
      body: { code: 'subscription-not-found' },
    });
  });

  it('counts once by its Idempotency-Key, and in the ledger as cash against receivable and credit (EN-02)', async () => {
    const { accountId, invoiceIds } = await debtor('15.00');
    const first = await pay(accountId, {}, 'admin', 'once');
    const second = await pay(accountId, {}, 'admin', 'once');
    expect(second.body).toEqual(first.body);
    const { body: ledger } = await api.call('GET', `/v1/accounts/${accountId}/ledger`);
    const posted = ledger.data.filter((it: { kind: string }) => it.kind === 'payment');
    expect(posted).toHaveLength(1);
    expect(posted[0].postings).toMatchObject([
      { ledgerAccount: 'cash', amount: '20.00' },
      { ledgerAccount: 'receivable', amount: '-15.00', invoiceId: invoiceIds[0] },
      { ledgerAccount: 'account-credit', amount: '-5.00' },
    ]);
    expect(await findInconsistencies(database.prisma, api.organizationId)).toEqual([]);
  });

  it('is seen by its own client and no other', async () => {
    const { accountId } = await debtor();
    const { body: foreign } = await pay(accountId);
    const { body: own } = await pay(api.accountId);
    expect((await api.call('GET', `/v1/payments/${own.id}`, { as: 'client' })).status).toBe(200);
    expect((await api.call('GET', `/v1/payments/${foreign.id}`, { as: 'client' })).status).toBe(404);
    const { body } = await api.call('GET', '/v1/payments', { as: 'client' });
    expect(body.data.map((it: { id: string }) => it.id)).toEqual([own.id]);
  });
});
