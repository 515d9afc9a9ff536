import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../prisma/ids.js';
import { persistEffects } from '../../prisma/stores/effects.store.js';
import { findInvoice, listInvoices } from '../../prisma/stores/invoices.store.js';
import { findSubscription } from '../../prisma/stores/subscriptions.store.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { NOW, persist, type Stored } from '../support/stored.js';
import { aRowInEveryTable, refusalOf } from '../support/stored-rows.js';

let database: TestDatabase;
let stored: Stored;
let invoiceId: string;
beforeAll(async () => {
  database = await aDatabase();
  stored = await aRowInEveryTable(database.prisma);
  invoiceId = (await listInvoices(database.prisma, stored)).data[0]?.id ?? '';
});
afterAll(() => database.drop());

const refused = (sql: string) => refusalOf(database.prisma, (tx) => tx.$executeRawUnsafe(sql));

const APPEND_ONLY = [
  'settings_versions',
  'price_versions',
  'rate_tiers',
  'history_entries',
  'journals',
  'postings',
  'invoice_lines',
  'settlements',
  'charge_credits',
  'payment_allocations',
  'sandbox_payments',
  'sandbox_refunds',
];

describe('what is written stays', () => {
  it.each(APPEND_ONLY)('in %s: no update, no deletion, no truncation', async (table) => {
    expect(await refused(`UPDATE ${table} SET organization_id = organization_id`)).toBe(
      `${table} is append-only: UPDATE refused`,
    );
    expect(await refused(`DELETE FROM ${table}`)).toBe(`${table} is append-only: DELETE refused`);
    expect(await refused(`TRUNCATE ${table} CASCADE`)).toMatch(/is append-only: TRUNCATE refused/);
  });

  it.each([
    'invoices',
    'recurring_charges',
    'plan_assignments',
    'changes',
    'payments',
    'payment_refunds',
    'inbox_events',
    'checkouts',
    'gateway_calls',
    'sandbox_webhooks',
  ])('in %s: no deletion', async (table) => {
    expect(await refused(`DELETE FROM ${table}`)).toBe(`${table} is append-only: DELETE refused`);
    expect(await refused(`TRUNCATE ${table} CASCADE`)).toMatch(/is append-only: TRUNCATE refused/);
  });

  it('in balances: no truncation', async () => {
    expect(await refused('TRUNCATE balances')).toBe('balances is append-only: TRUNCATE refused');
  });

  it('in payments: neither the money, nor whose it is once it is allocated (EN-13)', async () => {
    const again = "UPDATE payments SET account_id = NULL, state = 'unallocated', why = 'unknown-account'";
    expect(await refused(again)).toMatch(/^payment pay_\w+ is allocated already$/);
    expect(await refused('UPDATE payments SET amount = 2')).toMatch(/allocated already|immutable/);
    expect(await refused('UPDATE payment_refunds SET amount = 2')).toMatch(/^payment_refunds is immutable/);
    expect(await refused("UPDATE inbox_events SET body = 'x'")).toMatch(/^inbox_events is immutable/);
  });

  it('in checkouts, calls and refunds: no step is taken back, and late money still pays', async () => {
    const closed = "state = 'expired', closed_at = '2026-11-11'";
    expect(await refused(`UPDATE checkouts SET amount = 2`)).toMatch(/^checkouts is immutable/);
    expect(await refused(`UPDATE checkouts SET state = 'opening'`)).toMatch(/open and cannot become opening$/);
    expect(await refused(`UPDATE checkouts SET ${closed}`)).toBe('accepted');
    const late = `UPDATE checkouts SET state = 'paid', payment_id = (SELECT id FROM payments LIMIT 1)`;
    const steps = (...statements: string[]) =>
      refusalOf(database.prisma, async (tx) => {
        for (const it of statements) await tx.$executeRawUnsafe(it);
      });
    const open = `UPDATE checkouts SET state = 'open', closed_at = NULL`;
    expect(await steps(`UPDATE checkouts SET ${closed}`, late)).toBe('accepted');
    expect(await steps(`UPDATE checkouts SET ${closed}`, open)).toMatch(/expired and cannot become open$/);
    const done = `UPDATE gateway_calls SET state = 'done'`;
    expect(await steps(done, `UPDATE gateway_calls SET state = 'waiting'`)).toMatch(/done and cannot become waiting$/);
    expect(await refused(`UPDATE gateway_calls SET idempotency_key = 'x'`)).toMatch(/^gateway_calls is immutable/);
    expect(await refused(`UPDATE payment_refunds SET state = 'requested', by = 'b'`)).toMatch(
      /made and cannot become requested$|is immutable/,
    );
  });

  it('in plan_assignments: only the end of a range moves', async () => {
    expect(await refused("UPDATE plan_assignments SET to_date = '2027-01-01'")).toBe('accepted');
    expect(await refused('UPDATE plan_assignments SET units = 2')).toBe(
      'plan_assignments is immutable except for: to_date',
    );
  });
});

