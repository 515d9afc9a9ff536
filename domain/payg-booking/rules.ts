import type { ChangeRules } from '../timeline/rules.js';
import type { Booking } from './booking.js';
import { carryOutBooking } from './carry-out.js';
import { bookingDetails, bookingSummary, type ToldBooking } from './details.js';
import { release } from './release.js';
import type { BookingRevision } from './request.schema.js';
import { reviseBooking } from './revise.js';
import { checkBookingTakes } from './status.js';
import { bookingClosed } from './tell.js';

/** How a booking lives: it waits for its down payment until its window and the grace are over, then to be collected (PB-02 to PB-06). */
export const paygUpgradeBookingRules: ChangeRules<Booking, BookingRevision, ToldBooking> = {
  carryOut: carryOutBooking,
  revise: (state, booking, revision, { by, now }, ids) => reviseBooking(state, booking, revision, { by, at: now }, ids),
  checkTakes: checkBookingTakes,
  endWith: (state, booking, at, ids) => [
    ...release(state, booking, { by: 'system', at }, ids),
    bookingClosed(booking, 'cancelled', at, booking.data),
  ],
  holdsRenewal: () => false,
  summary: bookingSummary,
  details: bookingDetails,
};
