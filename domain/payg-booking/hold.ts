import { compareAmounts, negateAmount, subtractAmounts, sumAmounts } from '../money/amount.js';
import { buyTime, inTurn, isSome } from '../payg-time/buy.js';
import type { OnTimeTransaction } from '../payg-time/payg.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import { type Booking, fill, type Holding, missingOf, withHolding } from './booking.js';
import { progressText } from './explain.js';
import { type Acting, bookingSet, moved, reallocated, told } from './tell.js';

/**
 * Holds money for a booking, which the caller has posted as a down payment. Where it reaches the down payment the upgrade can be collected
 * and what is over becomes time (PB-04): 130.00 for 100.00 -> `install-collect`, 30.00 buy 3 days.
 */
export function hold(
  state: AccountState,
  before: Booking,
  holdings: readonly Holding[],
  acting: Acting,
  ids: IdMaker,
): Effect[] {
  const { currency, downPayment } = before.data.quote;
  const data = holdings.reduce((it, holding) => withHolding(it, holding, currency), before.data);
  const booking = { ...before, data };
  const key = String(data.step);
  if (isSome(missingOf(booking))) {
    const text = `${sourceText(holdings, currency)} held for the upgrade: ${progressText(booking.data)}.`;
    return [bookingSet(booking, acting.at, { data }), told(booking, acting, { event: 'held', key, text }, ids)];
  }
  const { used, over } = fill(data.holdings, downPayment, currency);
  const filled = { ...booking, data: { ...data, holdings: used } };
  return inTurn(state, [
    () => reached(filled, acting, ids),
    ...over.map((it) => (state: AccountState) => turnedIntoTime(state, filled, it, acting, ids)),
  ]);
}

function reached(booking: Booking, acting: Acting, ids: IdMaker): Effect[] {
  const { currency, downPayment } = booking.data.quote;
  const amount = subtractAmounts(downPayment, booking.data.recorded, currency);
  const goodwill = goodwillOf(booking);
  const key = String(booking.data.step);
  const transaction = downPaymentTransaction(booking, { key, amount, goodwill }, acting, ids);
  const given = isSome(goodwill) ? `, ${goodwill} of it as goodwill` : '';
  const text = `The down payment of ${downPayment} ${currency} is there${given}: install or collect the upgrade.`;
  return [
    bookingSet(booking, acting.at, {
      state: 'install-collect',
      dueAt: null,
      attention: null,
      data: { ...booking.data, recorded: downPayment },
    }),
    { type: 'on-time-recorded', transaction },
    told(booking, acting, { event: 'install-collect', key, text, amounts: { downPayment, goodwill } }, ids),
  ];
}

/** Reverses the `downpayment` transaction of a booking that is not paid any more, its goodwill part too; nothing where there is none. */
export function downPaymentUndone(
  booking: Booking,
  { key, refundId }: { key: string; refundId: string | null },
  acting: Acting,
  ids: IdMaker,
): Effect[] {
  const { recorded, quote } = booking.data;
  if (!isSome(recorded)) return [];
  const { currency } = quote;
  const undone = {
    key,
    amount: negateAmount(recorded, currency),
    goodwill: negateAmount(goodwillOf(booking), currency),
    refundId,
  };
  return [{ type: 'on-time-recorded', transaction: downPaymentTransaction(booking, undone, acting, ids) }];
}

function goodwillOf({ data: { holdings, quote } }: Booking): string {
  return sumAmounts(
    holdings.map((it) => it.goodwill),
    quote.currency,
  );
}

/** Makes a `downpayment` transaction, or with an amount below zero the reversal of one. */
function downPaymentTransaction(
  booking: Booking,
  {
    key,
    amount,
    goodwill,
    refundId = null,
  }: { key: string; amount: string; goodwill: string; refundId?: string | null },
  { at }: Acting,
  ids: IdMaker,
): OnTimeTransaction {
  const isTaken = compareAmounts(amount, '0') < 0;
  return {
    id: ids('ott', `${booking.id}/downpayment/${key}`, at),
    subscriptionId: booking.subscriptionId,
    type: isTaken ? 'reversal' : 'downpayment',
    amount,
    seconds: 0,
    goodwill,
    paidAt: at,
    at,
    paymentId: null,
    changeId: booking.id,
    ofId: null,
    refundId,
    reference: null,
  };
}

/** Turns money that a booking held into time: its part of the payment, the ledger, and the time that it buys. */
export function turnedIntoTime(
  state: AccountState,
  booking: Booking,
  { id, source, paymentId, paidAt, amount }: Holding,
  { at }: Acting,
  ids: IdMaker,
): Effect[] {
  const { id: changeId, subscriptionId } = booking;
  const key = `${changeId}/${booking.data.step}/${source}/${id}`;
  const { currency } = booking.data.quote;
  const purchase = { key, subscriptionId, amount, paidAt, at, paymentId, changeId, reference: null };
  return [
    ...reallocated(booking, { paymentId, key, at, currency }, { from: 'booking', to: 'time', amount }, ids),
    ...moved(
      booking,
      {
        at,
        key: `${booking.data.step}/${source}/${id}`,
        kind: 'time-bought',
        description: 'Money held for an upgrade is turned into time',
      },
      { from: 'down-payment', to: 'unearned-time', amount },
      ids,
    ),
    ...buyTime(state, purchase, ids),
  ];
}

function sourceText(holdings: readonly Holding[], currency: string): string {
  const total = sumAmounts(
    holdings.map((it) => it.amount),
    currency,
  );
  return `${total} ${currency}`;
}
