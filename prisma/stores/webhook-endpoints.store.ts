import { randomBytes } from 'node:crypto';
import type { Instant } from '../../domain/calendar/instant.js';
import { DomainError } from '../../domain/errors.js';
import type { Db, Tx } from '../client.js';
import type { WebhookEndpointModel } from '../generated/models.js';
import { newId } from '../ids.js';
import { instantOf } from '../rows.js';

/** Where an organization is told of what happens, and the secrets that it is signed with (PS-16). */
export interface WebhookEndpoint {
  readonly id: string;
  readonly url: string;
  /** Empty: all. */
  readonly events: readonly string[];
  readonly secret: string;
  readonly previous: { readonly secret: string; readonly until: Instant } | null;
  /** Since when it is told no more, because it answered 410 Gone; null while it is told. */
  readonly disabledAt: Instant | null;
}

export async function createWebhookEndpoint(
  tx: Tx,
  input: { organizationId: string; url: string; events: readonly string[] },
): Promise<WebhookEndpoint> {
  const { organizationId, url, events } = input;
  const data = { organizationId, id: newId('whe'), url, events: [...events], secret: newSecret() };
  return endpointOf(await tx.webhookEndpoint.create({ data }));
}

/** Lists the endpoints, oldest first; also those that are disabled. */
export async function listWebhookEndpoints(db: Db, organizationId: string): Promise<readonly WebhookEndpoint[]> {
  const rows = await db.webhookEndpoint.findMany({
    where: { organizationId, removedAt: null },
    orderBy: { id: 'asc' },
  });
  return rows.map(endpointOf);
}

/** Changes where an endpoint is or what it wants; at a new address, or where that is asked, one that was disabled is told again. Throws `webhook-endpoint-not-found`. */
export function editWebhookEndpoint(
  tx: Tx,
  input: EndpointEdit & { organizationId: string; id: string },
): Promise<WebhookEndpoint> {
  const { organizationId, id, url, events, disabled } = input;
  return change(tx, organizationId, id, {
    ...(url === undefined && disabled === undefined ? {} : { disabledAt: null }),
    ...(url === undefined ? {} : { url }),
    ...(events === undefined ? {} : { events: [...events] }),
  });
}

export interface EndpointEdit {
  readonly url?: string | undefined;
  readonly events?: readonly string[] | undefined;
  readonly disabled?: false | undefined;
}

/** Tells an endpoint no more that answered 410 Gone, as Standard Webhooks has it. */
export async function disableWebhookEndpoint(tx: Tx, organizationId: string, id: string, at: Instant): Promise<void> {
  await tx.webhookEndpoint.updateMany({ where: { organizationId, id, disabledAt: null }, data: { disabledAt: at } });
}

/** Puts a new secret in the place of the one that holds; messages are signed with both until then. Throws `webhook-endpoint-not-found`. */
export async function rotateWebhookSecret(
  tx: Tx,
  input: { organizationId: string; id: string; previousUntil: Instant },
): Promise<WebhookEndpoint> {
  const { organizationId, id, previousUntil } = input;
  const before = await tx.webhookEndpoint.findUnique({ where: { organizationId_id: { organizationId, id } } });
  return change(tx, organizationId, id, {
    secret: newSecret(),
    previousSecret: before?.secret ?? null,
    previousUntil,
  });
}

/** Tells an endpoint no more; what is under way to it is given up at its next try. Throws `webhook-endpoint-not-found`. */
export async function removeWebhookEndpoint(tx: Tx, organizationId: string, id: string, now: Instant): Promise<void> {
  await change(tx, organizationId, id, { removedAt: now });
}

async function change(tx: Tx, organizationId: string, id: string, data: object): Promise<WebhookEndpoint> {
  const where = { organizationId, id, removedAt: null };
  const [row] = await tx.webhookEndpoint.updateManyAndReturn({ where, data });
  if (row) return endpointOf(row);
  throw unknownWebhookEndpoint(id);
}

/** Lets webhooks of an organization go to addresses that are not public, or not any more: for the operator of the installation. */
export async function allowPrivateWebhooks(tx: Tx, organizationId: string, isAllowed: boolean): Promise<void> {
  const { count } = await tx.organization.updateMany({
    where: { id: organizationId },
    data: { privateWebhooks: isAllowed },
  });
  if (count === 1) return;
  throw new DomainError('organization-not-found', `There is no organization ${organizationId}; check the id.`);
}

export function unknownWebhookEndpoint(id: string): DomainError {
  return new DomainError('webhook-endpoint-not-found', `There is no webhook endpoint ${id}; check the id.`);
}

export function endpointOf(row: WebhookEndpointModel): WebhookEndpoint {
  const { id, url, events, secret, previousSecret, previousUntil, disabledAt } = row;
  const previous =
    previousSecret === null || previousUntil === null
      ? null
      : { secret: previousSecret, until: instantOf(previousUntil) };
  return { id, url, events, secret, previous, disabledAt: disabledAt && instantOf(disabledAt) };
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
