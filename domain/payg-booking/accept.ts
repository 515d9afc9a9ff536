import { inTurn } from '../payg-time/buy.js';
import type { Effect, HistoryEntry, IdMaker } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import type { AccountState } from '../subscription/state.js';
import { type BookingAcceptance, book } from './book.js';
import type { Booking, BookingQuote } from './booking.js';
import { useConversionPayment } from './conversion.js';
import { useOnTimePayments } from './on-time.js';
import { checkBookingTakes } from './status.js';
import type { OnTimePayment } from './worth.js';

export interface BookingAsked {
  readonly subscriptionId: string;
  readonly planIds: readonly string[];
  /** Old payments to use at once (PB-11). */
  readonly onTime: { readonly payments: readonly OnTimePayment[]; readonly acceptPart: boolean } | null;
  /** The conversion transaction to use at once. */
  readonly conversion: string | null;
}

export interface AcceptedBooking {
  /** As it is once the money is used. */
  readonly change: Booking;
  readonly quote: BookingQuote;
  readonly effects: readonly Effect[];
  readonly history: HistoryEntry;
}

/**
 * Books an upgrade, and in the same breath uses the old payments or the payment from before the conversion that are named: all of it or
 * nothing (PB-11). Throws what booking and using throw, and `booking-state` where there is nothing to pay down that they could be used for.
 */
export function acceptBooking(
  state: AccountState,
  { onTime, conversion, ...asked }: BookingAsked,
  acceptance: BookingAcceptance,
  ids: IdMaker,
): AcceptedBooking {
  const { booking, history } = book(state, asked, acceptance, ids);
  if (onTime !== null) checkBookingTakes(booking.id, booking.state, 'use-on-time-payments');
  if (conversion !== null) checkBookingTakes(booking.id, booking.state, 'use-conversion-payment');
  const acting = { by: acceptance.by, at: acceptance.now };
  const booked = evolveAll(state, [
    { type: 'change-accepted', change: booking, quote: booking.data.quote, settingsVersion: state.settings.version },
  ]);
  const effects = inTurn(booked, [
    (state) =>
      onTime === null
        ? []
        : useOnTimePayments(state, booking, onTime.payments, { ...acting, acceptPart: onTime.acceptPart }, ids),
    (state) => (conversion === null ? [] : useConversionPayment(state, booking, conversion, acting, ids)),
  ]);
  const after = evolveAll(booked, effects).changes.find((it) => it.id === booking.id);
  return {
    change: after?.kind === 'payg-upgrade-booking' ? after : booking,
    quote: booking.data.quote,
    effects: effects.filter((it) => it.type !== 'change-updated'),
    history,
  };
}
