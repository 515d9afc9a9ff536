import type { Instant } from '../calendar/instant.js';
import { formatAmount } from '../money/money.js';
import { buyTime, inTurn, purchaseId } from '../payg-time/buy.js';
import type { Payment } from '../payment/payment.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import { openBookings } from './booking.js';
import { hold } from './hold.js';
import { propose } from './proposal.js';

type Paid = Pick<Payment, 'id' | 'paidAt' | 'reference' | 'by'>;

/** Counts a payment towards the open booking (PB-03, PB-04). Its money is posted already. */
export function paidForBooking(
  state: AccountState,
  { bookingId, payment, amount, at }: { bookingId: string; payment: Paid; amount: string; at: Instant },
  ids: IdMaker,
): Effect[] {
  const booking = openBookings(state).find((it) => it.id === bookingId);
  if (!booking) throw new Error(`the booking ${bookingId} is not open`);
  const { id, paidAt, by } = payment;
  const goodwill = formatAmount('0', state.account.currency);
  const holding = { source: 'payment' as const, id, paymentId: id, paidAt, amount, goodwill, seconds: 0 };
  return hold(state, booking, [holding], { by, at }, ids);
}

/** Turns a payment into time, and proposes a booking where it looks like a down payment (PB-07, PB-17). Its money is posted already. */
export function paidForTime(
  state: AccountState,
  { subscriptionId, payment, amount, at }: { subscriptionId: string; payment: Paid; amount: string; at: Instant },
  ids: IdMaker,
): Effect[] {
  const { id, paidAt, reference } = payment;
  const about = { subscriptionId, paidAt, at, paymentId: id, changeId: null, reference };
  const purchase = { ...about, key: `${id}/${subscriptionId}`, amount };
  const transactionId = purchaseId(purchase, ids);
  return inTurn(state, [
    (state) => buyTime(state, purchase, ids),
    (state) => propose(state, { subscriptionId, transactionId, amount, at }, ids),
  ]);
}
