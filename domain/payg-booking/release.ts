import { negateAmount, subtractAmounts } from '../money/amount.js';
import { formatAmount } from '../money/money.js';
import { inTurn } from '../payg-time/buy.js';
import { giveTimeBack } from '../payg-time/take-back.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import { type Booking, type Holding, inOrder } from './booking.js';
import { downPaymentUndone, turnedIntoTime } from './hold.js';
import { type Acting, moved, reallocated } from './tell.js';

/**
 * Lets go of all that a booking holds (PB-05, PB-13, PB-16): payments become time in the order in which they were paid, what came from
 * old payments returns as the time that was taken back, a goodwill part is reversed. 90.00 that were 9 days -> 9 days.
 */
export function release(state: AccountState, before: Booking, acting: Acting, ids: IdMaker): Effect[] {
  const booking = { ...before, data: { ...before.data, step: before.data.step + 1 } };
  const key = `undone/${booking.data.step}`;
  return inTurn(state, [
    () => downPaymentUndone(booking, { key, refundId: null }, acting, ids),
    ...inOrder(booking.data.holdings).map((holding) => (state: AccountState) => {
      if (holding.source === 'on-time') return returned(state, booking, holding, acting, ids);
      return turnedIntoTime(state, booking, holding, acting, ids);
    }),
  ]);
}

function returned(
  state: AccountState,
  booking: Booking,
  { id, paymentId, paidAt, amount: held, goodwill, seconds }: Holding,
  { at }: Acting,
  ids: IdMaker,
): Effect[] {
  const { currency } = booking.data.quote;
  const { id: changeId, subscriptionId } = booking;
  const amount = subtractAmounts(held, goodwill, currency);
  const key = `${changeId}/returned/${id}`;
  const about = { subscriptionId, transactionId: id, paidAt, paymentId, at, changeId, refundId: null };
  const reversal = { ...about, key, goodwill: negateAmount(goodwill, currency) };
  const move = (kind: string, description: string) => ({ at, key: id, kind, description });
  return [
    ...reallocated(booking, { paymentId, key, at, currency }, { from: 'booking', to: 'time', amount }, ids),
    ...moved(
      booking,
      move('time-returned', 'Time that was taken back returns'),
      { from: 'down-payment', to: 'unearned-time', amount },
      ids,
    ),
    ...moved(
      booking,
      move('goodwill-reversed', 'Goodwill of an upgrade that did not come about'),
      { from: 'down-payment', to: 'goodwill', amount: goodwill },
      ids,
    ),
    ...giveTimeBack(state, reversal, { amount: formatAmount(amount, currency), seconds }, ids),
  ];
}
