import { DomainError } from '../errors.js';
import type { BookingState } from './booking.js';

/** What can be asked of a booking. */
export type BookingCommand = 'use-on-time-payments' | 'use-conversion-payment' | 'collect' | 'cancel';

/** Which commands a state takes: the one table that API, activities and workflow ask. */
const TAKES: Readonly<Record<BookingState, readonly BookingCommand[]>> = {
  'awaiting-downpayment': ['use-on-time-payments', 'use-conversion-payment', 'cancel'],
  settling: ['use-on-time-payments', 'use-conversion-payment', 'cancel'],
  'install-collect': ['collect', 'cancel'],
  'needs-attention': ['use-on-time-payments', 'use-conversion-payment', 'cancel'],
  collected: [],
  expired: [],
  cancelled: [],
};

/** Tells whether a booking in a state takes a command. */
export function bookingTakes(state: BookingState, command: BookingCommand): boolean {
  return TAKES[state].includes(command);
}

/** Refuses a command that the state of a booking does not take, naming the state (EN-11). Throws `booking-state`. */
export function checkBookingTakes(id: string, state: string, command: BookingCommand): void {
  if (bookingTakes(state as BookingState, command)) return;
  throw new DomainError('booking-state', `The booking ${id} is ${state}; ${command} does not apply to it.`, {
    details: { state },
  });
}
