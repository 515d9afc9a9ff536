import type { HistoryEntry } from '../../domain/subscription/effects.js';
import type { Db } from '../client.js';
import { foreignCursor, limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import type { HistoryEntryModel } from '../generated/models.js';
import { instantOf } from '../rows.js';

/** Lists what happened to a change, or to a subscription with all its changes, in the order in which it was written. */
export async function listHistory(
  db: Db,
  organizationId: string,
  of: { readonly changeId: string } | { readonly subscriptionId: string },
): Promise<readonly HistoryEntry[]> {
  const rows = await db.historyEntry.findMany({ where: { organizationId, ...of }, orderBy: { sequence: 'asc' } });
  return rows.map(entryOf);
}

/** Lists what happened to an account with all its subscriptions, in the order in which it was written. */
export async function listAccountHistory(
  db: Db,
  { organizationId, accountId }: { readonly organizationId: string; readonly accountId: string },
  page: PageRequest = {},
): Promise<Page<HistoryEntry>> {
  const limit = limitOf(page);
  const [after] = placeOf(page, 1) ?? [];
  if (after != null && !/^\d{1,18}$/.test(after)) throw foreignCursor();
  const rows = await db.historyEntry.findMany({
    where: { organizationId, accountId, sequence: { gt: BigInt(after ?? 0) } },
    orderBy: { sequence: 'asc' },
    take: limit + 1,
  });
  const { data, nextCursor } = pageOf(rows, limit, ({ sequence }) => [String(sequence)]);
  return { data: data.map(entryOf), nextCursor };
}

function entryOf({ id, subscriptionId, changeId, at, event, by, text, amounts }: HistoryEntryModel): HistoryEntry {
  return {
    id,
    subscriptionId,
    changeId,
    at: instantOf(at),
    event,
    by,
    text,
    amounts: amounts as Record<string, string> | null,
  };
}
