import Stripe from 'stripe';
import { type CheckoutAsked, GatewayRefused, type PaymentGateway, type RefundAsked } from '../gateway.js';
import { toStripeAmount } from './amounts.js';
import { stripeWebhooks } from './read-webhook.js';

/** The version that requests are written and answers are read for, whatever the account's default is. */
export const STRIPE_API_VERSION = '2026-10-28.endive' satisfies typeof Stripe.API_VERSION;

const ANSWER_MS = 10_000;

export interface StripeOptions {
  readonly apiKey: string;
  /** Where a customer is sent after paying, when the checkout does not say. */
  readonly thanksUrl: string;
  /** Where Stripe is, and how it is reached; for tests. */
  readonly connection?: Pick<Stripe.StripeConfig, 'host' | 'port' | 'protocol' | 'httpClient'>;
}

/** Asks Stripe for Checkout Sessions and refunds, by its official library. */
export function createStripeGateway({ apiKey, thanksUrl, connection = {} }: StripeOptions): PaymentGateway {
  const stripe = new Stripe(apiKey, {
    apiVersion: STRIPE_API_VERSION,
    timeout: ANSWER_MS,
    // Calls are made again by the relay, which people can see.
    maxNetworkRetries: 0,
    telemetry: false,
    ...connection,
  });
  return {
    ...stripeWebhooks,

    createCheckout: (asked) =>
      translated(async () => {
        const options = { idempotencyKey: asked.idempotencyKey };
        const session = await stripe.checkout.sessions.create(sessionOf(asked, thanksUrl), options);
        if (!session.url) throw new Error(`Stripe gave no page for ${session.id}.`);
        return { externalId: session.id, payUrl: session.url };
      }),

    expireCheckout: ({ externalId, idempotencyKey }) =>
      translated(async () => {
        const { status } = await stripe.checkout.sessions.retrieve(externalId);
        if (status === 'open') await stripe.checkout.sessions.expire(externalId, {}, { idempotencyKey });
      }),

    refund: (asked) =>
      translated(async () => {
        const options = { idempotencyKey: asked.idempotencyKey };
        const { id, status, failure_reason } = await stripe.refunds.create(refundOf(asked), options);
        if (status === 'failed' || status === 'canceled')
          throw new GatewayRefused(`Stripe: ${failure_reason ?? status}`);
        return { externalId: id, state: status === 'succeeded' ? 'made' : 'pending' };
      }),
  };
}

/** The same for the same row, or Stripe would refuse the repetition of its key. */
function sessionOf(asked: CheckoutAsked, thanksUrl: string): Stripe.Checkout.SessionCreateParams {
  const { checkoutId, amount, description, names, gatewayExpiresAt, returnUrl } = asked;
  const metadata = Object.fromEntries(
    Object.entries({ checkoutId, ...names }).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
  const price = {
    currency: amount.currency.toLowerCase(),
    unit_amount: toStripeAmount(amount),
    product_data: { name: description },
  };
  const back = returnUrl ?? thanksUrl;
  return {
    mode: 'payment',
    client_reference_id: checkoutId,
    line_items: [{ quantity: 1, price_data: price }],
    metadata,
    payment_intent_data: { metadata, description },
    expires_at: Math.floor(Date.parse(gatewayExpiresAt) / 1000),
    success_url: back,
    cancel_url: back,
  };
}

function refundOf({ refundId, externalPaymentId, amount }: RefundAsked): Stripe.RefundCreateParams {
  return { payment_intent: externalPaymentId, amount: toStripeAmount(amount), metadata: { refundId } };
}

/** What Stripe says of the request itself stays so; a key that is not valid, its limits and outages may pass. */
async function translated<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    const { StripeInvalidRequestError, StripeCardError, StripeIdempotencyError } = Stripe.errors;
    const isFinal =
      error instanceof StripeInvalidRequestError ||
      error instanceof StripeCardError ||
      error instanceof StripeIdempotencyError;
    if (isFinal) throw new GatewayRefused(`Stripe: ${error.message}`, { cause: error });
    throw error;
  }
}
