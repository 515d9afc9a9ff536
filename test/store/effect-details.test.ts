import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Effect, IssuedInvoice } from '../../domain/subscription/effects.js';
import { newId } from '../../prisma/ids.js';
import { findAccount } from '../../prisma/stores/accounts.store.js';
import { listInvoices } from '../../prisma/stores/invoices.store.js';
import { findSubscription, listPlanHistory } from '../../prisma/stores/subscriptions.store.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aCharge, aStoredChange, aStoredSubscription, persist, ratesOf, type Stored } from '../support/stored.js';
import { anInvoice, issued } from '../support/stored-effects.js';

let database: TestDatabase;
let stored: Stored;
beforeAll(async () => {
  database = await aDatabase();
});
beforeEach(async () => {
  stored = await aStoredSubscription(database.prisma);
});
afterAll(() => database.drop());

describe('the numbers of documents', () => {
  const issue = (...kinds: IssuedInvoice['kind'][]) =>
    persist(
      database.prisma,
      stored,
      kinds.map((kind) => issued(anInvoice(stored, { kind }))),
    );
  const numbers = async () => (await listInvoices(database.prisma, stored)).data.map(({ number }) => number).sort();

  it('are a series for invoices and one for credit notes, per organization', async () => {
    await issue('invoice', 'credit-note', 'invoice');
    await issue('credit-note');
    expect(await numbers()).toEqual(['CN-000001', 'CN-000002', 'INV-000001', 'INV-000002']);
    stored = await aStoredSubscription(database.prisma);
    await issue('invoice');
    expect(await numbers()).toEqual(['INV-000001']);
  });

  it('have no gap where a transaction fails in between, nor where many are written at once', async () => {
    const failing = persist(database.prisma, stored, [issued(anInvoice(stored, { total: '-1' }))]);
    await Promise.allSettled([failing, ...Array.from({ length: 20 }, () => issue('invoice', 'credit-note'))]);
    const series = (prefix: string) =>
      Array.from({ length: 20 }, (_, index) => `${prefix}-${String(index + 1).padStart(6, '0')}`);
    expect(await numbers()).toEqual([...series('CN'), ...series('INV')]);
  });
});

describe('what a patch sets', () => {
  it('is every field of a subscription, null too, and the last patch wins', async () => {
    const { subscriptionId, organizationId, gold } = stored;
    const segment = {
      from: '2026-11-01',
      to: '2026-11-11',
      countedTo: '2026-12-01',
      planId: gold.id,
      units: 1,
      price: '60.00',
      interval: { unit: 'month', count: 1 },
      anchorDay: 1,
    } as const;
    const set = {
      planId: gold.id,
      ...ratesOf(gold),
      units: 3,
      pricePinned: true,
      invoicing: 'backward',
      anchorDay: 31,
      status: 'paused',
      periodStart: '2026-11-02',
      paidThrough: '2026-12-30',
      lastBilled: '2026-11-03',
      activeTo: '2027-01-01',
      cancelledOn: '2027-01-01',
      periodUnit: 'week',
      unbilled: [segment],
    } as const;
    await persist(database.prisma, stored, [{ type: 'subscription-changed', subscriptionId, set }]);
    expect(await findSubscription(database.prisma, organizationId, subscriptionId)).toMatchObject(set);
    await persist(database.prisma, stored, [
      { type: 'subscription-changed', subscriptionId, set: { units: 4, activeTo: null } },
      { type: 'subscription-changed', subscriptionId, set: { units: 5, anchorDay: null, unbilled: [] } },
    ]);
    const cleared = { units: 5, activeTo: null, anchorDay: null, unbilled: [], status: 'paused' };
    expect(await findSubscription(database.prisma, organizationId, subscriptionId)).toMatchObject(cleared);
  });

  it('of a subscription that is not there is refused', async () => {
    const patch = persist(database.prisma, stored, [
      { type: 'subscription-changed', subscriptionId: 'nobody', set: { units: 2 } },
    ]);
    await expect(patch).rejects.toThrow('is not there');
  });
});

describe('the plan history', () => {
  let changeId: string;
  beforeEach(async () => {
    changeId = (await aStoredChange(database.prisma, stored)).id;
  });

  const assign = (planId: string, from: string): Effect => ({
    type: 'plan-assigned',
    id: newId('asg'),
    subscriptionId: stored.subscriptionId,
    changeId,
    planId,
    units: 1,
    priceVersionId: ratesOf(stored.gold).priceVersionId,
    from,
  });
  const history = async () =>
    (await listPlanHistory(database.prisma, stored.organizationId, stored.subscriptionId)).map(
      ({ planId, from, to }) => [planId, from, to],
    );

  it('has no gap, and an empty range where two changes meet on one day', async () => {
    const { gold, silver } = stored;
    const assigned = [assign(gold.id, '2026-11-11'), assign(silver.id, '2026-11-11'), assign(gold.id, '2026-12-01')];
    await persist(database.prisma, stored, assigned);
    expect(await history()).toEqual([
      [silver.id, '2026-11-01', '2026-11-11'],
      [gold.id, '2026-11-11', '2026-11-11'],
      [silver.id, '2026-11-11', '2026-12-01'],
      [gold.id, '2026-12-01', null],
    ]);
    await expect(persist(database.prisma, stored, [assign(silver.id, '2026-11-30')])).rejects.toThrow(
      /plan_assignments_from_to/,
    );
  });

  it('begins with the subscription, also where plans are changed before its start (MP-04)', async () => {
    const { gold, silver } = stored;
    const assigned = [assign(gold.id, '2026-10-20'), assign(silver.id, '2026-10-18'), assign(gold.id, '2026-11-05')];
    await persist(database.prisma, stored, assigned);
    expect(await history()).toEqual([
      [silver.id, '2026-11-01', '2026-11-01'],
      [gold.id, '2026-11-01', '2026-11-01'],
      [silver.id, '2026-11-01', '2026-11-05'],
      [gold.id, '2026-11-05', null],
    ]);
  });
});

describe('a change of the account currency (MP-16)', () => {
  it('is written with what is charged in it', async () => {
    const { subscriptionId, organizationId, accountId } = stored;
    await persist(database.prisma, stored, [
      { type: 'account-currency-changed', currency: 'JPY' },
      {
        type: 'charged',
        subscriptionId,
        changeId: null,
        invoiceId: null,
        charge: aCharge(stored, { amount: '467', credited: '0', price: '1000', from: '2026-11-15' }),
      },
    ]);
    expect((await findAccount(database.prisma, organizationId, accountId))?.currency).toBe('JPY');
    const subscription = await findSubscription(database.prisma, organizationId, subscriptionId);
    expect(subscription?.charges.map(({ amount, price }) => [amount, price])).toEqual([
      ['30.00', '30.00'],
      ['467', '1000'],
    ]);
  });
});
