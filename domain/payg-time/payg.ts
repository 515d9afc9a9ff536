import type { CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';

/** What a product costs from a moment on: a day of it, and the down payment of an upgrade to it. Immutable; an edit makes a new one. */
export interface PaygRate {
  readonly version: number;
  readonly dailyRate: string;
  readonly downPayment: string;
  readonly from: Instant;
}

/** A product that is paid as you go: a plan of the kind `payg`. */
export interface PaygProduct {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly status: 'active' | 'inactive';
  readonly currency: string;
  /** Ascending by version; never empty. */
  readonly rates: readonly PaygRate[];
}

/** A product that a customer has. `dailyRate` was fixed when it was booked or opened, and holds until the rate is edited after `heldSince`. */
export interface HeldProduct {
  readonly planId: string;
  readonly dailyRate: string;
  readonly heldSince: Instant;
}

/**
 * Time that is still there: `amount` bought `seconds` from `startsAt` on. What of it is used at an instant follows from these three.
 * A lot that was cut in two has the used part behind it: it is earned, and its rest is this one.
 */
export interface TimeLot {
  readonly id: string;
  /** The `payment` transaction that it belongs to, and what of it goes where the time goes. */
  readonly transactionId: string;
  readonly paymentId: string | null;
  readonly paidAt: Instant;
  readonly amount: string;
  readonly seconds: number;
  readonly startsAt: Instant;
}

/** A stretch during which the product was on, `to` exclusive. The last one ends at `onUntil`. */
export interface OnSpan {
  readonly from: Instant;
  readonly to: Instant;
}

/** A payment from before a customer was converted to pay as you go, still linked to the conversion (PB-10). */
export interface ConversionPayment {
  readonly id: string;
  readonly amount: string;
  readonly paidAt: Instant;
  readonly reference: string;
}

export interface Conversion {
  readonly transactionId: string;
  /** Those that are still linked. */
  readonly payments: readonly ConversionPayment[];
}

/** A subscription that is paid as you go. */
export interface PaygService {
  readonly id: string;
  readonly status: 'active' | 'cancelled';
  /** First day without it, where it is to end or has ended (MP-27). */
  readonly cancelledOn: CivilDate | null;
  /** Since when the customer is one, here or in the system that it was taken over from. */
  readonly customerSince: Instant;
  /** From when on days off are counted: what was before is not known. */
  readonly countedFrom: Instant;
  readonly products: readonly HeldProduct[];
  /** What was not used up by `earnedUntil`, oldest first; each begins where the one before ends. */
  readonly lots: readonly TimeLot[];
  /** Up to when used time is posted as earned. */
  readonly earnedUntil: Instant;
  /** Oldest first; only the newest ones, as far back as days off may be counted. */
  readonly spans: readonly OnSpan[];
  readonly conversion: Conversion | null;
}

export interface UpgradeRules {
  readonly minTenureDays?: number | undefined;
  /** At most so many days off within the last `within` days. */
  readonly maxDaysOff?: { readonly days: number; readonly within: number } | undefined;
}

/** From which product a customer may upgrade to which, and on what conditions (PB-01). */
export interface UpgradePath {
  readonly id: string;
  readonly fromPlanId: string;
  readonly toPlanId: string;
  readonly rules: UpgradeRules;
}

/** All of an account that is paid as you go. */
export interface PaygState {
  readonly isBlocked: boolean;
  readonly services: readonly PaygService[];
  /** Every product of the organization that the account holds or could book. */
  readonly products: Readonly<Record<string, PaygProduct>>;
  readonly paths: readonly UpgradePath[];
}

export const NO_PAYG: PaygState = { isBlocked: false, services: [], products: {}, paths: [] };

export type OnTimeType = 'payment' | 'downpayment' | 'conversion' | 'reversal';

/**
 * One line of the on-time transactions: what a payment did. Amounts and seconds have signs, and add up to the payments received and
 * what was given as goodwill.
 */
export interface OnTimeTransaction {
  readonly id: string;
  readonly subscriptionId: string;
  readonly type: OnTimeType;
  readonly amount: string;
  readonly seconds: number;
  /** The part of `amount` that nobody paid (PB-09); on a reversal, what was given for the used part of the payment. */
  readonly goodwill: string;
  readonly paidAt: Instant;
  readonly at: Instant;
  readonly paymentId: string | null;
  readonly changeId: string | null;
  /** What a reversal takes back of, or gives back to. */
  readonly ofId: string | null;
  readonly refundId: string | null;
  readonly reference: string | null;
}
