import type { Instant } from '../calendar/instant.js';
import { formatInstantForPeople } from '../calendar/time-zone.js';
import { inTurn } from '../payg-time/buy.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import type { Booking } from './booking.js';
import { missingOf, paidOf } from './booking.js';
import { release } from './release.js';
import { bookingClosed, bookingSet, told } from './tell.js';

/**
 * Carries out what is due of a booking by itself: at the end of the window it is `settling`, when the grace is over `expired` as of the
 * window's end, and all that it holds becomes time (PB-05). 60.00 of 100.00 paid by 16:00 -> 6 days from 16:02.
 */
export function carryOutBooking(state: AccountState, booking: Booking, at: Instant, ids: IdMaker): Effect[] {
  const acting = { by: 'system', at };
  const { currency, downPayment } = booking.data.quote;
  const paid = paidOf(booking);
  const { settlesAt, expiresAt } = booking.data;
  if (at < settlesAt) {
    const text = `The window is over, with ${paid} of ${downPayment} ${currency}; payments on their way are awaited until ${settlesAt}.`;
    return [
      bookingSet(booking, at, { state: 'settling', dueAt: settlesAt }),
      told(booking, acting, { event: 'settling', text, amounts: { paid, missing: missingOf(booking) } }, ids),
    ];
  }
  const { timeZone } = state.settings;
  const text = `Expired as of ${formatInstantForPeople(expiresAt, timeZone)} (${timeZone}), with ${missingOf(booking)} of ${downPayment} ${currency} missing; ${paid} become time. The customer has to call again.`;
  return inTurn(state, [
    (state) => release(state, booking, acting, ids),
    () => [
      bookingClosed(booking, 'expired', at, booking.data),
      told(booking, acting, { event: 'expired', text, amounts: { turnedIntoTime: paid } }, ids),
    ],
  ]);
}
