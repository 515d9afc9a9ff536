import { addMilliseconds, type Instant } from '../calendar/instant.js';
import { isZero, minAmount, negateAmount, subtractAmounts } from '../money/amount.js';
import { divideFractions, fraction, fractionOf, multiplyFractions } from '../money/fraction.js';
import { formatAmount } from '../money/money.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import { appendTime, usedAtOnce } from './buy.js';
import { earn } from './earn.js';
import { endOf, onUntil, unusedSeconds, unusedValue } from './lot.js';
import type { OnTimeTransaction, PaygService, TimeLot } from './payg.js';
import { serviceOf } from './rate.js';

/** Whose time goes or comes back, and why. Ids derive from `key`. */
export interface Reversal {
  readonly key: string;
  readonly subscriptionId: string;
  /** The `payment` transaction. */
  readonly transactionId: string;
  readonly paidAt: Instant;
  readonly paymentId: string | null;
  readonly at: Instant;
  readonly changeId: string | null;
  readonly refundId: string | null;
  /** What is given for its used part, beside (PB-09). */
  readonly goodwill: string;
}

export interface TakenBack {
  readonly effects: Effect[];
  readonly seconds: number;
}

/**
 * Takes time of one payment back, worth so much: 70.00 of 90.00 that are 9 days -> 7 days; what stays is rounded down to the second.
 * Time behind it moves up. The caller posts where the money goes; it is no longer unearned time.
 */
export function takeTimeBack(state: AccountState, reversal: Reversal, value: string, ids: IdMaker): TakenBack {
  const { subscriptionId, transactionId, at } = reversal;
  const { currency } = state.account;
  const service = serviceOf(state.payg, subscriptionId);
  let left = value;
  let seconds = 0;
  const live = liveLots(service, at, currency);
  const kept = live.map((lot): TimeLot => {
    if (lot.transactionId !== transactionId || isZero(left)) return lot;
    const taken = minAmount(left, lot.amount, currency);
    left = subtractAmounts(left, taken, currency);
    const keptAmount = subtractAmounts(lot.amount, taken, currency);
    const keptSeconds = floorShare(lot.seconds, keptAmount, lot.amount, currency);
    seconds += lot.seconds - keptSeconds;
    return { ...lot, amount: keptAmount, seconds: keptSeconds };
  });
  if (!isZero(left))
    throw new Error(`the transaction ${transactionId} has ${left} less unused time than is taken back`);
  const transaction = reversalOf(reversal, negateAmount(value, currency), -seconds, ids);
  const moved = rechained(state, service, live, kept, at, ids);
  return { effects: [...moved, { type: 'on-time-recorded', transaction }], seconds };
}

/** Gives time back that was taken, as the time that it was (PB-16): 9 days for 90.00, whatever a day costs by now. */
export function giveTimeBack(
  state: AccountState,
  reversal: Reversal,
  { amount, seconds }: { readonly amount: string; readonly seconds: number },
  ids: IdMaker,
): Effect[] {
  const { subscriptionId, transactionId, paymentId, paidAt, at, key } = reversal;
  const service = serviceOf(state.payg, subscriptionId);
  const transaction = reversalOf(reversal, amount, seconds, ids);
  const time = { lotId: transaction.id, transactionId, paymentId, paidAt, amount, seconds, key };
  return [...appendTime(state, service, time, at, ids), { type: 'on-time-recorded', transaction }];
}

/** The lots that are there at an instant, each as its unused part: what they are cut down to before anything is done to them. */
export function liveLots(service: PaygService, at: Instant, currency: string): TimeLot[] {
  return service.lots.flatMap((lot) => {
    const seconds = unusedSeconds(lot, at);
    if (seconds === 0) return [];
    const startsAt = addMilliseconds(lot.startsAt, (lot.seconds - seconds) * 1000);
    return [{ ...lot, amount: unusedValue(lot, at, currency), seconds, startsAt }];
  });
}

/** Lets lots follow one another without a gap again after some of them were cut. `live` and `kept` are the same lots, before and after. */
export function rechained(
  state: AccountState,
  service: PaygService,
  live: readonly TimeLot[],
  kept: readonly TimeLot[],
  at: Instant,
  ids: IdMaker,
): Effect[] {
  const { id: subscriptionId } = service;
  const begin = live[0]?.startsAt;
  if (begin === undefined) return earn(state, subscriptionId, at, ids);
  let cursor = begin;
  const effects: Effect[] = earn(state, subscriptionId, at, ids);
  for (const lot of kept) {
    const moved = { ...lot, startsAt: cursor };
    effects.push({ type: 'time-lot-set', subscriptionId, lot: moved });
    if (lot.seconds === 0) {
      effects.push(...usedAtOnce(state, subscriptionId, { amount: lot.amount, key: `${lot.id}/${at}` }, at, ids));
    }
    cursor = endOf(moved);
  }
  const from = service.spans.at(-1)?.from;
  if (from !== undefined && onUntil(service) !== cursor) {
    effects.push({ type: 'time-span-set', subscriptionId, from, to: cursor });
  }
  return effects;
}

/** Counts so much of some seconds as falls on a part of their amount, rounded down: 20.00 of 90.00 that are 9 days -> 2 days. */
export function floorShare(seconds: number, part: string, whole: string, currency: string): number {
  if (isZero(part)) return 0;
  const share = divideFractions(fractionOf(formatAmount(part, currency)), fractionOf(whole));
  const { numerator, denominator } = multiplyFractions(fraction(seconds), share);
  return Number(numerator / denominator);
}

function reversalOf(reversal: Reversal, amount: string, seconds: number, ids: IdMaker): OnTimeTransaction {
  const { key, subscriptionId, transactionId, paidAt, paymentId, at, changeId, refundId, goodwill } = reversal;
  const about = { subscriptionId, paidAt, at, paymentId, changeId, refundId };
  return {
    ...about,
    id: ids('ott', `${key}/reversal`, at),
    type: 'reversal',
    amount,
    seconds,
    goodwill,
    ofId: transactionId,
    reference: null,
  };
}
