import { type CivilDate, isCivilDate } from '../../domain/calendar/civil-date.js';
import type { ToldChange } from '../../domain/timeline/rules.js';
import type { Db, Tx } from '../client.js';
import { foreignCursor, limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import { insertRows, type RowsOfTable, utc } from '../rows.js';
import { changeOf, type StoredChange, slotOf, slotRefusal } from './change-rows.js';

export type { StoredChange };

export interface NewChange extends Omit<StoredChange, 'appliedPlan' | 'attention' | 'closedAt' | 'revision'> {
  readonly organizationId: string;
  /** Only of an agreement change. */
  readonly agreementId: string | null;
}

/**
 * Inserts an accepted change and, in the same statement, what is written beside it. Refuses a second one with the same id; throws
 * `change-already-open` where another one of the subscription holds its date (MP-09).
 */
export async function insertChange(tx: Tx, change: NewChange, beside: readonly RowsOfTable[] = []): Promise<void> {
  const row = {
    organization_id: change.organizationId,
    id: change.id,
    kind: change.kind,
    state: change.state,
    account_id: change.accountId,
    subscription_id: change.subscriptionId,
    agreement_id: change.agreementId,
    effective_date: change.effectiveDate,
    due_at: change.dueAt,
    open_slot: slotOf(change),
    request: change.request,
    quote: change.quote,
    data: change.data,
    rate_schedule_id: change.rateScheduleId,
    pinned_price_version_id: change.pinnedPriceVersionId,
    settings_version: change.settingsVersion,
    requested_by: change.requestedBy,
    workflow_id: change.workflowId,
    accepted_at: change.acceptedAt,
  };
  try {
    await insertRows(tx, [{ table: 'changes', rows: [row] }, ...beside]);
  } catch (error) {
    throw slotRefusal(error, change.effectiveDate);
  }
}

export async function findChange(db: Db, organizationId: string, id: string): Promise<StoredChange | null> {
  const row = await db.change.findUnique({ where: { organizationId_id: { organizationId, id } } });
  return row && changeOf(row);
}

/** What of a change its workflow is told, with the newest sentence of its history. */
export interface ChangeToTell extends ToldChange {
  readonly lastText: string;
}

/** Finds what to tell of a change, open or closed. */
export async function findChangeToTell(db: Db, organizationId: string, id: string): Promise<ChangeToTell | null> {
  const [row] = await db.$queryRawUnsafe<{ told: ChangeToTell }[]>(TOLD, organizationId, id);
  return row?.told ?? null;
}

const TOLD = `SELECT json_build_object(
    'id', id, 'kind', kind, 'subscriptionId', subscription_id, 'effectiveDate', effective_date, 'dueAt', ${utc('due_at')},
    'state', state, 'request', request, 'data', data,
    'attention', CASE WHEN attention_code IS NOT NULL
      THEN json_build_object('code', attention_code, 'message', coalesce(attention_message, '')) END,
    'lastText', coalesce((SELECT text FROM history_entries history
      WHERE history.organization_id = $1 AND history.change_id = $2 ORDER BY sequence DESC LIMIT 1), '')) AS told
  FROM changes WHERE organization_id = $1 AND id = $2`;

/** `effectiveFrom` and `effectiveTo` are both inclusive and leave undated changes out. */
export interface ChangeFilter extends PageRequest {
  readonly accountId?: string | undefined;
  readonly subscriptionId?: string | undefined;
  readonly kind?: string | undefined;
  readonly state?: string | undefined;
  readonly effectiveFrom?: CivilDate | undefined;
  readonly effectiveTo?: CivilDate | undefined;
  readonly undated?: boolean | undefined;
}

/** Lists changes by effective date, undated ones last (MP-06). */
export async function listChanges(
  db: Db,
  organizationId: string,
  filter: ChangeFilter = {},
): Promise<Page<StoredChange>> {
  const limit = limitOf(filter);
  const { accountId, subscriptionId, kind, state, effectiveFrom: from, effectiveTo: to, undated } = filter;
  const given = Object.entries({ accountId, subscriptionId, kind, state }).filter(([, value]) => value !== undefined);
  const rows = await db.change.findMany({
    where: {
      organizationId,
      ...Object.fromEntries(given),
      AND: [
        from === undefined ? {} : { effectiveDate: { gte: new Date(from) } },
        to === undefined ? {} : { effectiveDate: { lte: new Date(to) } },
        undated === undefined ? {} : { effectiveDate: undated ? null : { not: null } },
        behind(filter),
      ],
    },
    orderBy: [{ effectiveDate: { sort: 'asc', nulls: 'last' } }, { id: 'asc' }],
    take: limit + 1,
  });
  return pageOf(rows.map(changeOf), limit, (it) => [it.effectiveDate, it.id]);
}

function behind(filter: PageRequest) {
  const [date, id] = placeOf(filter, 2) ?? [];
  if (date === undefined || id == null) return {};
  if (date === null) return { effectiveDate: null, id: { gt: id } };
  if (!isCivilDate(date)) throw foreignCursor();
  const effectiveDate = new Date(date);
  return { OR: [{ effectiveDate: { gt: effectiveDate } }, { effectiveDate, id: { gt: id } }, { effectiveDate: null }] };
}
