import type { Instant } from '../../domain/calendar/instant.js';
import { DomainError } from '../../domain/errors.js';
import type { Effect } from '../../domain/subscription/effects.js';
import { messageOf, wants } from '../../domain/webhook/message.js';
import { retryAfter } from '../../domain/webhook/schedule.js';
import type { Db, Tx } from '../client.js';
import { limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import type { WebhookDeliveryModel } from '../generated/models.js';
import { derivedId } from '../ids.js';
import { insertRows, instantOf } from '../rows.js';
import { effectsOf } from './effect-rows.js';
import { outboxRow } from './outbox.store.js';
import {
  disableWebhookEndpoint,
  endpointOf,
  listWebhookEndpoints,
  unknownWebhookEndpoint,
  type WebhookEndpoint,
} from './webhook-endpoints.store.js';

export interface DeliveryTry {
  readonly at: Instant;
  readonly status: number | null;
  readonly error: string | null;
}

/** One message to one endpoint, with each try. */
export interface WebhookDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly messageId: string;
  readonly type: string;
  readonly body: string;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly log: readonly DeliveryTry[];
  readonly at: Instant;
  readonly closedAt: Instant | null;
}

/** An intent that the relay may deliver at once, whatever clock it has. */
const AT_ONCE = '1970-01-01T00:00:00.000Z';

/**
 * Writes, in the transaction of what happened, a delivery for each endpoint that wants to know of it, and the intent to start its workflow:
 * nothing that happened goes untold (PS-16).
 */
export async function tellOutside(
  tx: Tx,
  { organizationId, accountId, effects }: { organizationId: string; accountId: string; effects: readonly Effect[] },
): Promise<void> {
  const entries = effectsOf(effects, 'history-written').map((it) => it.entry);
  if (entries.length === 0) return;
  const endpoints = await listWebhookEndpoints(tx, organizationId);
  const told = entries.flatMap((entry) => {
    const message = messageOf(accountId, entry);
    return endpoints
      .filter((it) => it.disabledAt === null && wants(it.events, message.type))
      .map((endpoint) => ({ endpoint, message }));
  });
  const rows = told.map(({ endpoint, message }) => ({
    organization_id: organizationId,
    id: derivedId('whd', organizationId, `${endpoint.id}/${message.id}`, message.timestamp),
    endpoint_id: endpoint.id,
    message_id: message.id,
    type: message.type,
    body: JSON.stringify({ type: message.type, timestamp: message.timestamp, data: message.data }),
    state: 'waiting',
    at: message.timestamp,
    attempts: 0,
    first_attempt: 0,
    log: [],
  }));
  await insertRows(tx, [
    { table: 'webhook_deliveries', rows },
    { table: 'outbox_messages', rows: rows.map(({ id }) => startRow(organizationId, accountId, id, 0)) },
  ]);
}

function startRow(organizationId: string, accountId: string, deliveryId: string, attempts: number) {
  const turn = { state: 'waiting', dueAt: null, summary: `Webhook ${deliveryId}`, details: 'It is sent at once.' };
  const workflowId = `webhook-delivery/${deliveryId}${attempts === 0 ? '' : `/${attempts}`}`;
  const payload = { accountId, subscriptionId: null, changeId: null, turn };
  return outboxRow({ organizationId, kind: 'start', workflowId, payload, availableAt: AT_ONCE });
}

export interface DeliveryToTry {
  readonly delivery: WebhookDelivery;
  /** Null: it was removed or disabled, and is told no more. */
  readonly endpoint: WebhookEndpoint | null;
  readonly mayBePrivate: boolean;
}

/** Finds a delivery with all that a try needs; null where there is no such row. */
export async function findDeliveryToTry(db: Db, organizationId: string, id: string): Promise<DeliveryToTry | null> {
  const row = await db.webhookDelivery.findUnique({
    where: { organizationId_id: { organizationId, id } },
    include: { endpoint: { include: { organization: true } } },
  });
  if (!row) return null;
  const { endpoint, ...delivery } = row;
  return {
    delivery: deliveryOf(delivery),
    endpoint: endpoint.removedAt === null && endpoint.disabledAt === null ? endpointOf(endpoint) : null,
    mayBePrivate: endpoint.organization.privateWebhooks,
  };
}

