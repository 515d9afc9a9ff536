import type { Instant } from '../calendar/instant.js';
import { DomainError } from '../errors.js';
import { compareAmounts, minAmount, subtractAmounts, sumAmounts } from '../money/amount.js';
import { inTurn, isSome } from '../payg-time/buy.js';
import { serviceOf } from '../payg-time/rate.js';
import { takeTimeBack } from '../payg-time/take-back.js';
import type { Settings } from '../settings.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import type { AccountState } from '../subscription/state.js';
import { type Booking, type Holding, missingOf } from './booking.js';
import { timeText } from './explain.js';
import { hold } from './hold.js';
import { type Acting, moved, reallocated, told } from './tell.js';
import { goodwillLeftFor, isTooOld, type OnTimePayment, worthOf } from './worth.js';

/** Tells how much goodwill a booking may still be given; null: without a limit. */
function goodwillLeft(settings: Settings, { data }: Pick<Booking, 'data'>): string | null {
  const { currency } = data.quote;
  const given = sumAmounts(
    data.holdings.map((it) => it.goodwill),
    currency,
  );
  return goodwillLeftFor(settings, currency, given);
}

/**
 * Uses old payments for what is missing of a down payment (PB-08, PB-09): the time that they bought and that is not needed to stay is
 * taken back, the used part is goodwill. 120.00, 9 of 12 days left, for 100.00: 30.00 goodwill, 7 days back, 2 days stay. Throws
 * `on-time-payment-too-old`, `on-time-payment-spent`, and `downpayment-missing` where they are not enough and no part is accepted.
 */
export function useOnTimePayments(
  state: AccountState,
  booking: Booking,
  payments: readonly OnTimePayment[],
  { acceptPart, ...acting }: Acting & { acceptPart: boolean },
  ids: IdMaker,
): Effect[] {
  const { currency } = booking.data.quote;
  const effects: Effect[] = [];
  const holdings: Holding[] = [];
  let current = state;
  let missing = missingOf(booking);
  for (const payment of inOrderOfPayment(payments)) {
    if (!isSome(missing)) break;
    const filled = { ...booking, data: { ...booking.data, holdings: [...booking.data.holdings, ...holdings] } };
    const taken = take(current, filled, payment, missing, acting, ids);
    missing = subtractAmounts(missing, taken.holding.amount, currency);
    holdings.push(taken.holding);
    effects.push(...taken.effects);
    current = evolveAll(current, taken.effects);
  }
  if (isSome(missing) && !acceptPart) throw notEnough(booking, missing);
  return [...effects, ...hold(current, booking, holdings, acting, ids)];
}

function inOrderOfPayment(payments: readonly OnTimePayment[]): readonly OnTimePayment[] {
  return [...payments].sort((a, b) => {
    if (a.paidAt !== b.paidAt) return a.paidAt < b.paidAt ? -1 : 1;
    return a.transactionId < b.transactionId ? -1 : 1;
  });
}

function take(
  state: AccountState,
  booking: Booking,
  payment: OnTimePayment,
  missing: string,
  acting: Acting,
  ids: IdMaker,
): { holding: Holding; effects: Effect[] } {
  const { at } = acting;
  const { id: changeId, subscriptionId } = booking;
  const { transactionId, paymentId, paidAt } = payment;
  const { currency } = booking.data.quote;
  refuseOld(state.settings, payment, at);
  const service = serviceOf(state.payg, subscriptionId);
  const { worth, goodwill: given } = worthOf(state, service, payment, {
    at,
    goodwillLeft: goodwillLeft(state.settings, booking),
  });
  const amount = minAmount(worth, missing, currency);
  if (!isSome(amount)) {
    const message = `Nothing is left of the on-time payment ${transactionId}; choose others.`;
    throw new DomainError('on-time-payment-spent', message, { details: { transactionId } });
  }
  const goodwill = minAmount(given, amount, currency);
  const value = subtractAmounts(amount, goodwill, currency);
  const step = `${booking.data.step}/${transactionId}`;
  const key = `${changeId}/on-time/${step}`;
  const about = { key, subscriptionId, transactionId, paidAt, paymentId, at, changeId, refundId: null, goodwill };
  const back = takeTimeBack(state, about, value, ids);
  const move = (kind: string, description: string) => ({ at, key: step, kind, description });
  const effects = inTurn(state, [
    () => back.effects,
    () => reallocated(booking, { paymentId, key, at, currency }, { from: 'time', to: 'booking', amount: value }, ids),
    () =>
      moved(
        booking,
        move('time-taken-back', 'Unused time goes to a down payment'),
        { from: 'unearned-time', to: 'down-payment', amount: value },
        ids,
      ),
    () =>
      moved(
        booking,
        move('goodwill', 'Used time counts towards a down payment'),
        { from: 'goodwill', to: 'down-payment', amount: goodwill },
        ids,
      ),
  ]);
  const text = usedText({ paidAt, amount, goodwill, value, seconds: back.seconds, currency });
  const entry = { event: 'on-time-payment-used', key: step, text, amounts: { amount, goodwill, takenBack: value } };
  effects.push(
    told(booking, acting, entry, ids),
    // A proposal of this payment has come to an end: it pays for this booking (PB-17).
    { type: 'proposals-closed', subscriptionId, transactionIds: [transactionId], changeId, at },
  );
  const holding: Holding = {
    source: 'on-time',
    id: transactionId,
    paymentId,
    paidAt,
    amount,
    goodwill,
    seconds: back.seconds,
  };
  return { holding, effects };
}

/** Says what of an old payment went to the down payment: 100.00, of which 30.00 are goodwill and 70.00 are 7 days that were taken back. */
function usedText(used: {
  paidAt: Instant;
  amount: string;
  goodwill: string;
  value: string;
  seconds: number;
  currency: string;
}): string {
  const { paidAt, amount, goodwill, value, seconds, currency } = used;
  const parts = [
    ...(isSome(goodwill) ? [`${goodwill} for what was used of it, as goodwill`] : []),
    ...(isSome(value) ? [`${value} for ${timeText(seconds)} that are taken back`] : []),
  ];
  return `${amount} ${currency} of the payment of ${paidAt.slice(0, 10)} count towards the down payment: ${parts.join(', ')}.`;
}

function refuseOld(settings: Settings, payment: OnTimePayment, at: Instant): void {
  if (!isTooOld(settings, payment, at)) return;
  const { transactionId, paidAt } = payment;
  throw new DomainError(
    'on-time-payment-too-old',
    `The on-time payment ${transactionId} of ${paidAt} is older than ${settings.onTimeMaxAge}; choose others.`,
    { details: { transactionId, paidAt } },
  );
}

/** Refuses money that does not cover what is missing, with the amount. */
export function notEnough({ data: { quote } }: Booking, missing: string): DomainError {
  const { currency } = quote;
  return new DomainError(
    'downpayment-missing',
    `${missing} ${currency} are missing of the down payment; choose more, or accept it as a part payment.`,
    { details: { missing: { amount: missing, currency } } },
  );
}

/** Tells whether one amount is at least another: 120.00 for 100.00. */
export function isEnough(amount: string, needed: string): boolean {
  return compareAmounts(amount, needed) >= 0;
}
