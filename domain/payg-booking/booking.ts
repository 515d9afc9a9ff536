import type { Instant } from '../calendar/instant.js';
import { addAmounts, compareAmounts, maxAmount, subtractAmounts, sumAmounts } from '../money/amount.js';
import type { AccountState, ProcessChange } from '../subscription/state.js';
import type { BookingRequest } from './request.schema.js';

export type OpenBookingState = 'awaiting-downpayment' | 'settling' | 'install-collect' | 'needs-attention';
export type BookingState = OpenBookingState | 'collected' | 'expired' | 'cancelled';

/** A product of a booking, with the path that entitles to it and the one it replaces, at the prices of the moment of booking. */
export interface BookedProduct {
  readonly planId: string;
  readonly pathId: string;
  readonly replaces: string;
  readonly dailyRate: string;
  readonly downPayment: string;
}

/** What a booking fixes (PB-02). */
export interface BookingQuote {
  readonly currency: string;
  readonly products: readonly BookedProduct[];
  /** The sum of the products' down payments. */
  readonly downPayment: string;
  /** Of all products held once this is collected. */
  readonly dailyRate: string;
}

/** Money held for a booking, and where it came from. */
export interface Holding {
  readonly source: 'payment' | 'on-time' | 'conversion';
  /** Of the payment, of the on-time transaction, or of the payment linked to the conversion. */
  readonly id: string;
  /** The payment, where we took it ourselves. */
  readonly paymentId: string | null;
  readonly paidAt: Instant;
  /** What counts, the goodwill part included. */
  readonly amount: string;
  readonly goodwill: string;
  /** The time that was taken back for it (PB-08). */
  readonly seconds: number;
}

export interface BookingData {
  readonly quote: BookingQuote;
  readonly expiresAt: Instant;
  /** When the grace for webhooks on their way is over (PB-06). */
  readonly settlesAt: Instant;
  readonly holdings: readonly Holding[];
  /** What the `downpayment` transactions of this booking come to. */
  readonly recorded: string;
  /** Grows by one with everything that happens to it, so that each step has ids of its own. */
  readonly step: number;
}

/** An upgrade that is booked and not collected, expired or cancelled. */
export interface Booking extends ProcessChange<'payg-upgrade-booking', BookingRequest, BookingData> {
  readonly subscriptionId: string;
  readonly state: OpenBookingState;
}

/** Lists the bookings of an account that are open: one at most, since a customer has one (PB-02). */
export function openBookings(state: AccountState): readonly Booking[] {
  return state.changes.filter((it): it is Booking => it.kind === 'payg-upgrade-booking');
}

/** Sums what is held: 60.00 and 40.00 -> 100.00. */
export function paidOf({ data }: Pick<Booking, 'data'>): string {
  return sumAmounts(
    data.holdings.map((it) => it.amount),
    data.quote.currency,
  );
}

/** Tells what is missing of the down payment: 60.00 paid of 100.00 -> 40.00. */
export function missingOf(booking: Pick<Booking, 'data'>): string {
  const { downPayment, currency } = booking.data.quote;
  return maxAmount(subtractAmounts(downPayment, paidOf(booking), currency), '0', currency);
}

/** Tells whether payments count towards it. */
export function takesPayments({ state }: { readonly state: BookingState }): boolean {
  return state === 'awaiting-downpayment' || state === 'settling';
}

/** Tells whether a payment counts: made from the booking to the end of its window, both inclusive (PB-03, PB-06). */
export function counts(booking: Booking, paidAt: Instant): boolean {
  return takesPayments(booking) && booking.acceptedAt <= paidAt && paidAt <= booking.data.expiresAt;
}

const RANK: Readonly<Record<Holding['source'], number>> = { 'on-time': 0, payment: 1, conversion: 2 };

/**
 * Puts money in the order in which it counts: payments by when they were made, then by id (PB-04). What came from old payments was taken
 * for what was missing then, and one from before the conversion for what was missing last: the surplus is its own (PB-10).
 */
export function inOrder(holdings: readonly Holding[]): readonly Holding[] {
  return [...holdings].sort((a, b) => {
    if (a.source !== b.source) return RANK[a.source] - RANK[b.source];
    if (a.paidAt !== b.paidAt) return a.paidAt < b.paidAt ? -1 : 1;
    return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
  });
}

/**
 * Fills the down payment in the order of payment: 60.00 and then 60.00 for 100.00 -> 60.00 and 40.00 are used, 20.00 of the second are
 * over.
 */
export function fill(
  holdings: readonly Holding[],
  downPayment: string,
  currency: string,
): { readonly used: readonly Holding[]; readonly over: readonly Holding[] } {
  let left = downPayment;
  const used: Holding[] = [];
  const over: Holding[] = [];
  for (const it of inOrder(holdings)) {
    const isWhole = compareAmounts(it.amount, left) <= 0;
    const taken = isWhole ? it.amount : left;
    left = subtractAmounts(left, taken, currency);
    if (compareAmounts(taken, '0') > 0) used.push({ ...it, amount: taken });
    if (!isWhole) over.push({ ...it, amount: subtractAmounts(it.amount, taken, currency), goodwill: '0', seconds: 0 });
  }
  return { used, over };
}

/** Adds money to what is held. */
export function withHolding(before: BookingData, holding: Holding, currency: string): BookingData {
  const data = { ...before, step: before.step + 1 };
  const same = data.holdings.find((it) => it.source === holding.source && it.id === holding.id);
  if (!same) return { ...data, holdings: inOrder([...data.holdings, holding]) };
  const merged = {
    ...same,
    amount: addAmounts(same.amount, holding.amount, currency),
    goodwill: addAmounts(same.goodwill, holding.goodwill, currency),
    seconds: same.seconds + holding.seconds,
  };
  return { ...data, holdings: data.holdings.map((it) => (it === same ? merged : it)) };
}
