import type { Instant } from '../calendar/instant.js';
import { journal } from '../ledger/issue.js';
import { isZero, negateAmount } from '../money/amount.js';
import { formatAmount } from '../money/money.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import type { AccountState } from '../subscription/state.js';
import { earn } from './earn.js';
import { endOf, onUntil, secondsFor } from './lot.js';
import type { OnTimeTransaction, PaygService, TimeLot } from './payg.js';
import { dailyRateOf, serviceOf } from './rate.js';

/** Money that becomes time. Its ids derive from `key`. */
export interface Purchase {
  readonly key: string;
  readonly subscriptionId: string;
  readonly amount: string;
  readonly paidAt: Instant;
  /** When it is turned into time, which is not when it was paid. */
  readonly at: Instant;
  readonly paymentId: string | null;
  readonly changeId: string | null;
  readonly reference: string | null;
}

/** Names the `payment` transaction that a purchase makes. */
export function purchaseId({ key, at }: Pick<Purchase, 'key' | 'at'>, ids: IdMaker): string {
  return ids('ott', key, at);
}

/**
 * Turns money into time at today's daily rate, from `at` or from where the time that is there ends: 100.00 at 10.00 a day -> 10 days.
 * The caller posts where the money comes from; it is unearned time from here on.
 */
export function buyTime(state: AccountState, purchase: Purchase, ids: IdMaker): Effect[] {
  const { subscriptionId, amount, at } = purchase;
  const { currency } = state.account;
  const service = serviceOf(state.payg, subscriptionId);
  const startsAt = nextStart(service, at);
  const seconds = secondsFor(amount, dailyRateOf(state.payg, service, at, currency), startsAt);
  const id = purchaseId(purchase, ids);
  const transaction: OnTimeTransaction = {
    id,
    subscriptionId,
    type: 'payment',
    amount: formatAmount(amount, currency),
    seconds,
    goodwill: formatAmount('0', currency),
    paidAt: purchase.paidAt,
    at,
    paymentId: purchase.paymentId,
    changeId: purchase.changeId,
    ofId: null,
    refundId: null,
    reference: purchase.reference,
  };
  const { paymentId, paidAt } = purchase;
  const time = {
    lotId: id,
    transactionId: id,
    paymentId,
    paidAt,
    amount: transaction.amount,
    seconds,
    key: purchase.key,
  };
  return [...appendTime(state, service, time, at, ids), { type: 'on-time-recorded', transaction }];
}

interface Appended extends Pick<TimeLot, 'transactionId' | 'paymentId' | 'paidAt' | 'amount' | 'seconds'> {
  readonly lotId: string;
  readonly key: string;
}

/** Adds time behind what is there. An amount too small for a second is used at once. */
export function appendTime(
  state: AccountState,
  service: PaygService,
  { lotId, key, ...time }: Appended,
  at: Instant,
  ids: IdMaker,
): Effect[] {
  const { id: subscriptionId } = service;
  const { seconds, amount } = time;
  const earned = earn(state, subscriptionId, at, ids);
  if (seconds === 0) return [...earned, ...usedAtOnce(state, subscriptionId, { amount, key }, at, ids)];
  const startsAt = nextStart(service, at);
  const lot = { ...time, id: lotId, startsAt };
  const last = service.spans.at(-1);
  const from = last && last.to >= startsAt ? last.from : startsAt;
  return [
    ...earned,
    { type: 'time-lot-set', subscriptionId, lot },
    { type: 'time-span-set', subscriptionId, from, to: endOf(lot) },
  ];
}

/** Posts money that is not worth a second of time as earned, so that what is left is always somewhere in a lot. */
export function usedAtOnce(
  state: AccountState,
  subscriptionId: string,
  { amount, key }: { readonly amount: string; readonly key: string },
  at: Instant,
  ids: IdMaker,
): Effect[] {
  const { currency } = state.account;
  const about = { currency, subscriptionId, changeId: null, invoiceId: null };
  return journal({
    id: ids('jnl', `${key}/used-at-once`, at),
    kind: 'time-used',
    description: 'Less than a second of time',
    effectiveAt: at,
    postings: [
      { ...about, ledgerAccount: 'unearned-time', amount },
      { ...about, ledgerAccount: 'revenue', amount: negateAmount(amount, currency) },
    ],
  });
}

function nextStart(service: PaygService, at: Instant): Instant {
  const end = onUntil(service);
  return end !== null && end > at ? end : at;
}

/** Carries out steps one after another, each on the state that the ones before it leave, and gives all their effects. */
export function inTurn(state: AccountState, steps: readonly ((state: AccountState) => Effect[])[]): Effect[] {
  const effects: Effect[] = [];
  let current = state;
  for (const step of steps) {
    const made = step(current);
    effects.push(...made);
    current = evolveAll(current, made);
  }
  return effects;
}

/** Tells whether there is anything of an amount. */
export function isSome(amount: string): boolean {
  return !isZero(amount);
}
