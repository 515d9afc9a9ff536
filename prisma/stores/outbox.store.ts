import type { Instant } from '../../domain/calendar/instant.js';
import type { Db, Tx } from '../client.js';
import { newId } from '../ids.js';
import { insertRows, instantOf } from '../rows.js';

/** What still has to reach the workflow service: a start, or a poke that makes a workflow look again (EN-05). */
export interface OutboxMessage {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: 'start' | 'poke';
  readonly workflowId: string;
  readonly payload: unknown;
  /** Real time: not before this. */
  readonly availableAt: Instant;
  readonly attempts: number;
  readonly lastError: string | null;
}

export type NewOutboxMessage = Pick<
  OutboxMessage,
  'organizationId' | 'kind' | 'workflowId' | 'payload' | 'availableAt'
>;

/** Stores an intent with the rows that it is about, and returns its id: whoever delivers it removes it. */
export async function enqueue(tx: Tx, message: NewOutboxMessage): Promise<string> {
  const row = outboxRow(message);
  await insertRows(tx, [{ table: 'outbox_messages', rows: [row] }]);
  return row.id;
}

/** Makes the row of an intent, with an id of its own, for a statement that writes more than this. */
export function outboxRow(
  { organizationId, kind, workflowId, payload, availableAt }: NewOutboxMessage,
  id = newId('out'),
) {
  return {
    id,
    organization_id: organizationId,
    kind,
    workflow_id: workflowId,
    payload: payload ?? {},
    available_at: availableAt,
  };
}

/** Claims messages whose time has come, oldest first, until the transaction ends; those that another one has claimed are skipped. */
export async function claimOutbox(tx: Tx, now: Instant, limit: number): Promise<readonly OutboxMessage[]> {
  const claimed = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM outbox_messages WHERE available_at <= ${now}::timestamptz
    ORDER BY available_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
  if (claimed.length === 0) return [];
  const rows = await tx.outboxMessage.findMany({
    where: { id: { in: claimed.map(({ id }) => id) } },
    orderBy: [{ availableAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ recordedAt, ...row }) => ({
    ...row,
    kind: row.kind as OutboxMessage['kind'],
    availableAt: instantOf(row.availableAt),
  }));
}

/** Removes a message that was delivered; one that is gone already is no error. */
export async function removeOutbox(db: Db, id: string): Promise<void> {
  await db.outboxMessage.deleteMany({ where: { id } });
}

/** Puts a message off until then, counts the attempt and keeps what went wrong. */
export async function postponeOutbox(db: Db, id: string, error: string, until: Instant): Promise<void> {
  await db.outboxMessage.updateMany({
    where: { id },
    data: { attempts: { increment: 1 }, lastError: error.replaceAll('\0', '').slice(0, 1000), availableAt: until },
  });
}

export async function countOutbox(db: Db): Promise<number> {
  return db.outboxMessage.count();
}
