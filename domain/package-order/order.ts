import type { CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import type { InvoiceLine } from '../subscription/effects.js';
import type { AccountState, OpenChange, OrderInvoice, ProcessChange } from '../subscription/state.js';
import type { PackageOrderRequest } from './request.schema.js';

export type OpenOrderState = 'awaiting-payment' | 'awaiting-processing' | 'accepted' | 'scheduled' | 'needs-attention';
export type OrderState = OpenOrderState | 'applied' | 'expired' | 'cancelled';

/** A line of an order: what it is for, and of a credit the charge that it gives back. */
export interface OrderLine extends InvoiceLine {
  readonly part: 'package' | 'setup-fee' | 'credit' | 'forfeited';
  readonly chargeId: string | null;
}

/** What an order is quoted, frozen as it is accepted: the price quoted is the price paid (PO-11). Amounts are magnitudes. */
export interface OrderQuote {
  readonly kind: 'package-change-order';
  readonly subscriptionId: string;
  readonly currentPlanId: string;
  readonly planId: string;
  readonly units: number;
  readonly rateScheduleId: string;
  readonly priceVersionId: string;
  readonly currency: string;
  readonly settingsVersion: number;
  readonly quotedOn: CivilDate;
  /** Decided by the price per day, and pinned (PO-16): a move that costs less per day is a downgrade. */
  readonly direction: 'upgrade' | 'downgrade';
  readonly pricePerDay: { readonly current: string; readonly next: string };
  readonly timing: 'now' | 'end-of-term';
  readonly term: 'new' | 'keep';
  /** The day it takes effect where it is applied as soon as it can be. */
  readonly effectiveDate: CivilDate;
  /** Last day of the term, inclusive, where it takes effect on that day; the next due date is the day after. */
  readonly paidThrough: CivilDate;
  /** Of the package for a whole term. */
  readonly price: string;
  /** For the package: the whole price, or that of the days left of a term that is kept (PO-17). */
  readonly charge: string;
  readonly setupFee: string;
  readonly credit: string;
  /** What of the credit reduces the open invoice of the current term first (PO-15). */
  readonly toTermInvoice: string;
  readonly dueToday: string;
  readonly toAccountCredit: string;
  readonly forfeited: string;
  /** What will be invoiced when a scheduled downgrade takes effect (PO-16). */
  readonly dueAtTermEnd: string;
  readonly lines: readonly OrderLine[];
  /** What of the credit goes to the term's invoice. */
  readonly termLines: readonly OrderLine[];
}

export interface OrderData {
  readonly quote: OrderQuote;
  /** Null where nothing is due. */
  readonly invoiceId: string | null;
  readonly paid: string;
  /** The last day to pay, inclusive; null where nothing is due. */
  readonly expiresOn: CivilDate | null;
  /** The end of that day: a payment counts that was made before it. */
  readonly expiresAt: Instant | null;
  /** Until then payments on their way are awaited (PO-11). */
  readonly settlesAt: Instant | null;
}

/** An order of another package that is not applied, expired or cancelled. */
export interface PackageOrder extends ProcessChange<'package-change-order', PackageOrderRequest, OrderData> {
  readonly subscriptionId: string;
  readonly state: OpenOrderState;
}

export function isOrder(change: OpenChange): change is PackageOrder {
  return change.kind === 'package-change-order';
}

/** Finds the order that holds a service as it is: its term and its credit are quoted (PO-11, PO-14). One that is scheduled does not. */
export function holdingOrder({ changes }: AccountState, subscriptionId: string): PackageOrder | undefined {
  return changes.filter(isOrder).find((it) => it.subscriptionId === subscriptionId && it.state !== 'scheduled');
}

/** Finds the invoice of an open order; undefined where nothing is due. */
export function invoiceOf(state: AccountState, order: Pick<PackageOrder, 'id'>): OrderInvoice | undefined {
  return state.orderInvoices.find((it) => it.changeId === order.id);
}
