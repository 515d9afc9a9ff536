import type { Instant } from '../../domain/calendar/instant.js';
import { millisecondsBetween } from '../../domain/calendar/instant.js';
import { DomainError } from '../../domain/errors.js';
import { type Checkout, type CheckoutNames, gatewayExpiry } from '../../domain/payment/checkout.js';
import type { Clock } from '../../domain/timeline/clock.js';
import type { Tx } from '../client.js';
import { newId } from '../ids.js';
import { insertRows } from '../rows.js';
import { checkoutOf, findCheckout, findOpenCheckout } from './checkouts.store.js';
import { historyRow } from './effect-rows.js';
import { enqueueCall, storable } from './gateway-calls.store.js';
import { listPaymentEndpoints } from './payment-endpoints.store.js';
import { ownDeliveryUntil, realNow } from './timeline.store.js';

export interface OpenCheckout extends CheckoutNames {
  readonly organizationId: string;
  readonly checkoutId: string;
  /** Null: the newest endpoint of the organization. */
  readonly endpointId: string | null;
  readonly amount: string;
  readonly currency: string;
  readonly description: string;
  readonly returnUrl: string | null;
  /** Both on the business clock. */
  readonly now: Instant;
  readonly expiresAt: Instant;
  readonly by: string;
}

export interface OpenedCheckout {
  readonly checkoutId: string;
  /** The call to the provider: whoever opens it may make it at once, else the relay does. Null: it was open already. */
  readonly callId: string | null;
}

/**
 * Opens a checkout: the row and the intent to ask the provider, in the caller's transaction, which holds the account's lock; any kind of
 * change that needs money calls it. An invoice has one that is open: asked again for the same amount it is that one, else it ends for
 * the new one. Throws `no-payment-gateway`.
 */
export async function openCheckout(tx: Tx, clock: Clock, command: OpenCheckout): Promise<OpenedCheckout> {
  const { organizationId, checkoutId, invoiceId, amount, currency, now } = command;
  const endpointId = await endpointOf(tx, command);
  const before = invoiceId === null ? null : await findOpenCheckout(tx, organizationId, invoiceId);
  if (before?.amount === amount && before.endpointId === endpointId) return { checkoutId: before.id, callId: null };
  if (before) await endCheckout(tx, clock, { organizationId, checkout: before, now });
  const row = await tx.checkout.create({
    data: {
      organizationId,
      id: checkoutId,
      accountId: command.accountId,
      endpointId,
      invoiceId,
      subscriptionId: command.subscriptionId,
      changeId: command.changeId,
      amount,
      currency,
      description: command.description,
      returnUrl: command.returnUrl,
      state: 'opening',
      expiresAt: command.expiresAt,
      gatewayExpiresAt: gatewayExpiry(realNow(clock), millisecondsBetween(now, command.expiresAt)),
      by: command.by,
      createdAt: now,
    },
  });
  const availableAt = ownDeliveryUntil(clock);
  const callId = await enqueueCall(tx, {
    organizationId,
    endpointId,
    kind: 'create-checkout',
    subjectId: checkoutId,
    availableAt,
  });
  const text = `A checkout of ${amount} ${currency} until ${command.expiresAt}: ${command.description}.`;
  await tell(tx, organizationId, checkoutOf(row), { at: now, event: 'checkout-opened', by: command.by, text });
  return { checkoutId, callId };
}

async function endpointOf(tx: Tx, { organizationId, endpointId }: OpenCheckout): Promise<string> {
  const endpoints = await listPaymentEndpoints(tx, organizationId);
  const found = endpointId === null ? endpoints.at(-1) : endpoints.find((it) => it.id === endpointId);
  if (found) return found.id;
  if (endpointId !== null) {
    const message = `There is no payment endpoint ${endpointId}; check the id.`;
    throw new DomainError('payment-endpoint-not-found', message, { path: 'endpointId' });
  }
  throw new DomainError('no-payment-gateway', 'The organization has no payment endpoint.');
}

/** Notes the provider's page; a checkout that ended meanwhile is ended at the provider too. */
export async function checkoutOpened(
  tx: Tx,
  clock: Clock,
  opened: { organizationId: string; checkoutId: string; externalId: string; payUrl: string },
): Promise<void> {
  const { organizationId, checkoutId, externalId, payUrl } = opened;
  const state = await lockedState(tx, organizationId, checkoutId);
  if (state === null || state === 'open') return;
  const data = { externalId, payUrl, ...(state === 'opening' ? { state: 'open' } : {}) };
  const row = await tx.checkout.update({ where: { organizationId_id: { organizationId, id: checkoutId } }, data });
  if (state === 'expired') await enqueueExpiry(tx, clock, organizationId, checkoutOf(row));
}

