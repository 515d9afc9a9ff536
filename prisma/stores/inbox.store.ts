import type { Instant } from '../../domain/calendar/instant.js';
import { formatAmount } from '../../domain/money/money.js';
import { accountOfPayment, isPayable } from '../../domain/payment/allocate.js';
import type { Checkout } from '../../domain/payment/checkout.js';
import type { GatewayEvent } from '../../domain/payment/gateway-event.js';
import type { Payment } from '../../domain/payment/payment.js';
import { businessNow } from '../../domain/timeline/clock.js';
import { inTransaction, type Tx } from '../client.js';
import { newId } from '../ids.js';
import { checkoutPaid, endCheckout } from './checkout-commands.store.js';
import { findCheckout } from './checkouts.store.js';
import { findOrganization } from './organizations.store.js';
import type { PaymentEndpoint } from './payment-endpoints.store.js';
import { findNames, isKnownPayment, keepPayment, lockPayment } from './payments.store.js';
import { takeNamedPayment } from './reactivation-commands.store.js';
import { carryOutRefunds, noteRefund, refuseRefund } from './refunds.store.js';
import { onWrittenTimeline, type StoreDeps } from './timeline.store.js';

type Of<Type extends GatewayEvent['type']> = Extract<GatewayEvent, { type: Type }>;

export interface ReceivedEvent {
  readonly endpoint: PaymentEndpoint;
  readonly event: GatewayEvent;
  /** The body as it came. */
  readonly body: string;
}

/**
 * Stores a provider's event and does what it says, in one transaction: nothing acknowledged is lost, and an event that comes again, or
 * twice at once, has one effect (EN-04). Tells whether it is new.
 */
export function receiveEvent(deps: StoreDeps, { endpoint, event, body }: ReceivedEvent): Promise<boolean> {
  const { organizationId, provider } = endpoint;
  return inTransaction(deps.prisma, async (tx) => {
    const receivedAt = await businessNowOf(tx, deps, organizationId);
    const stored = await tx.inboxEvent.createManyAndReturn({
      data: {
        organizationId,
        id: newId('evt'),
        endpointId: endpoint.id,
        provider,
        eventId: event.eventId,
        type: event.type === 'other' ? event.name : event.type,
        body,
        outcome: 'stored',
        receivedAt,
      },
      skipDuplicates: true,
      select: { id: true },
    });
    const [row] = stored;
    if (!row) return false;
    const outcome = await actOn(tx, deps, { endpoint, event, receivedAt });
    await tx.inboxEvent.update({ where: { organizationId_id: { organizationId, id: row.id } }, data: { outcome } });
    return true;
  });
}

interface Arrived<Event extends GatewayEvent = GatewayEvent> {
  readonly endpoint: PaymentEndpoint;
  readonly event: Event;
  readonly receivedAt: Instant;
}

async function actOn(tx: Tx, deps: StoreDeps, arrived: Arrived): Promise<string> {
  const { event } = arrived;
  switch (event.type) {
    case 'payment-succeeded':
      return take(tx, deps, { ...arrived, event });
    case 'payment-reversed':
      return takeBack(tx, deps, { ...arrived, event });
    case 'payment-failed':
      return 'No money moved.';
    case 'refund-failed':
      return failRefund(tx, { ...arrived, event });
    case 'checkout-expired':
      return expire(tx, deps, { ...arrived, event });
    case 'other':
      return 'Nothing to do.';
  }
}

async function take(tx: Tx, deps: StoreDeps, arrived: Arrived<Of<'payment-succeeded'>>): Promise<string> {
  const { endpoint, event, receivedAt: now } = arrived;
  const { organizationId, provider } = endpoint;
  const of = { provider, externalId: event.paymentId };
  if (!isPayable(event.amount.amount)) return 'Refused: a payment is above zero.';
  await lockPayment(tx, organizationId, of);
  if (await isKnownPayment(tx, organizationId, of)) return 'The payment was counted already.';
  const { checkoutId } = event;
  const checkout = checkoutId === null ? null : await findCheckout(tx, organizationId, checkoutId);
  const names = checkout ? namesOf(checkout) : event.names;
  const payment = paymentOf({ ...event, names }, { ...of, by: `${provider}:webhook`, now });
  const whose = accountOfPayment(names, await findNames(tx, organizationId, names));
  const why =
    'why' in whose ? whose.why : await allocate(tx, deps, { organizationId, checkoutId }, { ...payment, ...whose });
  if (why !== null) {
    const accountId = 'accountId' in whose ? whose.accountId : null;
    await keepPayment(tx, organizationId, { ...payment, accountId, why });
  }
  if (checkout) await checkoutPaid(tx, { organizationId, checkoutId: checkout.id, paymentId: payment.id, now });
  const refunds = await carryOutRefunds(tx, deps, { organizationId, ...of });
  const back = refunds === 0 ? '' : ` ${refunds} refunds had come before it.`;
  return `${why === null ? 'Allocated.' : `Kept unallocated: ${why}.`}${back}`;
}

