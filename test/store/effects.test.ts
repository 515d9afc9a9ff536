import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Effect } from '../../domain/subscription/effects.js';
import { evolveAll } from '../../domain/subscription/evolve.js';
import { isUniqueViolation } from '../../prisma/database-error.js';
import { newId } from '../../prisma/ids.js';
import { loadAccountState } from '../../prisma/stores/account-state.store.js';
import { listHistory } from '../../prisma/stores/history.store.js';
import { listInvoices } from '../../prisma/stores/invoices.store.js';
import { listJournals } from '../../prisma/stores/ledger.store.js';
import { listPlanHistory } from '../../prisma/stores/subscriptions.store.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aCharge, aStoredChange, aStoredSubscription, NOW, persist, type Stored } from '../support/stored.js';
import { anInvoice, anUpgrade, issued } from '../support/stored-effects.js';

let database: TestDatabase;
let stored: Stored;
beforeAll(async () => {
  database = await aDatabase();
});
beforeEach(async () => {
  stored = await aStoredSubscription(database.prisma);
});
afterAll(() => database.drop());

const state = () => loadAccountState(database.prisma, stored);

describe('the effects of a change', () => {
  it('written and loaded again are the state that the domain had evolved', async () => {
    const { id } = await aStoredChange(database.prisma, stored, { effectiveDate: '2026-11-11' });
    const before = await loadAccountState(database.prisma, { ...stored, morePlanIds: [stored.gold.id] });
    const effects = anUpgrade(stored, id);
    await persist(database.prisma, stored, effects);
    const after = await loadAccountState(database.prisma, {
      ...stored,
      morePlanIds: [stored.silver.id, stored.gold.id],
    });
    const evolved = evolveAll(before, effects);
    const numbered = evolved.openInvoices.map((it) => ({ ...it, number: 'INV-000001' }));
    expect(after).toEqual({ ...evolved, openInvoices: numbered });
    expect(after.openInvoices).toMatchObject([{ open: '15.00', dueOn: '2026-11-25' }]);
    expect(after.subscriptions[0]?.charges).toHaveLength(1);
  });

  it('played twice fail as a unique violation, and nothing is doubled (EN-03)', async () => {
    const { id } = await aStoredChange(database.prisma, stored, { effectiveDate: '2026-11-11' });
    const effects = anUpgrade(stored, id);
    await persist(database.prisma, stored, effects);
    const once = await state();
    await expect(persist(database.prisma, stored, effects)).rejects.toSatisfy((error) => isUniqueViolation(error));
    expect(await state()).toEqual(once);
    expect((await listJournals(database.prisma, stored)).data).toHaveLength(2);
    expect(await listPlanHistory(database.prisma, stored.organizationId, stored.subscriptionId)).toHaveLength(2);
  });

  it('played twice at once are written once', async () => {
    const { id } = await aStoredChange(database.prisma, stored, { effectiveDate: '2026-11-11' });
    const effects = anUpgrade(stored, id);
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => persist(database.prisma, stored, effects)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await listInvoices(database.prisma, stored)).data).toHaveLength(1);
  });

  it.each([
    'plan-assigned',
    'invoice-issued',
    'charge-credited',
    'charged',
    'journal-posted',
    'invoice-settled',
    'history-written',
  ] as const)('of the type %s alone fail as a unique violation when played again (EN-03)', async (type) => {
    const { id } = await aStoredChange(database.prisma, stored, { effectiveDate: '2026-11-11' });
    const effects = anUpgrade(stored, id);
    await persist(database.prisma, stored, effects);
    const alone = effects.filter((effect) => effect.type === type);
    await expect(persist(database.prisma, stored, alone)).rejects.toSatisfy((error) => isUniqueViolation(error));
  });

  it('keep every field of documents, journals and history', async () => {
    const { id } = await aStoredChange(database.prisma, stored, { effectiveDate: '2026-11-11' });
    const effects = anUpgrade(stored, id);
    await persist(database.prisma, stored, effects);
    const { organizationId, accountId } = stored;
    const [invoice] = (await listInvoices(database.prisma, stored)).data;
    const wanted = effects.flatMap((it) => (it.type === 'invoice-issued' ? [it.invoice] : []))[0];
    const settlements = [{ source: 'account-credit', paymentId: null, amount: '5.00', at: NOW }];
    const asIssued = { standing: 'posted', issuedAt: NOW, settlements };
    expect(invoice).toEqual({ ...wanted, accountId, number: 'INV-000001', open: '15.00', ...asIssued });
    const journals = (await listJournals(database.prisma, stored)).data.map(({ recordedAt: _, ...journal }) => journal);
    const posted = effects.flatMap((it) => (it.type === 'journal-posted' ? [it.journal] : []));
    expect(journals).toEqual(posted.map((journal) => ({ ...journal, postings: journal.postings.map(inCents) })));
    const entries = effects.flatMap((it) => (it.type === 'history-written' ? [it.entry] : []));
    expect(await listHistory(database.prisma, organizationId, { changeId: id })).toEqual(entries);
    expect(await listHistory(database.prisma, organizationId, { subscriptionId: stored.subscriptionId })).toEqual(
      entries,
    );
  });

  const inCents = <T extends { amount: string }>(it: T): T => ({ ...it, amount: Number(it.amount).toFixed(2) });
});

describe('a charge that is made and credited in one go', () => {
  it('is written as charged, then credited from its end, day by day', async () => {
    const { subscriptionId } = stored;
    const invoice = anInvoice(stored);
    const about = { subscriptionId, changeId: null, invoiceId: invoice.id };
    const charge = aCharge(stored, { from: '2026-12-01', to: '2027-01-01', liveTo: '2027-01-01' });
    const credit = (from: string, to: string): Effect => {
      return { type: 'charge-credited', id: newId('chc'), chargeId: charge.id, ...about, from, to, amount: '10.00' };
    };
    const credits = [credit('2026-12-21', '2027-01-01'), credit('2026-12-11', '2026-12-21')];
    await persist(database.prisma, stored, [issued(invoice), { type: 'charged', ...about, charge }, ...credits]);
    const charges = (await state()).subscriptions[0]?.charges;
    expect(charges?.[1]).toEqual({ ...charge, liveTo: '2026-12-11', credited: '20.00', invoiceId: invoice.id });
  });
});