/** Notes that the provider will not. */
export async function checkoutRefused(
  tx: Tx,
  refused: { organizationId: string; checkoutId: string; error: string; now: Instant },
): Promise<void> {
  const { organizationId, checkoutId, now } = refused;
  const error = storable(refused.error);
  const { count } = await tx.checkout.updateMany({
    where: { organizationId, id: checkoutId, state: 'opening' },
    data: { state: 'failed', error, closedAt: now },
  });
  const checkout = count === 1 ? await findCheckout(tx, organizationId, checkoutId) : null;
  if (!checkout) return;
  const text = `The payment provider will not open the checkout: ${error}`;
  await tell(tx, organizationId, checkout, { at: now, event: 'checkout-failed', by: 'system', text });
}

/** Notes the payment that a checkout asked for; the first one stays, and one that came too late counts all the same. */
export async function checkoutPaid(
  tx: Tx,
  paid: { organizationId: string; checkoutId: string; paymentId: string; now: Instant },
): Promise<void> {
  const { organizationId, checkoutId, paymentId, now } = paid;
  await tx.checkout.updateMany({
    where: { organizationId, id: checkoutId, state: { not: 'paid' } },
    data: { state: 'paid', paymentId, error: null, closedAt: now },
  });
}

/** Ends a checkout that is open, here and at the provider; one that is over stays as it is. */
export async function endCheckout(
  tx: Tx,
  clock: Clock,
  { organizationId, checkout, now }: { organizationId: string; checkout: Checkout; now: Instant },
): Promise<void> {
  const [row] = await tx.checkout.updateManyAndReturn({
    where: { organizationId, id: checkout.id, state: { in: ['opening', 'open'] } },
    data: { state: 'expired', closedAt: now },
  });
  if (!row) return;
  const ended = checkoutOf(row);
  if (ended.externalId !== null) await enqueueExpiry(tx, clock, organizationId, ended);
  const text = `The checkout of ${ended.amount} ${ended.currency} has ended unpaid.`;
  await tell(tx, organizationId, ended, { at: now, event: 'checkout-expired', by: 'system', text });
}

/** What nothing is left to pay for: changes that are over, invoices that are settled. */
export interface Needless {
  readonly organizationId: string;
  readonly changeIds: readonly string[];
  readonly invoiceIds: readonly string[];
  /** The one whose own payment this is. */
  readonly exceptId: string | null;
  readonly now: Instant;
}

/** Ends the open checkouts of changes and invoices that need no money any more, here and at the provider: nobody pays twice. */
export async function endCheckoutsFor(tx: Tx, clock: Clock, needless: Needless): Promise<void> {
  const { organizationId, changeIds, invoiceIds, exceptId, now } = needless;
  const rows = await tx.checkout.findMany({
    where: {
      organizationId,
      state: { in: ['opening', 'open'] },
      id: { not: exceptId ?? '' },
      OR: [{ changeId: { in: [...changeIds] } }, { invoiceId: { in: [...invoiceIds] } }],
    },
    orderBy: { id: 'asc' },
  });
  for (const row of rows) await endCheckout(tx, clock, { organizationId, checkout: checkoutOf(row), now });
}

function enqueueExpiry(tx: Tx, clock: Clock, organizationId: string, { id, endpointId }: Checkout): Promise<string> {
  const availableAt = realNow(clock);
  return enqueueCall(tx, { organizationId, endpointId, kind: 'expire-checkout', subjectId: id, availableAt });
}

async function lockedState(tx: Tx, organizationId: string, id: string): Promise<Checkout['state'] | null> {
  const [row] = await tx.$queryRaw<{ state: Checkout['state'] }[]>`
    SELECT state FROM checkouts WHERE organization_id = ${organizationId} AND id = ${id} FOR UPDATE`;
  return row?.state ?? null;
}

async function tell(
  tx: Tx,
  organizationId: string,
  { accountId, subscriptionId, changeId, amount }: Checkout,
  told: { at: Instant; event: string; by: string; text: string },
): Promise<void> {
  const entry = { id: newId('his'), subscriptionId, changeId, ...told, amounts: { amount } };
  await insertRows(tx, [{ table: 'history_entries', rows: [historyRow({ organizationId, accountId }, entry)] }]);
}
