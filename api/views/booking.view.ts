import type { Instant } from '../../domain/calendar/instant.js';
import { type Booking, type BookingState, missingOf, paidOf } from '../../domain/payg-booking/booking.js';
import { readOut } from '../../domain/payg-booking/explain.js';
import type { StoredChange } from '../../prisma/stores/change-rows.js';
import { commonView, type TemporalUi } from './change.view.js';

/** A booking as it is stored. */
export interface StoredBooking extends StoredChange {
  readonly kind: 'payg-upgrade-booking';
  readonly state: BookingState;
  readonly subscriptionId: string;
  readonly request: Booking['request'];
  readonly data: Booking['data'];
}

/** Tells whether a stored change is a booking. */
export function isBooking(change: StoredChange): change is StoredBooking {
  return change.kind === 'payg-upgrade-booking';
}

/** Shows a booking: what is to be paid, what is there and what is missing, until when, and where the money came from (PB-15). */
export function bookingView(change: StoredBooking, ui: TemporalUi) {
  const { kind, state, subscriptionId, data, acceptedAt } = change;
  const { quote, expiresAt, settlesAt, holdings } = data;
  const money = (amount: string) => ({ amount, currency: quote.currency });
  return {
    ...commonView(change, ui),
    kind,
    state,
    subscriptionId,
    planIds: [...change.request.planIds],
    products: quote.products.map((it) => ({
      planId: it.planId,
      replacesPlanId: it.replaces,
      dailyRate: money(it.dailyRate),
      downPayment: money(it.downPayment),
    })),
    dailyRate: money(quote.dailyRate),
    downPayment: money(quote.downPayment),
    paid: money(paidOf({ data })),
    missing: money(missingOf({ data })),
    bookedAt: acceptedAt,
    expiresAt,
    settlesAt,
    payments: holdings.map((it) => ({
      source: it.source,
      id: it.id,
      paymentId: it.paymentId,
      amount: money(it.amount),
      goodwill: money(it.goodwill),
      seconds: it.seconds,
      paidAt: it.paidAt,
    })),
  };
}

/** Tells what is read out to the customer, in the customer's own time, and how long is left (PB-15). */
export function readOutView(change: StoredBooking, zone: string, now: Instant) {
  const isOpen = change.closedAt === null;
  const secondsLeft = Math.max(0, Math.floor((Date.parse(change.data.expiresAt) - Date.parse(now)) / 1000));
  const text = isOpen
    ? readOut({ ...change, state: change.state } as Booking, zone)
    : `The booking is ${change.state}.`;
  return { now, timeZone: zone, secondsLeft: isOpen ? secondsLeft : 0, text };
}
