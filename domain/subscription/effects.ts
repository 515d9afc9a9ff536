import type { Agreement, PaidOfAgreement, ScheduledInvoice, Standing } from '../agreement/agreement.js';
import type { CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import type { ChangePlan } from '../change-plan.js';
import type { LedgerAccount } from '../ledger/chart.js';
import type { MasterPlanChangeRequest } from '../master-plan-change/request.schema.js';
import type { PaygEffect } from '../payg-time/effects.js';
import type { Payment, PaymentAllocation } from '../payment/payment.js';
import type {
  Attention,
  ChangeBase,
  ChangeState,
  OpenChange,
  OpenInvoice,
  RecurringCharge,
  Subscription,
} from './state.js';

/** One line of an invoice or credit note. `amount` is a magnitude; `kind` says in whose favour. `to` is exclusive. */
export interface InvoiceLine {
  readonly kind: 'charge' | 'credit';
  /** Null for an agreement, which bills by schedules. */
  readonly subscriptionId: string | null;
  readonly planId: string;
  readonly description: string;
  readonly quantity: number;
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly fraction: { readonly whole: number; readonly numerator: number; readonly denominator: number };
  readonly price: string;
  readonly amount: string;
  readonly explanation: string;
}

/** A document as it is issued. `total` is a magnitude: what is owed on an invoice, what is given back by a credit note. */
export interface IssuedInvoice {
  readonly id: string;
  readonly kind: 'invoice' | 'credit-note';
  readonly subscriptionId: string | null;
  readonly changeId: string | null;
  readonly currency: string;
  readonly total: string;
  readonly issuedOn: CivilDate;
  readonly dueOn: CivilDate;
  readonly lines: readonly InvoiceLine[];
}

export interface Posting {
  readonly ledgerAccount: LedgerAccount;
  /** Debits are positive, credits negative. */
  readonly amount: string;
  readonly currency: string;
  readonly subscriptionId: string | null;
  readonly changeId: string | null;
  readonly invoiceId: string | null;
}

export interface Journal {
  readonly id: string;
  readonly kind: string;
  readonly description: string;
  readonly effectiveAt: Instant;
  readonly postings: readonly Posting[];
}

export interface HistoryEntry {
  readonly id: string;
  /** Null for what is about the account: a payment. */
  readonly subscriptionId: string | null;
  readonly changeId: string | null;
  readonly at: Instant;
  readonly event: string;
  readonly by: string;
  readonly text: string;
  readonly amounts: Readonly<Record<string, string>> | null;
}

/** What settled an invoice; a payment by its id. */
export type SettlementSource = 'account-credit' | { readonly paymentId: string };

export type SubscriptionPatch = Partial<Omit<Subscription, 'id' | 'charges'>>;

/**
 * One thing that carrying out an event does: the domain decides the list, `evolve` plays it on the state (so that a projection
 * goes on from it), the store writes it. Ids are given by the domain's `IdMaker`, hence the same when played twice.
 */
export type Effect =
  | PaygEffect
  | { readonly type: 'subscription-changed'; readonly subscriptionId: string; readonly set: SubscriptionPatch }
  /** From `from` on, these are the plan, units and price version of the subscription: its plan history. */
  | {
      readonly type: 'plan-assigned';
      readonly id: string;
      readonly subscriptionId: string;
      readonly changeId: string;
      readonly planId: string;
      readonly units: number;
      readonly priceVersionId: string;
      readonly from: CivilDate;
    }
  | {
      readonly type: 'charged';
      readonly subscriptionId: string;
      readonly changeId: string | null;
      /** Null for what was taken over from another system as paid. */
      readonly invoiceId: string | null;
      readonly charge: RecurringCharge;
    }
  | {
      readonly type: 'charge-credited';
      readonly id: string;
      readonly subscriptionId: string;
      readonly changeId: string | null;
      readonly chargeId: string;
      readonly invoiceId: string;
      readonly from: CivilDate;
      readonly to: CivilDate;
      readonly amount: string;
    }
  | {
      readonly type: 'invoice-issued';
      readonly invoice: IssuedInvoice;
      readonly at: Instant;
      /** Set for the invoice of a package order, which is posted only when the order is applied (PO-13). */
      readonly order?: { readonly changeId: string; readonly expiresAt: Instant };
    }
  /** The invoice of a package order is posted, as it is applied, or void, as it comes to nothing (PO-11, PO-13). */
  | { readonly type: 'order-invoice-closed'; readonly invoiceId: string; readonly standing: 'posted' | 'void' }
  | {
      readonly type: 'invoice-settled';
      readonly id: string;
      readonly invoiceId: string;
      readonly amount: string;
      readonly source: SettlementSource;
      readonly at: Instant;
    }
  /** A refund opens again, in part or whole, what had been settled (EN-14). `amount` is a magnitude. */
  | {
      readonly type: 'invoice-reopened';
      readonly id: string;
      /** As it is known but for what is open, which is added. */
      readonly invoice: Omit<OpenInvoice, 'open'>;
      readonly amount: string;
      readonly source: SettlementSource;
      readonly ofAgreement?: PaidOfAgreement | null;
      readonly at: Instant;
    }
  | { readonly type: 'payment-received'; readonly payment: Payment }
  /** It was kept unallocated, and is now the account's. */
  | { readonly type: 'payment-assigned'; readonly paymentId: string }
  | { readonly type: 'payment-allocated'; readonly allocation: PaymentAllocation }
  /** What a refund took back of a payment. */
  | { readonly type: 'payment-refunded'; readonly refundId: string; readonly paymentId: string; readonly taken: string }
  | { readonly type: 'journal-posted'; readonly journal: Journal }
  | {
      readonly type: 'change-moved';
      readonly changeId: string;
      readonly state: ChangeState;
      readonly at: Instant;
      readonly attention: Attention | null;
      /** What was posted, whole; only with `applied`. */
      readonly plan: ChangePlan | null;
    }
  /** Accepted as it stands at the end of the transaction, in which nothing else moves it. `quote` is what was promised, frozen. */
  | {
      readonly type: 'change-accepted';
      readonly change: OpenChange;
      readonly quote: object;
      readonly settingsVersion: number;
    }
  /** A step of a change of another kind than a master plan change; a final state closes it. `plan`: what was posted, with the last one. */
  | {
      readonly type: 'change-updated';
      readonly changeId: string;
      readonly set: Partial<Pick<ChangeBase, 'state' | 'effectiveDate' | 'dueAt' | 'attention'>> & {
        readonly data?: object;
      };
      readonly plan?: object;
      readonly at: Instant;
    }
  /** Rescheduled, completed now or retried (MP-06): what it is from now on. `quote` null: as it was accepted. */
  | {
      readonly type: 'change-revised';
      readonly changeId: string;
      readonly state: 'accepted' | 'waiting';
      readonly request: MasterPlanChangeRequest;
      readonly effectiveDate: CivilDate | null;
      readonly dueAt: Instant | null;
      readonly rateScheduleId: string;
      readonly pinnedPriceVersionId: string;
      readonly quote: ChangePlan | null;
    }
  /** An end-of-period change follows the paid-through date (MP-03). */
  | {
      readonly type: 'change-dated';
      readonly changeId: string;
      readonly effectiveDate: CivilDate | null;
      readonly dueAt: Instant | null;
    }
  /** An agreement is on file here from now on, with the invoices that billing has scheduled for it. */
  | { readonly type: 'agreement-opened'; readonly agreement: Agreement }
  /** A scheduled invoice is in the ledger now; `next` is scheduled with it where another one follows. */
  | {
      readonly type: 'scheduled-invoice-issued';
      readonly agreementId: string;
      readonly scheduledId: string;
      readonly invoiceId: string;
      readonly next: ScheduledInvoice | null;
    }
  | {
      readonly type: 'agreement-standing-changed';
      readonly agreementId: string;
      readonly set: Partial<Standing>;
    }
  /** The agreement is another one from now on; what it was is kept as a version (AG-20). */
  | {
      readonly type: 'agreement-rewritten';
      readonly changeId: string | null;
      readonly at: Instant;
      readonly by: string;
      readonly before: Agreement;
      readonly after: Agreement;
    }
  | { readonly type: 'account-currency-changed'; readonly currency: string }
  | { readonly type: 'history-written'; readonly entry: HistoryEntry };

/** Makes the id of what an event creates, from the event's own key: the same key and instant give the same id. */
export type IdMaker = (prefix: string, key: string, at: Instant) => string;