describe('an issued invoice', () => {
  it.each(['total = 21', "number = 'X'", "due_on = '2027-01-01'", "currency = 'EUR'", 'open = 0'])(
    'does not take %s',
    async (change) => {
      expect(await refused(`UPDATE invoices SET ${change}`)).toMatch(/immutable|by hand refused/);
    },
  );

  const settle = (amount: string) =>
    ({ type: 'invoice-settled', id: newId('stl'), invoiceId, amount, source: 'account-credit', at: NOW }) as const;

  it('of which 15.00 are open refuses a settlement of 15.01', async () => {
    const attempt = refusalOf(database.prisma, (tx) => persistEffects(tx, { ...stored, effects: [settle('15.01')] }));
    expect(await attempt).toBe('invoices_open_within_total');
  });

  it('has less open with each settlement, down to nothing', async () => {
    await persist(database.prisma, stored, [settle('10.00')]);
    expect((await findInvoice(database.prisma, stored.organizationId, invoiceId))?.open).toBe('5.00');
    await persist(database.prisma, stored, [settle('2.50'), settle('2.50')]);
    expect((await findInvoice(database.prisma, stored.organizationId, invoiceId))?.open).toBe('0.00');
    const attempt = refusalOf(database.prisma, (tx) => persistEffects(tx, { ...stored, effects: [settle('0.01')] }));
    expect(await attempt).toBe('invoices_open_within_total');
  });
});

describe('what an invoice stands for', () => {
  const ofAnOrder = `INSERT INTO invoices SELECT spoilt.* FROM (SELECT * FROM invoices LIMIT 1) original,
    jsonb_populate_record(NULL::invoices, to_jsonb(original) || '{"id": "held", "number": "held", "standing": "held"}') spoilt`;
  const onHeld = (change: string) =>
    refusalOf(database.prisma, async (tx) => {
      await tx.$executeRawUnsafe(ofAnOrder);
      await tx.$executeRawUnsafe(change);
    });

  it('is decided once: an invoice of an order is posted or void (PO-11, PO-13)', async () => {
    expect(await onHeld("UPDATE invoices SET standing = 'posted' WHERE id = 'held'")).toBe('accepted');
    expect(await onHeld("UPDATE invoices SET standing = 'void' WHERE id = 'held'")).toBe('accepted');
    expect(await refused("UPDATE invoices SET standing = 'void'")).toMatch(/is posted already$/);
  });
});

describe('a charge of 30.00 for November, credited 10.00 from the 21st (MP-10)', () => {
  const credit = (from: string, to: string, amount: string) =>
    ({
      type: 'charge-credited',
      id: newId('chc'),
      subscriptionId: stored.subscriptionId,
      changeId: null,
      chargeId: stored.chargeId,
      invoiceId,
      from,
      to,
      amount,
    }) as const;
  const refusedCredit = (from: string, to: string, amount: string) =>
    refusalOf(database.prisma, (tx) => persistEffects(tx, { ...stored, effects: [credit(from, to, amount)] }));

  it('does not change but by credits', async () => {
    expect(await refused('UPDATE recurring_charges SET amount = 40')).toMatch(/immutable/);
    expect(await refused('UPDATE recurring_charges SET credited = 0')).toMatch(/by hand refused/);
    expect(await refused("UPDATE recurring_charges SET live_to = '2026-12-01'")).toMatch(/by hand refused/);
  });

  it('refuses a credit of days that are credited already, or that leaves days out at the end', async () => {
    expect(await refusedCredit('2026-11-11', '2026-12-01', '5')).toMatch(/must end where its uncredited days end/);
    expect(await refusedCredit('2026-11-11', '2026-11-20', '5')).toMatch(/must end where its uncredited days end/);
  });

  it('refuses a credit of more than is left of it, and of days before it', async () => {
    expect(await refusedCredit('2026-11-11', '2026-11-21', '20.01')).toBe('recurring_charges_credited_within_charged');
    expect(await refusedCredit('2026-10-31', '2026-11-21', '1')).toBe('recurring_charges_from_to');
  });

  it('takes the next credit at its end, and keeps what is left', async () => {
    await persist(database.prisma, stored, [
      credit('2026-11-16', '2026-11-21', '5'),
      credit('2026-11-11', '2026-11-16', '5'),
    ]);
    const subscription = await findSubscription(database.prisma, stored.organizationId, stored.subscriptionId);
    expect(subscription?.charges).toMatchObject([
      { credited: '20.00', liveTo: '2026-11-11', to: '2026-12-01', amount: '30.00' },
    ]);
  });
});
