import { DomainError } from '../errors.js';
import { withReason } from '../master-plan-change/explain.js';
import { inTurn, isSome } from '../payg-time/buy.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import { type Booking, paidOf } from './booking.js';
import { collect } from './collect.js';
import { useConversionPayment } from './conversion.js';
import { useOnTimePayments } from './on-time.js';
import { release } from './release.js';
import type { BookingRevision } from './request.schema.js';
import { checkBookingTakes } from './status.js';
import { type Acting, bookingClosed, told } from './tell.js';

/**
 * Does what is asked of an open booking: old payments or one from before the conversion used, collected, cancelled (PB-08, PB-10, PB-12,
 * PB-13). Throws `booking-state`, `booking-paid`, and what each command throws.
 */
export function reviseBooking(
  state: AccountState,
  booking: Booking,
  revision: BookingRevision,
  acting: Acting,
  ids: IdMaker,
): Effect[] {
  checkBookingTakes(booking.id, booking.state, revision.command);
  switch (revision.command) {
    case 'use-on-time-payments': {
      const { payments = [], acceptPart } = revision;
      return useOnTimePayments(state, booking, payments, { ...acting, acceptPart }, ids);
    }
    case 'use-conversion-payment':
      return useConversionPayment(state, booking, revision.transactionId, acting, ids);
    case 'collect':
      return collect(state, booking, acting, ids);
    case 'cancel':
      return cancel(state, booking, revision, acting, ids);
  }
}

/** Cancels a booking; once it is paid only an admin may (PB-13). */
function cancel(
  state: AccountState,
  booking: Booking,
  { byAgent = false, reason }: Extract<BookingRevision, { command: 'cancel' }>,
  acting: Acting,
  ids: IdMaker,
): Effect[] {
  const isPaid = booking.state === 'install-collect' || booking.state === 'needs-attention';
  if (isPaid && byAgent) {
    throw new DomainError(
      'booking-paid',
      `The booking ${booking.id} ${whyPaid(booking)}; only an admin can cancel it.`,
    );
  }
  return inTurn(state, [
    (state) => release(state, booking, acting, ids),
    () => [
      bookingClosed(booking, 'cancelled', acting.at, booking.data),
      told(booking, acting, { event: 'cancelled', text: withReason(cancelledText(booking), reason) }, ids),
    ],
  ]);
}

function whyPaid({ state, data }: Booking): string {
  return isSome(data.quote.downPayment)
    ? `is paid (${state})`
    : `has nothing to pay down and can be collected (${state})`;
}

function cancelledText(booking: Booking): string {
  const [paid, { currency }] = [paidOf(booking), booking.data.quote];
  if (!isSome(paid)) return 'The booking was cancelled; nothing had been paid for it.';
  return `The booking was cancelled; ${paid} ${currency} that it held become time again.`;
}
