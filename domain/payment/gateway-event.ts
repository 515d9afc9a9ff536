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
    }
  | { readonly type: 'payment-failed'; readonly eventId: string; readonly paymentId: string }
  | {
      /** Money that went back, by a refund or a dispute that was lost (EN-14). */
      readonly type: 'payment-reversed';
      readonly eventId: string;
      readonly paymentId: string;
      /** The provider's id of the refund or dispute: each counts once. */
      readonly refundId: string;
      readonly kind: 'refund' | 'dispute';
      readonly amount: Money;
      readonly at: Instant;
    }
  | { readonly type: 'other'; readonly eventId: string; readonly name: string };