/** What came of a try. */
export interface TriedDelivery extends DeliveryTry {
  /** How long the receiver asks to be left alone, where it does. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * Notes a try and what comes of it; tells how long to wait for the next one, null where it is delivered or given up. Tries of one delivery
 * are noted one after another, and one that comes after the end changes nothing: what was delivered stays so. An endpoint that answers
 * 410 Gone is disabled.
 */
export async function noteTry(
  tx: Tx,
  { organizationId, id }: { organizationId: string; id: string },
  { retryAfterMs = 0, ...tried }: TriedDelivery,
): Promise<number | null> {
  const where = { organizationId_id: { organizationId, id } };
  await tx.$queryRaw`SELECT 1 FROM webhook_deliveries WHERE organization_id = ${organizationId} AND id = ${id} FOR NO KEY UPDATE`;
  const row = await tx.webhookDelivery.findUniqueOrThrow({ where });
  if (row.state !== 'waiting') return null;
  const attempts = row.attempts + 1;
  const isDelivered = tried.status !== null && tried.status >= 200 && tried.status < 300;
  const isGone = tried.status === 410;
  const waitMs = isDelivered || isGone ? null : retryAfter(attempts - row.firstAttempt, retryAfterMs);
  if (isGone) await disableWebhookEndpoint(tx, organizationId, row.endpointId, tried.at);
  const state = isDelivered ? 'delivered' : waitMs === null ? 'failed' : 'waiting';
  const log = [...deliveryOf(row).log, tried].map((it) => ({ ...it }));
  await tx.webhookDelivery.update({
    where,
    data: { attempts, log, state, closedAt: state === 'waiting' ? null : tried.at },
  });
  return waitMs;
}

/** Lists the deliveries of an endpoint, also of one that was removed, the oldest first. Throws `webhook-endpoint-not-found`. */
export async function listDeliveries(
  db: Db,
  organizationId: string,
  endpointId: string,
  page: PageRequest,
): Promise<Page<WebhookDelivery>> {
  const limit = limitOf(page);
  const [after = ''] = placeOf(page, 1) ?? [];
  const endpoint = { organizationId_id: { organizationId, id: endpointId } };
  if (!(await db.webhookEndpoint.findUnique({ where: endpoint }))) throw unknownWebhookEndpoint(endpointId);
  const rows = await db.webhookDelivery.findMany({
    where: { organizationId, endpointId, id: { gt: after ?? '' } },
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  return pageOf(rows.map(deliveryOf), limit, ({ id }) => [id]);
}

/** Sends a message again, with the whole schedule. Throws `webhook-delivery-not-found`, `webhook-delivery-open`. */
export async function resend(tx: Tx, organizationId: string, id: string): Promise<WebhookDelivery> {
  const [row] = await tx.$queryRaw<{ body: string; attempts: number }[]>`
    UPDATE webhook_deliveries SET state = 'waiting', closed_at = NULL, first_attempt = attempts
    WHERE organization_id = ${organizationId} AND id = ${id} AND state IN ('delivered', 'failed') RETURNING body, attempts`;
  if (!row) throw await whyNotSent(tx, organizationId, id);
  const { accountId } = JSON.parse(row.body).data;
  await insertRows(tx, [{ table: 'outbox_messages', rows: [startRow(organizationId, accountId, id, row.attempts)] }]);
  return deliveryOf(
    await tx.webhookDelivery.findUniqueOrThrow({ where: { organizationId_id: { organizationId, id } } }),
  );
}

async function whyNotSent(tx: Tx, organizationId: string, id: string): Promise<DomainError> {
  if ((await tx.webhookDelivery.count({ where: { organizationId, id } })) === 0)
    return new DomainError('webhook-delivery-not-found', `There is no webhook delivery ${id}; check the id.`);
  return new DomainError('webhook-delivery-open', `The webhook delivery ${id} is under way already.`);
}

function deliveryOf(row: WebhookDeliveryModel): WebhookDelivery {
  const { id, endpointId, messageId, type, body, state, log, at, closedAt } = row;
  return {
    id,
    endpointId,
    messageId,
    type,
    body,
    state: state as WebhookDelivery['state'],
    log: log as unknown as readonly DeliveryTry[],
    at: instantOf(at),
    closedAt: closedAt && instantOf(closedAt),
  };
}
