import { addMilliseconds, compareInstants, type Instant } from '../../domain/calendar/instant.js';
import { DomainError } from '../../domain/errors.js';
import type { Db, Tx } from '../client.js';
import { instantOf } from '../rows.js';

export type Claim =
  /** Nobody else works on it: carry the request out in this transaction. */
  | { readonly kind: 'new' }
  | { readonly kind: 'done'; readonly status: number; readonly body: unknown }
  /** Its answer was lost, but what it created is there: answer with that. */
  | { readonly kind: 'resource'; readonly resourceKind: string; readonly resourceId: string };

interface KeyOf {
  readonly organizationId: string;
  readonly key: string;
}

/**
 * Claims an idempotency key for a request. Two at once with one key: the second waits until the transaction of the first has
 * ended, then sees its row. Throws `idempotency-key-reused` for another request than the first, `request-in-progress` while the
 * first is under way, that is until its lease of `leaseMs` is over or its answer is stored. `now` is the real time.
 */
export async function claimKey(
  tx: Tx,
  input: KeyOf & { readonly requestHash: string; readonly leaseMs: number; readonly now: Instant },
): Promise<Claim> {
  const { organizationId, key, requestHash, now } = input;
  const leaseUntil = addMilliseconds(now, input.leaseMs);
  const inserted = await tx.$executeRaw`
    INSERT INTO idempotency_keys (organization_id, key, request_hash, lease_until)
    VALUES (${organizationId}, ${key}, ${requestHash}, ${leaseUntil}::timestamptz) ON CONFLICT DO NOTHING`;
  if (inserted === 1) return { kind: 'new' };
  await tx.$queryRaw`SELECT 1 FROM idempotency_keys WHERE organization_id = ${organizationId} AND key = ${key} FOR UPDATE`;
  const where = { organizationId_key: { organizationId, key } };
  const row = await tx.idempotencyKey.findUniqueOrThrow({ where });
  if (row.requestHash !== requestHash) {
    throw new DomainError(
      'idempotency-key-reused',
      'This Idempotency-Key was sent before with another request; use a new one.',
      {
        path: 'Idempotency-Key',
      },
    );
  }
  if (row.status !== null) return { kind: 'done', status: row.status, body: row.body };
  if (compareInstants(instantOf(row.leaseUntil), now) > 0) {
    throw new DomainError(
      'request-in-progress',
      'The first request with this Idempotency-Key is still under way; ask again shortly.',
    );
  }
  if (row.resourceKind !== null && row.resourceId !== null) {
    return { kind: 'resource', resourceKind: row.resourceKind, resourceId: row.resourceId };
  }
  await tx.idempotencyKey.update({ where, data: { leaseUntil } });
  return { kind: 'new' };
}

/** Notes what the request created, in the transaction that creates it. */
export async function linkResource(
  tx: Tx,
  input: KeyOf & { readonly resourceKind: string; readonly resourceId: string },
): Promise<void> {
  const { organizationId, key, resourceKind, resourceId } = input;
  await tx.idempotencyKey.update({
    where: { organizationId_key: { organizationId, key } },
    data: { resourceKind, resourceId },
  });
}

export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Stores the answer that every further request with the key gets, and gives the one that is stored: the first answer stays. */
export async function storeAnswer(tx: Db, input: KeyOf & StoredAnswer): Promise<StoredAnswer> {
  const { organizationId, key, status, body } = input;
  const stored = await tx.$executeRaw`
    UPDATE idempotency_keys SET status = ${status}::int, body = ${JSON.stringify(body)}::jsonb
    WHERE organization_id = ${organizationId} AND key = ${key} AND status IS NULL`;
  return (stored === 1 ? null : await findAnswer(tx, { organizationId, key })) ?? { status, body };
}

/** Finds the answer that was stored under a key; null where there is none, or none yet. */
export async function findAnswer(db: Db, { organizationId, key }: KeyOf): Promise<StoredAnswer | null> {
  const row = await db.idempotencyKey.findUnique({ where: { organizationId_key: { organizationId, key } } });
  return row === null || row.status === null ? null : { status: row.status, body: row.body };
}

/** Lengthens the lease of a request that is still under way; `until` is real time. */
export async function renewLease(db: Db, { organizationId, key }: KeyOf, until: Instant): Promise<void> {
  await db.$executeRaw`
    UPDATE idempotency_keys SET lease_until = ${until}::timestamptz
    WHERE organization_id = ${organizationId} AND key = ${key} AND status IS NULL`;
}

/** Frees a key whose request was refused: nothing came of it, so that it may be sent again. One that has its answer stays. */
export async function releaseKey(db: Db, { organizationId, key }: KeyOf): Promise<void> {
  await db.idempotencyKey.deleteMany({ where: { organizationId, key, status: null } });
}
