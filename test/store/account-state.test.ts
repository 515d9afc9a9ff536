import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../prisma/client.js';
import { loadAccountState } from '../../prisma/stores/account-state.store.js';
import { changeSettings } from '../../prisma/stores/organizations.store.js';
import { insertSubscription, listSubscriptions } from '../../prisma/stores/subscriptions.store.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import {
  aCharge,
  aJournal,
  aStoredChange,
  aStoredSubscription,
  aSubscription,
  NOW,
  persist,
  type Stored,
} from '../support/stored.js';

let database: TestDatabase;
let stored: Stored;
beforeAll(async () => {
  database = await aDatabase();
});
beforeEach(async () => {
  stored = await aStoredSubscription(database.prisma);
});
afterAll(() => database.drop());

const load = (...morePlanIds: string[]) => loadAccountState(database.prisma, { ...stored, morePlanIds });
const patch = (set: Parameters<typeof aSubscription>[1]) =>
  persist(database.prisma, stored, [
    { type: 'subscription-changed', subscriptionId: stored.subscriptionId, set: set ?? {} },
  ]);

describe('the state of an account', () => {
  it('has the newest settings, the account, its credit and whether money ever moved (MP-16)', async () => {
    expect(await load()).toMatchObject({
      credit: '0.00',
      account: { currency: 'USD', billDay: 1, hasFinancialHistory: false },
    });
    const { organizationId, accountId } = stored;
    await inTransaction(database.prisma, (tx) =>
      changeSettings(tx, { organizationId, patch: { paymentTermDays: 14 }, by: 'me' }),
    );
    await persist(database.prisma, stored, [
      {
        type: 'journal-posted',
        journal: aJournal([
          ['revenue', '7.5'],
          ['account-credit', '-7.5'],
        ]),
      },
    ]);
    const state = await load();
    expect(state.account).toEqual({ id: accountId, currency: 'USD', billDay: 1, hasFinancialHistory: true });
    expect(state).toMatchObject({ organizationId, credit: '7.50', settings: { version: 2, paymentTermDays: 14 } });
  });

  it('has the credit in its own currency only', async () => {
    await persist(database.prisma, stored, [
      {
        type: 'journal-posted',
        journal: aJournal([
          ['revenue', '7', 'EUR'],
          ['account-credit', '-7', 'EUR'],
        ]),
      },
    ]);
    expect((await load()).credit).toBe('0.00');
  });

  it('has the subscriptions that are not cancelled, as they were inserted', async () => {
    const { organizationId, accountId, gold, subscriptionId } = stored;
    const second = aSubscription(gold, {
      units: 3,
      anchorDay: 31,
      invoicing: 'backward',
      activeTo: '2027-11-01',
      status: 'suspended',
    });
    await inTransaction(database.prisma, (tx) =>
      insertSubscription(tx, { organizationId, accountId, subscription: second }),
    );
    expect((await load()).subscriptions).toMatchObject([{ id: subscriptionId }, second]);
    await patch({ status: 'cancelled' });
    expect((await load()).subscriptions).toEqual([second]);
    const listed = await listSubscriptions(database.prisma, organizationId, { accountId });
    expect(listed.data.map(({ id, status }) => [id, status])).toEqual([
      [subscriptionId, 'cancelled'],
      [second.id, 'suspended'],
    ]);
  });

  it('has the charges of which days are left from lastBilled on, oldest first (MP-10)', async () => {
    const { subscriptionId, chargeId } = stored;
    const charge = (from: string, to: string) => aCharge(stored, { from, to, liveTo: to });
    const charges = [
      charge('2027-01-01', '2027-02-01'),
      charge('2026-10-01', '2026-11-01'),
      charge('2026-12-01', '2027-01-01'),
    ];
    await persist(
      database.prisma,
      stored,
      charges.map((it) => ({ type: 'charged', subscriptionId, changeId: null, invoiceId: null, charge: it })),
    );
    const live = async () => (await load()).subscriptions[0]?.charges.map(({ id }) => id);
    expect(await live()).toEqual([chargeId, charges[2]?.id, charges[0]?.id]);
    await patch({ lastBilled: '2026-12-01' });
    expect(await live()).toEqual([charges[2]?.id, charges[0]?.id]);
  });

  it('has the open changes, as they were accepted', async () => {
    const first = await aStoredChange(database.prisma, stored);
    const undated = await aStoredChange(database.prisma, stored, { effectiveDate: null, state: 'accepted' });
    const closed = await aStoredChange(database.prisma, stored, { effectiveDate: '2027-01-01' });
    await persist(database.prisma, stored, [
      { type: 'change-moved', changeId: closed.id, state: 'cancelled', at: NOW, attention: null, plan: null },
    ]);
    const open = [first, undated].map(
      ({
        organizationId: _,
        accountId: __,
        quote: ___,
        settingsVersion: ____,
        workflowId: _____,
        data: ______,
        agreementId: _______,
        ...it
      }) => it,
    );
    expect((await load()).changes).toEqual(open.map((it) => ({ ...it, revision: 1, attention: null })));
  });

  it('has the plans of subscriptions, charges, unbilled days and changes, and those asked for', async () => {
    const { silver, gold, subscriptionId } = stored;
    const plans = async (...more: string[]) => Object.keys((await load(...more)).catalog).sort();
    expect(await plans()).toEqual([silver.id]);
    expect(await plans(gold.id, 'nobody')).toEqual([silver.id, gold.id].sort());
    await aStoredChange(database.prisma, stored);
    expect((await load()).catalog).toEqual({ [silver.id]: silver, [gold.id]: gold });
    stored = await aStoredSubscription(database.prisma);
    const charge = aCharge(stored, {
      planId: stored.gold.id,
      from: '2026-12-01',
      to: '2027-01-01',
      liveTo: '2027-01-01',
    });
    await persist(database.prisma, stored, [
      { type: 'charged', subscriptionId: stored.subscriptionId, changeId: null, invoiceId: null, charge },
    ]);
    expect(await plans()).toEqual([stored.silver.id, stored.gold.id].sort());
    expect(subscriptionId).not.toBe(stored.subscriptionId);
  });

  it('is not found for an account that is not there', async () => {
    const missing = loadAccountState(database.prisma, { organizationId: stored.organizationId, accountId: 'nobody' });
    await expect(missing).rejects.toMatchObject({ code: 'account-not-found', kind: 'not-found' });
  });
});