async function allocate(
  tx: Tx,
  deps: StoreDeps,
  { organizationId, checkoutId: paidCheckoutId }: { organizationId: string; checkoutId: string | null },
  payment: Payment & { readonly accountId: string },
): Promise<Payment['why']> {
  const { accountId, amount: left, by } = payment;
  const of = { organizationId, accountId, paidCheckoutId };
  return onWrittenTimeline<Payment['why']>(tx, deps, of, async (open) => {
    const incoming = { payment, left, isKept: false, now: open.now, by };
    const taken = await takeNamedPayment(tx, organizationId, open, incoming);
    const why = 'why' in taken ? taken.why : null;
    return { effects: 'why' in taken ? [] : taken.effects, thenCarryOut: true, answer: async () => why };
  });
}

async function takeBack(tx: Tx, deps: StoreDeps, arrived: Arrived<Of<'payment-reversed'>>): Promise<string> {
  const { endpoint, event, receivedAt } = arrived;
  const { organizationId, provider } = endpoint;
  const of = { provider, externalId: event.paymentId };
  if (!isPayable(event.amount.amount)) return 'Refused: a refund is above zero.';
  await lockPayment(tx, organizationId, of);
  if (!(await noteRefund(tx, { ...event, organizationId, provider, receivedAt }))) {
    return 'The refund was counted already.';
  }
  const carriedOut = await carryOutRefunds(tx, deps, { organizationId, ...of });
  return carriedOut === 0 ? 'Waits for its payment.' : 'Taken back.';
}

async function failRefund(tx: Tx, { endpoint, event }: Arrived<Of<'refund-failed'>>): Promise<string> {
  const { organizationId, provider } = endpoint;
  await lockPayment(tx, organizationId, { provider, externalId: event.paymentId });
  const { refundId, ourRefundId, why } = event;
  const isRefused = await refuseRefund(tx, { organizationId, provider, refundId, ourRefundId, error: why });
  return isRefused ? 'The refund was not made.' : 'A refund that was counted failed afterwards: a person has to look.';
}

async function expire(tx: Tx, deps: StoreDeps, arrived: Arrived<Of<'checkout-expired'>>): Promise<string> {
  const { organizationId } = arrived.endpoint;
  const checkout = await findCheckout(tx, organizationId, arrived.event.checkoutId);
  if (!checkout) return 'It is of no checkout of ours.';
  await endCheckout(tx, deps.clock, { organizationId, checkout, now: arrived.receivedAt });
  return 'The checkout is over.';
}

function namesOf({ accountId, invoiceId, subscriptionId, changeId }: Checkout): Payment['names'] {
  return { accountId, invoiceId, subscriptionId, changeId };
}

/** A date of payment in the future counts as the arrival (PB-06). */
function paymentOf(
  { amount: { amount, currency }, paidAt, reference, names }: Of<'payment-succeeded'>,
  { provider, externalId, by, now }: { provider: Payment['provider']; externalId: string; by: string; now: Instant },
): Payment {
  return {
    id: newId('pay'),
    provider,
    externalId,
    accountId: null,
    amount: formatAmount(amount, currency),
    currency,
    paidAt: paidAt > now ? now : paidAt,
    receivedAt: now,
    reference,
    source: 'webhook',
    by,
    reason: null,
    names,
    why: null,
  };
}

async function businessNowOf(tx: Tx, deps: StoreDeps, organizationId: string): Promise<Instant> {
  const organization = await findOrganization(tx, organizationId);
  if (!organization) throw new Error(`there is no organization ${organizationId}`);
  return businessNow(deps.clock, organization);
}
