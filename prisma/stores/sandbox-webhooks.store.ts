import type { Instant } from '../../domain/calendar/instant.js';
import type { Db, Tx } from '../client.js';
import { newId } from '../ids.js';
import { storable } from './gateway-calls.store.js';

/** An event of the sandbox on its way to the door that all webhooks come through. */
export interface SandboxWebhook {
  readonly id: string;
  readonly organizationId: string;
  readonly endpointId: string;
  readonly body: string;
  readonly attempts: number;
}

export interface NewSandboxWebhook {
  readonly organizationId: string;
  readonly endpointId: string;
  readonly event: unknown;
  /** Real time: not before this. */
  readonly availableAt: Instant;
}

/** Stores an event with what it tells of. */
export async function enqueueSandboxWebhook(tx: Tx, webhook: NewSandboxWebhook): Promise<void> {
  const { organizationId, endpointId, event, availableAt } = webhook;
  const body = JSON.stringify(event);
  await tx.sandboxWebhook.create({ data: { organizationId, id: newId('sbw'), endpointId, body, availableAt } });
}

/** Claims events whose time has come, oldest first, by putting each off until its lease is over. */
export async function claimSandboxWebhooks(
  db: Db,
  claim: { now: Instant; leaseUntil: Instant; limit: number },
): Promise<readonly SandboxWebhook[]> {
  const claimed = await db.$queryRaw<SandboxWebhook[]>`
    UPDATE sandbox_webhooks SET attempts = attempts + 1, available_at = ${claim.leaseUntil}::timestamptz
    WHERE id IN (SELECT id FROM sandbox_webhooks WHERE delivered_at IS NULL AND available_at <= ${claim.now}::timestamptz
      ORDER BY available_at, id LIMIT ${claim.limit} FOR UPDATE SKIP LOCKED)
    RETURNING id, organization_id AS "organizationId", endpoint_id AS "endpointId", body, attempts`;
  return [...claimed].sort((a, b) => (a.id < b.id ? -1 : 1));
}

export async function webhookDelivered(db: Db, id: string, at: Instant): Promise<void> {
  await db.sandboxWebhook.updateMany({ where: { id, deliveredAt: null }, data: { deliveredAt: at, lastError: null } });
}

export async function postponeWebhook(db: Db, id: string, error: string, until: Instant): Promise<void> {
  const data = { lastError: storable(error), availableAt: until };
  await db.sandboxWebhook.updateMany({ where: { id, deliveredAt: null }, data });
}

/** Lists the events that are due and were not taken in. */
export async function listUndelivered(
  db: Db,
  organizationId: string | null,
  now: Instant,
): Promise<readonly { subject: string; message: string }[]> {
  return db.$queryRaw`
    SELECT id AS subject, 'sent ' || attempts || ' times: ' || coalesce(last_error, 'no answer yet') AS message
    FROM sandbox_webhooks WHERE delivered_at IS NULL AND (attempts > 0 OR available_at <= ${now}::timestamptz)
      AND (${organizationId}::text IS NULL OR organization_id = ${organizationId}) ORDER BY id LIMIT 1000`;
}
