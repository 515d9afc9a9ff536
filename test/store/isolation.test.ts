import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../prisma/client.js';
import { loadAccountState } from '../../prisma/stores/account-state.store.js';
import { findAccount, listAccounts } from '../../prisma/stores/accounts.store.js';
import { listApiKeys } from '../../prisma/stores/api-keys.store.js';
import { findChange, insertChange, listChanges } from '../../prisma/stores/changes.store.js';
import { listDue, nextDueAt } from '../../prisma/stores/due.store.js';
import { listHistory } from '../../prisma/stores/history.store.js';
import { findInvoice, listInvoices } from '../../prisma/stores/invoices.store.js';
import { balancesOf, creditOf, listJournals } from '../../prisma/stores/ledger.store.js';
import { listPlanGroups } from '../../prisma/stores/plan-groups.store.js';
import { findPlan, findRateSchedule, listPlans, loadCatalog } from '../../prisma/stores/plans.store.js';
import {
  findSubscription,
  insertSubscription,
  listPlanHistory,
  listSubscriptions,
} from '../../prisma/stores/subscriptions.store.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aChange, aStoredSubscription, aSubscription, NOW, persist, ratesOf, type Stored } from '../support/stored.js';
import { aRowInEveryTable } from '../support/stored-rows.js';

let database: TestDatabase;
let mine: Stored;
let theirs: Stored;
beforeAll(async () => {
  database = await aDatabase();
  theirs = await aRowInEveryTable(database.prisma);
  mine = await aStoredSubscription(database.prisma);
});
afterAll(() => database.drop());

/** What my organization sees when it asks by the ids of another one. */
describe('another organization (EN-09)', () => {
  it('cannot be read by its ids', async () => {
    const { prisma } = database;
    const { organizationId } = mine;
    const [change] = (await listChanges(prisma, theirs.organizationId)).data;
    const [invoice] = (await listInvoices(prisma, theirs)).data;
    expect(change && invoice).toBeTruthy();
    const crossed = { organizationId, accountId: theirs.accountId };
    const found = await Promise.all([
      findAccount(prisma, organizationId, theirs.accountId),
      findPlan(prisma, organizationId, theirs.silver.id),
      findRateSchedule(prisma, organizationId, ratesOf(theirs.silver).rateScheduleId),
      findSubscription(prisma, organizationId, theirs.subscriptionId),
      findChange(prisma, organizationId, change?.id ?? ''),
      findInvoice(prisma, organizationId, invoice?.id ?? ''),
    ]);
    expect(found).toEqual([null, null, null, null, null, null]);
    const lists = await Promise.all([
      listHistory(prisma, organizationId, { changeId: change?.id ?? '' }),
      listPlanHistory(prisma, organizationId, theirs.subscriptionId),
      balancesOf(prisma, organizationId, theirs.accountId),
      listDue(prisma, organizationId, '2030-01-01T00:00:00.000Z'),
    ]);
    expect(lists).toEqual([[], [], [], []]);
    const pages = await Promise.all([
      listJournals(prisma, crossed),
      listInvoices(prisma, crossed),
      listSubscriptions(prisma, organizationId, { accountId: theirs.accountId }),
      listChanges(prisma, organizationId, { accountId: theirs.accountId }),
    ]);
    expect(pages.flatMap(({ data }) => data as unknown[])).toEqual([]);
    expect(await loadCatalog(prisma, organizationId, [theirs.silver.id], theirs.accountId)).toEqual({});
    expect(await nextDueAt(prisma, [organizationId], NOW)).toBeNull();
    await expect(creditOf(prisma, organizationId, theirs.accountId)).rejects.toMatchObject({
      code: 'account-not-found',
    });
    await expect(loadAccountState(prisma, crossed)).rejects.toMatchObject({ code: 'account-not-found' });
  });

  it('is in no list', async () => {
    const { prisma } = database;
    const { organizationId } = mine;
    expect((await listAccounts(prisma, organizationId)).data.map(({ id }) => id)).toEqual([mine.accountId]);
    expect((await listPlans(prisma, organizationId)).data.map(({ id }) => id)).toEqual([mine.silver.id, mine.gold.id]);
    expect((await listSubscriptions(prisma, organizationId)).data.map(({ id }) => id)).toEqual([mine.subscriptionId]);
    expect((await listPlanGroups(prisma, organizationId)).data).toEqual([]);
    expect(await listApiKeys(prisma, organizationId)).toEqual([]);
  });

  it('cannot be changed by its ids', async () => {
    const { prisma } = database;
    const { organizationId } = mine;
    const patch = persist(prisma, mine, [
      { type: 'subscription-changed', subscriptionId: theirs.subscriptionId, set: { units: 9 } },
    ]);
    await expect(patch).rejects.toThrow('is not there');
    const change = inTransaction(prisma, (tx) => insertChange(tx, { ...aChange(theirs), organizationId }));
    await expect(change).rejects.toThrow(/_fkey/);
    const subscription = inTransaction(prisma, (tx) =>
      insertSubscription(tx, { organizationId, accountId: mine.accountId, subscription: aSubscription(theirs.gold) }),
    );
    await expect(subscription).rejects.toThrow(/_fkey/);
  });

  it('may have a row with the same id', async () => {
    const { prisma } = database;
    const subscription = aSubscription(mine.gold, { id: theirs.subscriptionId });
    await inTransaction(prisma, (tx) => insertSubscription(tx, { ...mine, subscription }));
    await persist(prisma, mine, [{ type: 'subscription-changed', subscriptionId: subscription.id, set: { units: 9 } }]);
    expect((await findSubscription(prisma, theirs.organizationId, subscription.id))?.units).toBe(1);
    expect((await findSubscription(prisma, mine.organizationId, subscription.id))?.units).toBe(9);
  });
});
