import type { CivilDate, Instant } from '../domain/calendar/civil-date.js';
import { DomainError } from '../domain/errors.js';
import { minorUnit } from '../domain/money/currency.js';
import type { Tx } from './client.js';

/** How the stores write rows down and read them: dates, instants and amounts are strings, in both directions. */

export const dateOf = (row: Date): CivilDate => row.toISOString().slice(0, 10);
export const instantOf = (row: Date): Instant => row.toISOString();

/** Writes the SQL that gives an instant as the domain does: UTC, milliseconds. */
export const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Reads a NUMERIC with at least the decimals of its currency: `20.0000` USD is `20.00`, `0.0125` stays, `467.0000` JPY is `467`. */
export function amountOf(numeric: string, currency: string): string {
  const [whole = '0', decimals = ''] = numeric.split('.');
  const significant = decimals.replace(/0+$/, '').padEnd(minorUnit(currency), '0');
  return significant === '' ? whole : `${whole}.${significant}`;
}

/** Lets an amount pass that a row holds exactly: NUMERIC(24, 4) would round the rest away. Refuses `invalid-amount`. */
export function exactAmount(amount: string, path: string): string {
  if (/^-?\d{1,18}(\.\d{1,4}0*)?$/.test(amount)) return amount;
  throw new DomainError('invalid-amount', `"${amount}" cannot be stored exactly: give at most 4 decimals.`, { path });
}

type Value = string | number | boolean | null | object;

export interface RowsOfTable {
  readonly table: string;
  /** By column; all with the same columns. */
  readonly rows: readonly Readonly<Record<string, Value>>[];
}

/** Inserts rows into several tables in one statement, so that their foreign keys and sums are looked at when all are there. */
export async function insertRows(tx: Tx, tables: readonly RowsOfTable[]): Promise<void> {
  const filled = tables.filter(({ rows }) => rows.length > 0);
  if (filled.length === 0) return;
  const inserts = filled.map(({ table, rows }, index) => {
    const columns = Object.keys(rows[0] ?? {}).join(', ');
    return `insert_${index} AS (INSERT INTO ${table} (${columns})
      SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $${index + 1}::jsonb))`;
  });
  await tx.$executeRawUnsafe(`WITH ${inserts.join(', ')} SELECT 1`, ...filled.map(({ rows }) => JSON.stringify(rows)));
}
