import type { Candidate } from '../payment/allocate.js';
import type { AccountState } from '../subscription/state.js';
import { counts, openBookings } from './booking.js';

/**
 * Lists what of an account takes money as you go (EN-13): the open booking where the payment was made within its window (PB-03, PB-06), and
 * the time of each subscription.
 */
export function paygCandidates(state: AccountState, paidAt: string): Candidate[] {
  const about = { open: null, dueOn: null };
  const bookings = openBookings(state).filter((it) => counts(it, paidAt));
  const services = state.payg.services.filter((it) => it.status === 'active');
  return [
    ...bookings.map(({ id, subscriptionId }): Candidate => ({ kind: 'booking', id, subscriptionId, ...about })),
    ...services.map(({ id }): Candidate => ({ kind: 'time', id, subscriptionId: id, ...about })),
  ];
}
