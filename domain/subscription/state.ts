import type { Agreement } from '../agreement/agreement.js';
import type { HeldDraft } from '../agreement-change/accept.js';
import type { NewDraft } from '../agreement-change/edit.schema.js';
import type { CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import type { Interval } from '../calendar/interval.js';
import type { Catalog } from '../catalog/plan.js';
import type { MasterPlanChangeRequest } from '../master-plan-change/request.schema.js';
import type { PackageOrder } from '../package-order/order.js';
import type { Booking } from '../payg-booking/booking.js';
import type { PaygState } from '../payg-time/payg.js';
import type { ServiceReactivation } from '../service-reactivation/change.js';
import type { PricingSettings } from '../settings.js';
import type { SettlementSource } from './effects.js';

export type SubscriptionStatus = 'active' | 'suspended' | 'paused' | 'cancelled';
export type Invoicing = 'forward' | 'backward';

/**
 * One recurring charge that was made: what a later credit is computed from, since the old price is the price that was charged
 * (MP-10). `price` is that of one unit. Days from `liveTo` on have been credited already.
 */
export interface RecurringCharge {
  readonly id: string;
  readonly planId: string;
  readonly units: number;
  readonly price: string;
  readonly interval: Interval;
  /** Day of the month from which whole months were counted when it was charged. */
  readonly anchorDay: number;
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly liveTo: CivilDate;
  readonly amount: string;
  readonly credited: string;
  /** The end that its whole intervals are counted back from, where it is not `to`: the period was cut short (PS-07). */
  readonly countedTo?: CivilDate;
  /** The invoice that charged it; null or absent for what was taken over as paid. */
  readonly invoiceId?: string | null;
}

/**
 * Days of the running period of a subscription invoiced backward that are billed at one plan and price (MP-24). Their value is
 * that of [from, to) within the period that is counted back from `countedTo`.
 */
export interface UnbilledSegment {
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly countedTo: CivilDate;
  readonly planId: string;
  readonly units: number;
  readonly price: string;
  readonly interval: Interval;
  readonly anchorDay: number;
}

export interface Subscription {
  readonly id: string;
  readonly planId: string;
  readonly units: number;
  readonly rateScheduleId: string;
  readonly priceVersionId: string;
  /** True from a plan change until its first renewal: that bill uses the version which the change was quoted with. */
  readonly pricePinned: boolean;
  readonly invoicing: Invoicing;
  /** Bill day of its own (a package order, a prepaid service); null: the account's. */
  readonly anchorDay: number | null;
  readonly status: SubscriptionStatus;
  /** Grows by one with each suspension, pause and resumption, so that each has an id of its own. */
  readonly statusRevision: number;
  readonly periodStart: CivilDate;
  /** Last day that is charged ahead, inclusive; backward: last day of the running period. */
  readonly paidThrough: CivilDate;
  readonly lastBilled: CivilDate;
  /** Months of the billing period that was chosen among those that the plan enables (PS-02); null: the plan's own interval. */
  readonly billingPeriodMonths: number | null;
  /** Last day on which it is active, inclusive: it is paused from the next one (PS-07). Null: it goes on. */
  readonly activeTo: CivilDate | null;
  /** First day without it: set ahead where the cancellation is still to come (MP-27). */
  readonly cancelledOn: CivilDate | null;
  /** Interval unit by which the running period was billed: what follows a period of months may be cut short, once. */
  readonly periodUnit: Interval['unit'];
  /** Charges whose days are not all credited and that reach to `lastBilled` or later, oldest first. */
  readonly charges: readonly RecurringCharge[];
  /** Backward only: the running period's segments, oldest first; empty when the plan did not change within it. */
  readonly unbilled: readonly UnbilledSegment[];
}

export interface OpenInvoice {
  readonly id: string;
  readonly number: string;
  readonly subscriptionId: string | null;
  readonly issuedOn: CivilDate;
  readonly dueOn: CivilDate;
  readonly open: string;
  readonly currency: string;
}

/** What pays an open package order, or has paid it: an invoice that is posted only when the order is applied (PO-09, PO-13). */
export interface OrderInvoice extends OpenInvoice {
  readonly subscriptionId: string;
  readonly changeId: string;
  readonly total: string;
  /** Payments made from then on do not count (PO-11). */
  readonly expiresAt: Instant;
  /** What has been paid, by what: given back when the order comes to nothing. */
  readonly paid: readonly { readonly source: SettlementSource; readonly amount: string }[];
}

export type OpenChangeState = 'accepted' | 'waiting' | 'needs-attention';
export type ChangeState = OpenChangeState | 'applied' | 'cancelled';

/** The states in which a change of any kind is over for good. */
const FINAL_STATES: ReadonlySet<string> = new Set([
  'applied',
  'cancelled',
  'expired',
  'collected',
  'completed',
  'abandoned',
]);

/** Tells whether a change in a state is over. */
export function isFinal(state: string): boolean {
  return FINAL_STATES.has(state);
}

export interface Attention {
  readonly code: string;
  readonly message: string;
}

/** What open changes of every kind have in common (EN-01). */
export interface ChangeBase {
  readonly id: string;
  /** Null where the change is not about a subscription. */
  readonly subscriptionId: string | null;
  readonly state: string;
  readonly effectiveDate: CivilDate | null;
  /** When something of it has to happen by itself: its turn, a deadline, an expiry. Null: it waits for somebody. */
  readonly dueAt: Instant | null;
  readonly requestedBy: string;
  readonly acceptedAt: Instant;
  /** Grows by one with every revision, so that each step of each revision has ids of its own. */
  readonly revision: number;
  readonly attention: Attention | null;
}

/** A master plan change that is neither applied nor cancelled. `dueAt` null: it has no date yet and waits until it gets one (MP-05). */
export interface MasterPlanChange extends ChangeBase {
  readonly kind: 'master-plan-change';
  readonly subscriptionId: string;
  readonly state: OpenChangeState;
  readonly request: MasterPlanChangeRequest;
  /** The price version it was accepted with (MP-19). */
  readonly pinnedPriceVersionId: string;
  readonly rateScheduleId: string;
}

/** A change of another kind: what was asked, and what it holds while it is open. */
export interface ProcessChange<Kind extends string, Request, Data> extends ChangeBase {
  readonly kind: Kind;
  readonly request: Request;
  readonly data: Data;
}

/** An upgrade or downgrade of an agreement: a draft, due when it expires untouched (AG-21). */
export type AgreementChange = ProcessChange<'agreement-change', NewDraft, HeldDraft>;

/** The open changes by kind: each kind of change adds its own (EN-01). */
export interface OpenChanges {
  readonly 'master-plan-change': MasterPlanChange;
  readonly 'agreement-change': AgreementChange;
  readonly 'payg-upgrade-booking': Booking;
  readonly 'package-change-order': PackageOrder;
  readonly 'service-reactivation': ServiceReactivation;
}

export type ChangeKind = keyof OpenChanges;
export type OpenChange = OpenChanges[ChangeKind];

/** Gives what a change holds; a master plan change holds nothing besides what was asked. */
export function dataOf(change: OpenChange | ProcessChange<string, unknown, object>): object | null {
  return 'data' in change ? change.data : null;
}

/** All that decides what happens to one account: a snapshot, taken under the account's lock, or for a quote without it. */
export interface AccountState {
  readonly organizationId: string;
  readonly settings: PricingSettings;
  readonly account: {
    readonly id: string;
    readonly currency: string;
    readonly billDay: number;
    /** True once anything but zero was ever posted (MP-16). */
    readonly hasFinancialHistory: boolean;
  };
  /** Account credit in the account's currency, never below zero (EN-02). */
  readonly credit: string;
  /** Oldest first: by due date, then number. */
  readonly openInvoices: readonly OpenInvoice[];
  /** Of open package orders, also those that are paid in full; oldest first. */
  readonly orderInvoices: readonly OrderInvoice[];
  readonly subscriptions: readonly Subscription[];
  readonly agreements: readonly Agreement[];
  readonly changes: readonly OpenChange[];
  readonly catalog: Catalog;
  readonly payg: PaygState;
}
