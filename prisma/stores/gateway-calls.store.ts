import type { Instant } from '../../domain/calendar/instant.js';
import type { Db, Tx } from '../client.js';
import { newId } from '../ids.js';
import { instantOf } from '../rows.js';

export type GatewayCallKind = 'create-checkout' | 'expire-checkout' | 'refund';

/** Something that a payment provider is asked to do: kept with the rows that it is about, and asked again until there is an answer. */
export interface GatewayCall {
  readonly id: string;
  readonly organizationId: string;
  readonly endpointId: string;
  readonly kind: GatewayCallKind;
  /** The checkout or refund that it is about. */
  readonly subjectId: string;
  /** The same however often it is asked: the provider does it once. */
  readonly idempotencyKey: string;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly availableAt: Instant;
}

export type NewGatewayCall = Pick<GatewayCall, 'organizationId' | 'endpointId' | 'kind' | 'subjectId' | 'availableAt'>;

/** Stores what is to be asked, in the transaction of what it is about; `availableAt` is real time. Answers the call's id. */
export async function enqueueCall(tx: Tx, call: NewGatewayCall): Promise<string> {
  const { organizationId, endpointId, kind, subjectId, availableAt } = call;
  const id = newId('gwc');
  const idempotencyKey = `${kind}/${subjectId}`;
  await tx.gatewayCall.create({
    data: { organizationId, id, endpointId, kind, subjectId, idempotencyKey, state: 'waiting', availableAt },
  });
  return id;
}

/**
 * Claims calls whose time has come, oldest first, by putting each off until its lease is over: should its caller die, it is made again
 * then. With `onlyId` that one, whose writer makes it before its time.
 */
export async function claimCalls(
  db: Db,
  claim: { now: Instant; leaseUntil: Instant; limit: number; onlyId?: string },
): Promise<readonly GatewayCall[]> {
  const { now, leaseUntil, limit, onlyId = null } = claim;
  const claimed = await db.$queryRaw<{ id: string }[]>`
    UPDATE gateway_calls SET attempts = attempts + 1, available_at = ${leaseUntil}::timestamptz
    WHERE id IN (SELECT id FROM gateway_calls WHERE state = 'waiting'
        AND (${onlyId}::text IS NOT NULL AND id = ${onlyId}::text AND attempts = 0
          OR ${onlyId}::text IS NULL AND available_at <= ${now}::timestamptz)
      ORDER BY available_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id`;
  if (claimed.length === 0) return [];
  const rows = await db.gatewayCall.findMany({
    where: { id: { in: claimed.map(({ id }) => id) } },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ recordedAt, state, ...row }) => ({
    ...row,
    kind: row.kind as GatewayCallKind,
    availableAt: instantOf(row.availableAt),
  }));
}

/** Notes that the provider has answered; tells whether nobody had noted it before. */
export async function finishCall(
  tx: Tx,
  id: string,
  state: 'done' | 'refused',
  error: string | null,
): Promise<boolean> {
  const { count } = await tx.gatewayCall.updateMany({
    where: { id, state: 'waiting' },
    data: { state, lastError: error },
  });
  return count === 1;
}

/** Puts a call off and keeps what went wrong, for people to see. */
export async function postponeCall(db: Db, id: string, error: string, until: Instant): Promise<void> {
  await db.gatewayCall.updateMany({
    where: { id, state: 'waiting' },
    data: { lastError: storable(error), availableAt: until },
  });
}

export interface CallProgress {
  readonly attempts: number;
  readonly lastError: string | null;
}

/** Tells how often a provider was asked for something, and what went wrong the last time. */
export async function progressOf(
  db: Db,
  organizationId: string,
  kind: GatewayCallKind,
  subjectId: string,
): Promise<CallProgress> {
  const where = { organizationId_idempotencyKey: { organizationId, idempotencyKey: `${kind}/${subjectId}` } };
  const row = await db.gatewayCall.findUnique({ where, select: { attempts: true, lastError: true } });
  return row ?? { attempts: 0, lastError: null };
}

/** Lists what providers were asked for and have not answered though its time has come. */
export async function listUnanswered(
  db: Db,
  organizationId: string | null,
  now: Instant,
): Promise<readonly { subject: string; message: string }[]> {
  return db.$queryRaw`
    SELECT idempotency_key AS subject, 'asked ' || attempts || ' times: ' || coalesce(last_error, 'no answer yet') AS message
    FROM gateway_calls WHERE state = 'waiting' AND (attempts > 0 OR available_at <= ${now}::timestamptz)
      AND (${organizationId}::text IS NULL OR organization_id = ${organizationId}) ORDER BY id LIMIT 1000`;
}

/** Makes a message that a row can hold. */
export function storable(message: string): string {
  return message.replaceAll('\0', '').slice(0, 1000);
}
