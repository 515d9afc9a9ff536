import type { Instant } from '../domain/calendar/instant.js';
import type { Money } from '../domain/money/money.js';
import type { CheckoutNames } from '../domain/payment/checkout.js';
import type { GatewayEvent, Provider } from '../domain/payment/gateway-event.js';

export type { GatewayEvent, Provider };

/** Header values by lower-case name. */
export type WebhookHeaders = Readonly<Record<string, string | undefined>>;

/** What takes a provider's webhooks in (PS-13). Pure: it reads what it is given. */
export interface WebhookReader {
  readonly provider: Provider;
  /**
   * Holds a webhook's signature against the secrets that are valid at `now`, and reads its event; `bad-signature` also where it is
   * signed for a time more than five minutes away. Throws `WebhookUnreadable` where a well-signed body is none of the provider's events.
   */
  verifyAndRead(
    rawBody: Buffer,
    headers: WebhookHeaders,
    secrets: readonly string[],
    now: Instant,
  ): GatewayEvent | 'bad-signature';
}

/** A checkout as a provider is asked for it. */
export interface CheckoutAsked {
  readonly checkoutId: string;
  readonly amount: Money;
  readonly description: string;
  /** Kept by the provider beside the payment, for people to find it by. */
  readonly names: CheckoutNames;
  /** On the organization's clock. */
  readonly expiresAt: Instant;
  /** In real time, within what providers take. */
  readonly gatewayExpiresAt: Instant;
  readonly returnUrl: string | null;
  readonly idempotencyKey: string;
}

export interface RefundAsked {
  readonly refundId: string;
  /** The provider's id of the payment. */
  readonly externalPaymentId: string;
  readonly amount: Money;
  readonly idempotencyKey: string;
}

/**
 * A payment provider, at one endpoint of an organization (PS-13). Every request carries an idempotency key: asked again with it, the
 * provider answers the same and does nothing twice. Throws `GatewayRefused` where it will not; any other error may be tried again.
 */
export interface PaymentGateway extends WebhookReader {
  createCheckout(asked: CheckoutAsked): Promise<{ readonly externalId: string; readonly payUrl: string }>;
  /** Ends a checkout; one that is paid or over stays as it is. */
  expireCheckout(asked: { readonly externalId: string; readonly idempotencyKey: string }): Promise<void>;
  /** `pending`: the money is on its way back, and a webhook tells when it is there. */
  refund(asked: RefundAsked): Promise<{ readonly externalId: string; readonly state: 'made' | 'pending' }>;
}

/** Says that the provider will not, however often it is asked; the message is its reason, for people. */
export class GatewayRefused extends Error {
  override readonly name = 'GatewayRefused';
}

/** Says that a body was signed by the provider and cannot be read as one of its events. */
export class WebhookUnreadable extends Error {
  override readonly name = 'WebhookUnreadable';
}
