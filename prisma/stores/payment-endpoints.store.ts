import { randomBytes } from 'node:crypto';
import type { Instant } from '../../domain/calendar/instant.js';
import { DomainError } from '../../domain/errors.js';
import type { Provider } from '../../domain/payment/gateway-event.js';
import type { Db, Tx } from '../client.js';
import type { PaymentEndpointModel } from '../generated/models.js';
import { newId } from '../ids.js';
import { instantOf } from '../rows.js';

/** An address that a provider sends its events to, and the secrets that they are signed with. */
export interface PaymentEndpoint {
  readonly id: string;
  readonly organizationId: string;
  readonly provider: Provider;
  readonly secret: string;
  /** What the provider is asked with, where it is not the installation's; never shown. */
  readonly apiKey: string | null;
  readonly previous: { readonly secret: string; readonly until: Instant } | null;
}

/** Makes an endpoint; where the provider gives no secret of its own, with a new one of 256 bits. */
export async function createPaymentEndpoint(
  tx: Tx,
  input: { organizationId: string; provider: Provider; secret?: string | undefined; apiKey?: string | undefined },
): Promise<PaymentEndpoint> {
  const { organizationId, provider, secret = newSecret(), apiKey = null } = input;
  const data = { organizationId, id: newId('pep'), provider, secret, apiKey };
  return endpointOf(await tx.paymentEndpoint.create({ data }));
}

/** Puts a new secret in the place of the one that holds, which stays good until then. Throws `payment-endpoint-not-found`. */
export async function rotateSecret(
  tx: Tx,
  input: { organizationId: string; id: string; secret?: string | undefined; previousUntil: Instant },
): Promise<PaymentEndpoint> {
  const { organizationId, id, secret = newSecret(), previousUntil } = input;
  await tx.$queryRaw`SELECT 1 FROM payment_endpoints WHERE organization_id = ${organizationId} AND id = ${id} FOR UPDATE`;
  const where = { organizationId_id: { organizationId, id } };
  const before = await tx.paymentEndpoint.findUnique({ where });
  if (!before) {
    throw new DomainError('payment-endpoint-not-found', `There is no payment endpoint ${id}; check the id.`);
  }
  const data = { secret, previousSecret: before.secret, previousUntil };
  return endpointOf(await tx.paymentEndpoint.update({ where, data }));
}

/** Finds an endpoint by its address alone: it names the organization (EN-04). */
export async function findPaymentEndpoint(db: Db, id: string): Promise<PaymentEndpoint | null> {
  const row = await db.paymentEndpoint.findUnique({ where: { id } });
  return row && endpointOf(row);
}

export async function listPaymentEndpoints(db: Db, organizationId: string): Promise<readonly PaymentEndpoint[]> {
  const rows = await db.paymentEndpoint.findMany({ where: { organizationId }, orderBy: { id: 'asc' } });
  return rows.map(endpointOf);
}

/** Lists the secrets that are good at a real time. */
export function secretsAt({ secret, previous }: PaymentEndpoint, now: Instant): readonly string[] {
  return previous !== null && now < previous.until ? [secret, previous.secret] : [secret];
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function endpointOf(row: PaymentEndpointModel): PaymentEndpoint {
  const { id, organizationId, provider, secret, apiKey, previousSecret, previousUntil } = row;
  const previous =
    previousSecret === null || previousUntil === null
      ? null
      : { secret: previousSecret, until: instantOf(previousUntil) };
  return { id, organizationId, provider: provider as Provider, secret, apiKey, previous };
}
