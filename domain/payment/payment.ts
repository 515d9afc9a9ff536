import type { Instant } from '../calendar/instant.js';

/** What a payment names, where it names something: it decides where the money goes (EN-13). */
export interface PaymentNames {
  readonly accountId: string | null;
  readonly invoiceId: string | null;
  readonly subscriptionId: string | null;
  /** An order, a booking or a reactivation that asked for the money. */
  readonly changeId: string | null;
}

/** Why a payment is kept unallocated and shown, and never guessed (EN-13). */
export type WhyUnallocated = 'unknown-account' | 'unknown-name' | 'several-candidates' | 'foreign-currency';

export interface Payment {
  readonly id: string;
  readonly provider: 'manual' | 'sandbox' | 'stripe';
  /** The provider's id of it; of a manual one, ours. */
  readonly externalId: string;
  /** Null while it is not known whose it is. */
  readonly accountId: string | null;
  readonly amount: string;
  readonly currency: string;
  /** When it was paid, which is not later than when it came. */
  readonly paidAt: Instant;
  readonly receivedAt: Instant;
  readonly reference: string | null;
  readonly source: 'manual' | 'webhook';
  readonly by: string;
  /** Why an admin dated it back. */
  readonly reason: string | null;
  readonly names: PaymentNames;
  /** Null: it is allocated. */
  readonly why: WhyUnallocated | null;
}

/** Where a part of a payment went. Below zero: taken back by a refund, or gone on from a booking to time or from time to a booking. */
export interface PaymentAllocation {
  readonly id: string;
  readonly paymentId: string;
  readonly kind: 'invoice' | 'account-credit' | 'time' | 'booking';
  readonly invoiceId: string | null;
  /** Of time and bookings. */
  readonly subscriptionId?: string | null;
  readonly changeId?: string | null;
  readonly refundId: string | null;
  readonly amount: string;
  readonly at: Instant;
}
