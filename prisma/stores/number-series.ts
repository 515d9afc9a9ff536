import type { IssuedInvoice } from '../../domain/subscription/effects.js';
import type { Tx } from '../client.js';

/** Always taken in this order, so that two transactions never wait for each other. */
const SERIES = [
  { kind: 'invoice', prefix: 'INV' },
  { kind: 'credit-note', prefix: 'CN' },
] as const;

/**
 * Numbers documents without gaps: `INV-000001` for an invoice, `CN-000001` for a credit note, per organization. The number
 * is the transaction's until it ends: what is rolled back gives its number back.
 */
export async function takeNumbers(
  tx: Tx,
  organizationId: string,
  documents: readonly Pick<IssuedInvoice, 'id' | 'kind'>[],
): Promise<ReadonlyMap<string, string>> {
  const numbers = new Map<string, string>();
  for (const { kind, prefix } of SERIES) {
    const ids = documents.filter((it) => it.kind === kind).map(({ id }) => id);
    if (ids.length === 0) continue;
    const first = await takeNext(tx, organizationId, prefix, ids.length);
    for (const [index, id] of ids.entries()) {
      numbers.set(id, `${prefix}-${String(first + index).padStart(6, '0')}`);
    }
  }
  return numbers;
}

async function takeNext(tx: Tx, organizationId: string, series: string, count: number): Promise<number> {
  const [row] = await tx.$queryRaw<{ first: number }[]>`
    INSERT INTO number_series (organization_id, series, next) VALUES (${organizationId}, ${series}, ${count}::int + 1)
    ON CONFLICT (organization_id, series) DO UPDATE SET next = number_series.next + ${count}::int
    RETURNING next - ${count}::int AS first`;
  if (!row) throw new Error(`the series ${series} gave no number`);
  return row.first;
}
