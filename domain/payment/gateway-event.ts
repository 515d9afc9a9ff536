import type { Instant } from '../calendar/instant.js';
import type { Money } from '../money/money.js';
import type { PaymentNames } from './payment.js';

/** A payment provider that sends events. */
export type Provider = 'sandbox' | 'stripe';

/** A provider's event in our words. Only what moves money is told apart; the rest is stored and has no effect. */
export type GatewayEvent =
  | {
      readonly type: 'payment-succeeded';
      readonly eventId: string;
      /** The provider's id of the payment: one payment may come as several events and counts once (EN-04). */
      readonly paymentId: string;
      readonly amount: Money;
      readonly paidAt: Instant;
      readonly reference: string | null;
      readonly names: PaymentNames;
      /** Ours, of the checkout that asked for it: then that says what the payment names. */
      readonly checkoutId: string | null;
    }
  | { readonly type: 'payment-failed'; readonly eventId: string; readonly paymentId: string }
  | {
      /** Money that went back, by a refund or a dispute that was lost (EN-14). */
      readonly type: 'payment-reversed';
      readonly eventId: string;
      readonly paymentId: string;
      /** The provider's id of the refund or dispute: each counts once. */
      readonly refundId: string;
      /** Our id of it, where we started it and the provider tells it back. */
      readonly ourRefundId: string | null;
      readonly kind: 'refund' | 'dispute';
      readonly amount: Money;
      readonly at: Instant;
    }
  | {
      /** A refund that the provider could not make after all. */
      readonly type: 'refund-failed';
      readonly eventId: string;
      readonly refundId: string;
      readonly ourRefundId: string | null;
      readonly paymentId: string;
      readonly why: string;
    }
  | { readonly type: 'checkout-expired'; readonly eventId: string; readonly checkoutId: string }
  | { readonly type: 'other'; readonly eventId: string; readonly name: string };
