import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDatabase, type TestDatabase } from '../support/database.js';
import type { Stored } from '../support/stored.js';
import { aRowInEveryTable, insertCopy, refusalOf } from '../support/stored-rows.js';
import { REFUSED_AGREEMENT_ROWS } from './refused-agreement-rows.js';
import { REFUSED_ROWS } from './refused-rows.js';

let database: TestDatabase;
let stored: Stored;

beforeAll(async () => {
  database = await aDatabase();
  stored = await aRowInEveryTable(database.prisma);
});
afterAll(() => database.drop());

const copied = (table: string, changed: Readonly<Record<string, unknown>>) =>
  refusalOf(database.prisma, (tx) => insertCopy(tx, table, changed));

describe('a row that cannot be', () => {
  it.each([...REFUSED_ROWS, ...REFUSED_AGREEMENT_ROWS])(
    'of %s with %o is refused by %s',
    async (table, changed, constraint) => {
      expect(await copied(table, changed)).toBe(constraint);
    },
  );

  it('is refused by every check, exclusion and partial unique index of the schema, and each is in this list', async () => {
    const rows = await database.prisma.$queryRaw<{ name: string }[]>`
      SELECT conname AS name FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'x')
      UNION SELECT indexrelid::regclass::text FROM pg_index WHERE indisunique AND indpred IS NOT NULL`;
    const elsewhere = [
      'account_credit_not_below_zero',
      'time_and_holdings_not_below_zero',
      'upgrade_paths_lead_elsewhere',
    ];
    const proven = new Set([
      ...[...REFUSED_ROWS, ...REFUSED_AGREEMENT_ROWS].map(([, , constraint]) => constraint),
      ...elsewhere,
    ]);
    expect(rows.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
  });
});

describe('a row at the boundary', () => {
  const accepted: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['organizations', { id: 'copy', clock_offset_ms: 1 }],
    ['accounts', { id: 'copy', bill_day: 1 }],
    ['accounts', { id: 'copy', bill_day: 31 }],
    [
      'api_keys',
      { id: 'copy', organization_id: null, role: 'platform', account_id: null, secret_hash: 'a'.repeat(64) },
    ],
    ['rate_schedules', { id: 'copy', currency: 'EUR' }],
    ['rate_schedules', { id: 'copy', is_default: false }],
    ['subscriptions', { id: 'copy', anchor_day: 31 }],
    ['plan_assignments', { id: 'copy', sequence: 2, from_date: '2026-01-01', to_date: '2026-11-01' }],
    ['plan_assignments', { id: 'copy', sequence: 2, from_date: '2026-11-05', to_date: '2026-11-05' }],
    ['changes', { id: 'copy', workflow_id: 'copy', open_slot: null }],
    ['changes', { id: 'copy', workflow_id: 'copy', effective_date: null, due_at: null, open_slot: 'undated' }],
    ['invoices', { id: 'copy', number: 'copy', open: '0' }],
    ['invoices', { id: 'copy', number: 'copy', total: '0', open: '0' }],
    ['recurring_charges', { id: 'copy', credited: '30' }],
  ];
  it.each(accepted)('of %s with %o is accepted', async (table, changed) => {
    expect(await copied(table, changed)).toBe('accepted');
  });
});

/** What makes the draft of an agreement change of another change. */
const A_DRAFT = { kind: 'agreement-change', subscription_id: null, data: {}, state: 'draft' };

describe('a foreign key', () => {
  interface Key {
    readonly name: string;
    readonly table: string;
    readonly columns: string[];
    readonly target: string;
  }
  const keys = () => database.prisma.$queryRaw<Key[]>`
    SELECT conname AS name, conrelid::regclass::text AS "table", confrelid::regclass::text AS target,
      (SELECT array_agg(attname::text ORDER BY place) FROM unnest(conkey) WITH ORDINALITY AS key(attnum, place)
        JOIN pg_attribute USING (attnum) WHERE attrelid = conrelid) AS columns
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype = 'f'`;

  it('is on (organization, id), but for those to the organization itself (EN-09)', async () => {
    const others = (await keys()).filter(({ target }) => target !== 'organizations');
    expect(others.length).toBeGreaterThan(40);
    expect(others.filter(({ columns }) => columns[0] !== 'organization_id' || columns.length !== 2)).toEqual([]);
  });

  it('refuses a row that refers to nothing', async () => {
    const fresh = {
      id: 'copy',
      sequence: 999,
      code: 'copy',
      number: 'copy',
      workflow_id: 'copy',
      secret_hash: 'b'.repeat(64),
      external_id: 'copy',
      event_id: 'copy',
      idempotency_key: 'copy',
      line: 99,
      name: 'copy',
    };
    const let_through: string[] = [];
    for (const { name, table, columns } of (await keys()).filter((key) => key.table !== 'balances')) {
      const column = columns.at(-1) ?? '';
      const nothing = column === 'settings_version' ? 999 : 'nobody';
      const loose = {
        plan_assignments: { from_date: '2020-01-01', to_date: '2020-01-02' },
        rate_schedules: { is_default: false },
        changes: column === 'agreement_id' ? { ...A_DRAFT, open_slot: null } : { open_slot: null },
        agreement_versions: { version: 9 },
        scheduled_invoices: { closed_at: '2026-11-11', ...(column === 'fee_id' ? { schedule_id: null } : {}) },
        import_references: { reference: 'copy' },
        settlements: column === 'payment_id' ? { source: 'payment' } : {},
        checkouts:
          column === 'payment_id'
            ? { state: 'paid', closed_at: '2026-11-11' }
            : { state: 'expired', closed_at: '2026-11-11' },
        payment_allocations:
          column === 'refund_id'
            ? { amount: '-1' }
            : column === 'subscription_id'
              ? { kind: 'time', invoice_id: null }
              : {},
        on_time_transactions: column === 'of_id' ? { type: 'reversal' } : {},
        on_spans: { from_at: '2020-01-01T00:00:00Z', to_at: '2020-01-01T00:00:00Z' },
        payg_rates: { version: 99 },
        booking_proposals: column === 'change_id' ? { state: 'booked', closed_at: '2026-11-11' } : {},
        payment_refunds: column === 'payment_id' ? { taken: '0' } : {},
      };
      const changed = { ...fresh, ...loose[table as keyof typeof loose], [column]: nothing };
      const refused = await copied(table, changed);
      const expected = column === 'organization_id' ? /_fkey$/ : new RegExp(`^${name}$`);
      if (!expected.test(refused)) let_through.push(`${name}: ${refused}`);
    }
    expect(let_through).toEqual([]);
  });

  it('refuses to delete what others refer to', async () => {
    const { organizationId, silver } = stored;
    const refused = await refusalOf(database.prisma, (tx) =>
      tx.plan.deleteMany({ where: { organizationId, id: silver.id } }),
    );
    expect(refused).toMatch(/_fkey$/);
  });
});
