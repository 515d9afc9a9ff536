import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, type Tx } from '../../prisma/client.js';
import { newId } from '../../prisma/ids.js';
import { loadAccountState } from '../../prisma/stores/account-state.store.js';
import { lockAccount } from '../../prisma/stores/accounts.store.js';
import { listChanges } from '../../prisma/stores/changes.store.js';
import { persistEffects } from '../../prisma/stores/effects.store.js';
import { balancesOf } from '../../prisma/stores/ledger.store.js';
import { listPlanHistory } from '../../prisma/stores/subscriptions.store.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import {
  aHistoryEntry,
  aJournal,
  aStoredChange,
  aStoredSubscription,
  ratesOf,
  type Stored,
} from '../support/stored.js';

let database: TestDatabase;
let stored: Stored;
beforeAll(async () => {
  database = await aDatabase({ max: 12 });
  stored = await aStoredSubscription(database.prisma);
});
afterAll(() => database.drop());

const locked = <T>(work: (tx: Tx) => Promise<T>) =>
  inTransaction(database.prisma, async (tx) => {
    await lockAccount(tx, stored.organizationId, stored.accountId);
    return work(tx);
  });

describe('writers of one account (EN-03)', () => {
  it('follow one another: forty that each add one unit make forty, and each sees what the one before wrote', async () => {
    const change = await aStoredChange(database.prisma, stored);
    const addUnit = () =>
      locked(async (tx) => {
        const state = await loadAccountState(tx, stored);
        const units = (state.subscriptions[0]?.units ?? 0) + 1;
        const { subscriptionId, silver } = stored;
        await persistEffects(tx, {
          ...stored,
          effects: [
            { type: 'subscription-changed', subscriptionId, set: { units } },
            {
              type: 'plan-assigned',
              id: newId('asg'),
              subscriptionId,
              changeId: change.id,
              planId: silver.id,
              units,
              priceVersionId: ratesOf(silver).priceVersionId,
              from: '2026-11-11',
            },
            {
              type: 'journal-posted',
              journal: aJournal([
                ['receivable', '1'],
                ['revenue', '-1'],
              ]),
            },
            { type: 'history-written', entry: aHistoryEntry(stored) },
          ],
        });
        return units;
      });
    const units = await Promise.all(Array.from({ length: 40 }, addUnit));
    expect([...units].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 2));
    const history = await listPlanHistory(database.prisma, stored.organizationId, stored.subscriptionId);
    expect(history.map((it) => it.units)).toEqual(Array.from({ length: 41 }, (_, index) => index + 1));
    const balances = await balancesOf(database.prisma, stored.organizationId, stored.accountId);
    expect(balances.map(({ ledgerAccount, amount }) => [ledgerAccount, amount])).toEqual([
      ['receivable', '40.00'],
      ['revenue', '-40.00'],
    ]);
  });

  it('do not hold up those of another account', async () => {
    const other = await aStoredSubscription(database.prisma);
    await locked(async () => {
      await inTransaction(database.prisma, (tx) => lockAccount(tx, other.organizationId, other.accountId));
    });
  });

  it('do not hold up a row that only refers to the account', async () => {
    await locked(async () => {
      const data = {
        id: newId('key'),
        organizationId: stored.organizationId,
        role: 'client',
        accountId: stored.accountId,
        name: 'x',
        secretHash: 'c'.repeat(64),
      };
      await database.prisma.apiKey.create({ data });
    });
  });

  it('are refused where the account is not there', async () => {
    const missing = inTransaction(database.prisma, (tx) => lockAccount(tx, stored.organizationId, 'nobody'));
    await expect(missing).rejects.toMatchObject({ code: 'account-not-found', path: 'accountId' });
  });
});

describe('fifty changes at once for one date (MP-09)', () => {
  it('have one winner, and the others are told the date', async () => {
    stored = await aStoredSubscription(database.prisma);
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => aStoredChange(database.prisma, stored)));
    const refused = outcomes.filter((it) => it.status === 'rejected').map((it) => it.reason);
    expect(refused).toHaveLength(49);
    expect(refused.every((error) => error.code === 'change-already-open' && /2026-12-01/.test(error.message))).toBe(
      true,
    );
    expect((await listChanges(database.prisma, stored.organizationId)).data).toHaveLength(1);
  });
});
