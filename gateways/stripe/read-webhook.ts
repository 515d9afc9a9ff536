import Stripe from 'stripe';
import { z } from 'zod';
import { type Instant, instantAt, millisecondsBetween } from '../../domain/calendar/instant.js';
import { DomainError } from '../../domain/errors.js';
import type { Money } from '../../domain/money/money.js';
import { type GatewayEvent, type WebhookHeaders, type WebhookReader, WebhookUnreadable } from '../gateway.js';
import { fromStripeAmount } from './amounts.js';

const TOLERANCE_S = 5 * 60;

/** Reads the webhooks of Stripe; its own library holds the signatures against the secrets. */
export const stripeWebhooks: WebhookReader = {
  provider: 'stripe',
  verifyAndRead: (rawBody, headers, secrets, now) => {
    const isSigned = secrets.some((secret) => verifies(rawBody, headers, secret, now));
    return isSigned ? read(rawBody) : 'bad-signature';
  },
};

function verifies(rawBody: Buffer, headers: WebhookHeaders, secret: string, now: Instant): boolean {
  const header = headers['stripe-signature'];
  const signedAt = /(?:^|,)t=(\d{1,11})(?:,|$)/.exec(header ?? '')?.[1];
  if (header === undefined || signedAt === undefined) return false;
  // The library refuses what is old; what is signed for a time to come is as wrong.
  if (millisecondsBetween(now, instantAt(Number(signedAt) * 1000)) > TOLERANCE_S * 1000) return false;
  const { signature } = Stripe.webhooks;
  if (!signature) throw new Error('The library of Stripe cannot hold signatures against secrets here.');
  try {
    signature.verifyHeader(rawBody, header, secret, TOLERANCE_S, undefined, Date.parse(now));
    return true;
  } catch {
    // Also what the library trips over: a signature that is empty is not its own sort of error.
    return false;
  }
}

const id = z.string().min(1).max(255);
const reference = z.union([id, z.object({ id })]).transform((it) => (typeof it === 'string' ? it : it.id));
const units = z.int().min(0);
const metadata = z.record(z.string(), z.string()).nullish();
const seconds = z.int().min(0).max(99_999_999_999);
const money = { currency: z.string().regex(/^[a-z]{3}$/) };

const eventSchema = z.object({ id, type: id, created: seconds, data: z.object({ object: z.unknown() }) });
const sessionSchema = z.object({
  id,
  payment_intent: reference.nullish(),
  payment_status: z.string(),
  amount_total: units.nullish(),
  currency: money.currency.nullish(),
  client_reference_id: z.string().nullish(),
  metadata,
});
const intentSchema = z.object({ id, amount_received: units.default(0), ...money, metadata });
const refundSchema = z.object({
  id,
  payment_intent: reference.nullish(),
  amount: units,
  ...money,
  status: z.string().nullish(),
  failure_reason: z.string().nullish(),
  metadata,
});
const disputeSchema = z.object({
  id,
  payment_intent: reference.nullish(),
  amount: units,
  ...money,
  status: z.string(),
});

type Event = z.infer<typeof eventSchema>;

function read(rawBody: Buffer): GatewayEvent {
  const event = parse(eventSchema, jsonOf(rawBody));
  const other: GatewayEvent = { type: 'other', eventId: event.id, name: event.type };
  return READERS[event.type]?.(event) ?? other;
}

/** What moves money; each gives null where this one of its kind does not. */
const READERS: Readonly<Record<string, (event: Event) => GatewayEvent | null>> = {
  'checkout.session.completed': sessionPaid,
  'checkout.session.async_payment_succeeded': sessionPaid,
  'checkout.session.async_payment_failed': (event) => {
    const { payment_intent } = parse(sessionSchema, event.data.object);
    return payment_intent ? { type: 'payment-failed', eventId: event.id, paymentId: payment_intent } : null;
  },
  'checkout.session.expired': (event) => {
    const { metadata } = parse(sessionSchema, event.data.object);
    const checkoutId = metadata?.['checkoutId'];
    return checkoutId ? { type: 'checkout-expired', eventId: event.id, checkoutId } : null;
  },
  'payment_intent.succeeded': (event) => {
    const { id, amount_received, currency, metadata } = parse(intentSchema, event.data.object);
    return paid(event, { paymentId: id, amount: amountOf(amount_received, currency), metadata });
  },
  'payment_intent.payment_failed': (event) => {
    const { id } = parse(intentSchema, event.data.object);
    return { type: 'payment-failed', eventId: event.id, paymentId: id };
  },
  'refund.created': refunded,
  'refund.updated': refunded,
  'refund.failed': refunded,
  'charge.refund.updated': refunded,
  'charge.dispute.closed': (event) => {
    const { id, payment_intent, amount, currency, status } = parse(disputeSchema, event.data.object);
    if (status !== 'lost' || !payment_intent) return null;
    const of = { paymentId: payment_intent, refundId: id, ourRefundId: null, kind: 'dispute' } as const;
    return {
      type: 'payment-reversed',
      eventId: event.id,
      ...of,
      amount: amountOf(amount, currency),
      at: timeOf(event),
    };
  },
};

/** Completed and paid; one whose money is still on its way is told of again. */
function sessionPaid(event: Event): GatewayEvent | null {
  const session = parse(sessionSchema, event.data.object);
  const { payment_intent, payment_status, amount_total, currency, metadata } = session;
  if (payment_status !== 'paid' || !payment_intent || !currency) return null;
  return paid(event, { paymentId: payment_intent, amount: amountOf(amount_total ?? 0, currency), metadata });
}

function paid(
  event: Event,
  of: { paymentId: string; amount: Money; metadata: z.infer<typeof metadata> },
): GatewayEvent {
  const { paymentId, amount, metadata } = of;
  const name = (key: string) => metadata?.[key] || null;
  const names = {
    accountId: name('accountId'),
    invoiceId: name('invoiceId'),
    subscriptionId: name('subscriptionId'),
    changeId: name('changeId'),
  };
  const checkoutId = name('checkoutId');
  const paidAt = timeOf(event);
  return {
    type: 'payment-succeeded',
    eventId: event.id,
    paymentId,
    amount,
    paidAt,
    reference: null,
    names,
    checkoutId,
  };
}

function refunded(event: Event): GatewayEvent | null {
  const refund = parse(refundSchema, event.data.object);
  const { id: refundId, payment_intent: paymentId, amount, currency, status, failure_reason, metadata } = refund;
  if (!paymentId) return null;
  const of = { eventId: event.id, paymentId, refundId, ourRefundId: metadata?.['refundId'] || null };
  if (status === 'failed' || status === 'canceled') {
    return { type: 'refund-failed', ...of, why: `Stripe: ${failure_reason ?? status}` };
  }
  if (status !== 'succeeded') return null;
  return { type: 'payment-reversed', ...of, kind: 'refund', amount: amountOf(amount, currency), at: timeOf(event) };
}

function timeOf({ created }: Event): Instant {
  return instantAt(created * 1000);
}

function amountOf(inUnits: number, currency: string): Money {
  try {
    return fromStripeAmount(inUnits, currency);
  } catch (error) {
    if (error instanceof DomainError) throw new WebhookUnreadable(error.message);
    throw error;
  }
}

function jsonOf(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    throw new WebhookUnreadable('The body is not JSON.');
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new WebhookUnreadable(`${issue?.path.join('.') || 'The event'}: ${issue?.message ?? 'is not valid'}`);
}
