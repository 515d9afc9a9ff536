import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEDGER_ACCOUNTS } from '../../domain/ledger/chart.js';
import { inTransaction } from '../../prisma/client.js';
import { isCheckViolation } from '../../prisma/database-error.js';
import { persistEffects } from '../../prisma/stores/effects.store.js';
import { balancesOf, creditOf, listJournals } from '../../prisma/stores/ledger.store.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aJournal, aStoredSubscription, persist, type Stored } from '../support/stored.js';
import { refusalOf } from '../support/stored-rows.js';

let database: TestDatabase;
let stored: Stored;
beforeAll(async () => {
  database = await aDatabase();
  stored = await aStoredSubscription(database.prisma);
});
afterAll(() => database.drop());

type Postings = Parameters<typeof aJournal>[0];
const post = (...journals: readonly Postings[]) =>
  persist(
    database.prisma,
    stored,
    journals.map((postings) => ({ type: 'journal-posted', journal: aJournal(postings) })),
  );
const refusal = (postings: Postings) =>
  refusalOf(database.prisma, (tx) =>
    persistEffects(tx, { ...stored, effects: [{ type: 'journal-posted', journal: aJournal(postings) }] }),
  );
const balance = async (ledgerAccount: string, currency = 'USD') => {
  const balances = await balancesOf(database.prisma, stored.organizationId, stored.accountId);
  return balances.find((it) => it.ledgerAccount === ledgerAccount && it.currency === currency)?.amount;
};

describe('a journal (EN-02)', () => {
  it('is refused where its postings do not sum to zero', async () => {
    expect(
      await refusal([
        ['receivable', '20.00'],
        ['revenue', '-19.99'],
      ]),
    ).toMatch(/does not balance: 0.01\d* USD/);
  });

  it('is refused where it balances only across currencies', async () => {
    expect(
      await refusal([
        ['receivable', '20.00', 'USD'],
        ['revenue', '-20.00', 'EUR'],
      ]),
    ).toMatch(/does not balance/);
  });

  it('is refused without postings', async () => {
    const { organizationId, accountId } = stored;
    const journal = { organizationId, id: 'empty', kind: 'test', description: '', accountId, effectiveAt: new Date(0) };
    const refused = await refusalOf(database.prisma, (tx) => tx.journal.create({ data: journal }));
    expect(refused).toBe('journal empty has no postings');
  });

  it('is refused at the commit itself, as a violated check', async () => {
    const attempt = post([
      ['receivable', '1'],
      ['revenue', '-2'],
    ]);
    await expect(attempt).rejects.toSatisfy((error) => isCheckViolation(error));
  });

  it('does not take a further posting later', async () => {
    await post([
      ['cash', '1'],
      ['revenue', '-1'],
    ]);
    const { data } = await listJournals(database.prisma, stored);
    const later = {
      organizationId: stored.organizationId,
      journalId: data[0]?.id ?? '',
      line: 9,
      ledgerAccount: 'cash',
      amount: 1,
      currency: 'USD',
      accountId: stored.accountId,
    };
    expect(await refusalOf(database.prisma, (tx) => tx.posting.create({ data: later }))).toMatch(/does not balance/);
  });

  it('may be posted to every account of the chart', async () => {
    for (const account of Object.keys(LEDGER_ACCOUNTS) as (keyof typeof LEDGER_ACCOUNTS)[]) {
      if (account === 'account-credit') continue;
      const isLiability = LEDGER_ACCOUNTS[account] === 'liability';
      expect(
        await refusal([
          [isLiability ? 'cash' : account, '1'],
          [isLiability ? account : 'account-credit', '-1'],
        ]),
      ).toBe('accepted');
    }
  });
});

describe('balances', () => {
  it('are the sums of the postings, by ledger account and currency', async () => {
    stored = await aStoredSubscription(database.prisma);
    await post(
      [
        ['receivable', '30.00'],
        ['revenue', '-30.00'],
      ],
      [
        ['receivable', '467', 'JPY'],
        ['revenue', '-467', 'JPY'],
      ],
    );
    await post([
      ['revenue', '10.00'],
      ['receivable', '-10.00'],
    ]);
    expect(await balance('receivable')).toBe('20.00');
    expect(await balance('revenue')).toBe('-20.00');
    expect(await balance('receivable', 'JPY')).toBe('467');
  });

  it('cannot be written by hand', async () => {
    const where = { organizationId: stored.organizationId };
    const { prisma } = database;
    expect(await refusalOf(prisma, (tx) => tx.balance.updateMany({ where, data: { amount: 0 } }))).toMatch(
      /by hand refused/,
    );
    expect(await refusalOf(prisma, (tx) => tx.balance.deleteMany({ where }))).toMatch(/by hand refused/);
    const row = { ...where, accountId: stored.accountId, ledgerAccount: 'cash', currency: 'EUR', amount: 5 };
    expect(await refusalOf(prisma, (tx) => tx.balance.create({ data: row }))).toMatch(/by hand refused/);
  });
});

describe('account credit (EN-02)', () => {
  it('is a liability: what is credited to it is what the account has', async () => {
    stored = await aStoredSubscription(database.prisma);
    expect(await creditOf(database.prisma, stored.organizationId, stored.accountId)).toEqual({
      amount: '0.00',
      currency: 'USD',
    });
    await post([
      ['revenue', '12.5'],
      ['account-credit', '-12.5'],
    ]);
    expect(await creditOf(database.prisma, stored.organizationId, stored.accountId)).toEqual({
      amount: '12.50',
      currency: 'USD',
    });
  });

  it('goes down to zero and never below', async () => {
    expect(
      await refusal([
        ['account-credit', '12.51'],
        ['receivable', '-12.51'],
      ]),
    ).toBe('account_credit_not_below_zero');
    await post([
      ['account-credit', '12.50'],
      ['receivable', '-12.50'],
    ]);
    expect(
      await refusal([
        ['account-credit', '0.01'],
        ['receivable', '-0.01'],
      ]),
    ).toBe('account_credit_not_below_zero');
  });

  it('may be given and used in one transaction, in whichever order', async () => {
    await post(
      [
        ['account-credit', '5'],
        ['receivable', '-5'],
      ],
      [
        ['revenue', '5'],
        ['account-credit', '-5'],
      ],
    );
    expect(await balance('account-credit')).toBe('0.00');
  });

  it('is held per currency', async () => {
    await post([
      ['revenue', '5', 'EUR'],
      ['account-credit', '-5', 'EUR'],
    ]);
    expect(
      await refusal([
        ['account-credit', '1', 'USD'],
        ['receivable', '-1', 'USD'],
      ]),
    ).toBe('account_credit_not_below_zero');
  });

  it('of 10.00 is used only once by two who want 10.00 each at once', async () => {
    stored = await aStoredSubscription(database.prisma);
    await post([
      ['revenue', '10'],
      ['account-credit', '-10'],
    ]);
    const use = () =>
      post([
        ['account-credit', '10'],
        ['receivable', '-10'],
      ]);
    const outcomes = await Promise.allSettled([use(), use()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await balance('account-credit')).toBe('0.00');
  });

  it('is not found for an account that is not there', async () => {
    const missing = inTransaction(database.prisma, (tx) => creditOf(tx, stored.organizationId, 'nobody'));
    await expect(missing).rejects.toMatchObject({ code: 'account-not-found' });
  });
});
