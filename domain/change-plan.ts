import type { CivilDate } from './calendar/civil-date.js';
import type { InvoiceLine, SubscriptionPatch } from './subscription/effects.js';

/** A line of a change: an invoice line, and for a credit the charge that it gives back. */
export interface ChangeLine extends InvoiceLine {
  readonly chargeId: string | null;
  /** The end that the whole intervals of a charge are counted back from, where it is not `to` (PS-07). */
  readonly countedTo?: CivilDate;
}

/** Where the money of a change goes (MP-15). All amounts are magnitudes in the plan's currency. */
export interface Settlement {
  readonly fromAccountCredit: string;
  readonly dueNow: string;
  readonly toOpenInvoices: string;
  readonly toAccountCredit: string;
}

/**
 * The complete, inspectable answer to "what would this change do": quoting returns it, applying posts it.
 * `credit`, `charge` and `net` are what would be posted: zero where the proration option withholds the lines (MP-13).
 */
export interface ChangePlan {
  readonly kind: 'master-plan-change';
  readonly subscriptionId: string;
  /** Null in the quote of a change without a date. */
  readonly effectiveDate: CivilDate | null;
  /** True where the billing period of the effective date was projected (MP-23). */
  readonly estimate: boolean;
  readonly currency: string;
  readonly settingsVersion: number;
  readonly prorationProfile: string;
  readonly lines: readonly ChangeLine[];
  /** Lines computed and not posted, with the sentence that says why; null where everything is posted. */
  readonly withheld: { readonly lines: readonly ChangeLine[]; readonly reason: string } | null;
  readonly credit: string;
  readonly charge: string;
  readonly net: string;
  readonly settlement: Settlement;
  /** Last day up to which the change prorates, inclusive. */
  readonly prorationEnd: CivilDate;
  readonly nextBillDate: CivilDate | null;
  readonly nextBillAmount: string | null;
  readonly result: SubscriptionPatch & { readonly planId: string; readonly units: number };
}
