import { addMilliseconds, type Instant, millisecondsBetween } from '../calendar/instant.js';
import { DomainError } from '../errors.js';
import type { LedgerAccount } from '../ledger/chart.js';
import { journal } from '../ledger/issue.js';
import { negateAmount, sumAmounts } from '../money/amount.js';
import { minorUnit } from '../money/currency.js';
import { fraction, fractionOf, multiplyFractions, roundFraction } from '../money/fraction.js';
import { formatAmount, parseAmount } from '../money/money.js';
import { isPayable } from '../payment/allocate.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import { inTurn } from './buy.js';
import { SECONDS_A_DAY } from './lot.js';
import type { OpenPaygRequest } from './open.schema.js';
import type { ConversionPayment, OnTimeTransaction, PaygService } from './payg.js';
import { productOf, rateAt } from './rate.js';

export interface OpenedPayg {
  /** As it is before the effects: without time and without the payments of its conversion. */
  readonly service: PaygService;
  readonly effects: readonly Effect[];
  readonly conversionPayments: readonly ConversionPayment[];
}

/**
 * Opens a subscription that is paid as you go, or takes one over: the time that is left opens the books at the product's daily rate, 6 days
 * at 10.00 -> 60.00; the payments of a customer who paid monthly before are held by one conversion transaction, as amounts without
 * time. Throws `plan-not-found`, `plan-inactive`, `currency-mismatch`, `payment-amount`, `payment-currency`.
 */
export function openPayg(
  state: AccountState,
  request: OpenPaygRequest,
  { subscriptionId, now }: { subscriptionId: string; now: Instant },
  ids: IdMaker,
): OpenedPayg {
  const { currency } = state.account;
  const product = productOf(state.payg, request.planId);
  if (product.status !== 'active') {
    throw new DomainError('plan-inactive', `The product ${product.code} is not active any more.`, { path: 'planId' });
  }
  if (product.currency !== currency) {
    const message = `The product is sold in ${product.currency}; the account pays in ${currency}.`;
    throw new DomainError('currency-mismatch', message, { path: 'planId' });
  }
  const { dailyRate } = rateAt(product, now);
  const conversionPayments = conversionOf(request, currency, ids, subscriptionId, now);
  const since = [now, ...(request.onUntil ? [request.onUntil] : []), ...conversionPayments.map((it) => it.paidAt)];
  const transactionId = ids('ott', `${subscriptionId}/conversion`, now);
  const service: PaygService = {
    id: subscriptionId,
    status: 'active',
    cancelledOn: null,
    customerSince: request.customerSince ?? earliest(since),
    countedFrom: request.onUntil && request.onUntil < now ? request.onUntil : now,
    products: [{ planId: product.id, dailyRate, heldSince: now }],
    lots: [],
    earnedUntil: now,
    spans: [],
    conversion: request.convertedFrom ? { transactionId, payments: conversionPayments } : null,
  };
  const begun: AccountState = { ...state, payg: { ...state.payg, services: [...state.payg.services, service] } };
  const effects = inTurn(begun, [
    () => timeTakenOver(state, service, request.onUntil, dailyRate, now, ids),
    () => (service.conversion ? conversionHeld(state, service, now, ids) : []),
  ]);
  return { service, effects, conversionPayments };
}

function earliest(instants: readonly Instant[]): Instant {
  return [...instants].sort()[0] ?? '';
}

function conversionOf(
  { convertedFrom }: OpenPaygRequest,
  currency: string,
  ids: IdMaker,
  subscriptionId: string,
  now: Instant,
): ConversionPayment[] {
  return (convertedFrom?.payments ?? []).map(({ amount: given, paidAt, reference }, index) => {
    const path = `convertedFrom.payments.${index}.amount`;
    if (typeof given === 'object' && given.currency !== currency) {
      const message = `The account pays in ${currency}, not in ${given.currency}.`;
      throw new DomainError('payment-currency', message, { path });
    }
    const amount = parseAmount(typeof given === 'object' ? given.amount : given, currency, path);
    if (!isPayable(amount)) throw new DomainError('payment-amount', 'A payment is above zero.', { path });
    return { id: ids('cpy', `${subscriptionId}/conversion/${index}`, now), amount, paidAt, reference };
  });
}

/** Values the time that is left at the daily rate and opens the books with it; time that is over tells when it was last on. */
function timeTakenOver(
  state: AccountState,
  { id: subscriptionId }: PaygService,
  onUntil: Instant | undefined,
  dailyRate: string,
  now: Instant,
  ids: IdMaker,
): Effect[] {
  if (onUntil === undefined) return [];
  const { currency } = state.account;
  const seconds = Math.floor(millisecondsBetween(now, onUntil) / 1000);
  if (seconds <= 0) return [{ type: 'time-span-set', subscriptionId, from: onUntil, to: onUntil }];
  const days = multiplyFractions(fractionOf(dailyRate), fraction(seconds, SECONDS_A_DAY));
  const amount = roundFraction(days, minorUnit(currency));
  const id = ids('ott', `${subscriptionId}/opening`, now);
  const startsAt = addMilliseconds(onUntil, -seconds * 1000);
  const lot = { id, transactionId: id, paymentId: null, paidAt: now, amount, seconds, startsAt };
  const about = { subscriptionId, paidAt: now, at: now, paymentId: null, changeId: null, ofId: null, refundId: null };
  const zero = formatAmount('0', currency);
  const transaction: OnTimeTransaction = {
    ...about,
    id,
    type: 'payment',
    amount,
    seconds,
    goodwill: zero,
    reference: 'Taken over',
  };
  return [
    { type: 'time-lot-set', subscriptionId, lot },
    { type: 'time-span-set', subscriptionId, from: lot.startsAt, to: onUntil },
    { type: 'on-time-recorded', transaction },
    ...opened(state, subscriptionId, { to: 'unearned-time', amount, key: 'time' }, now, ids),
  ];
}

function conversionHeld(
  state: AccountState,
  { id: subscriptionId, conversion }: PaygService,
  now: Instant,
  ids: IdMaker,
): Effect[] {
  if (!conversion) return [];
  const { currency } = state.account;
  const amount = sumAmounts(
    conversion.payments.map((it) => it.amount),
    currency,
  );
  const about = { subscriptionId, paidAt: now, at: now, paymentId: null, changeId: null, ofId: null, refundId: null };
  const zero = formatAmount('0', currency);
  const transaction: OnTimeTransaction = {
    ...about,
    id: conversion.transactionId,
    type: 'conversion',
    amount,
    seconds: 0,
    goodwill: zero,
    reference: 'Paid monthly before',
  };
  return [
    { type: 'on-time-recorded', transaction },
    ...opened(state, subscriptionId, { to: 'conversion-held', amount, key: 'conversion' }, now, ids),
  ];
}

function opened(
  state: AccountState,
  subscriptionId: string,
  { to, amount, key }: { to: LedgerAccount; amount: string; key: string },
  now: Instant,
  ids: IdMaker,
): Effect[] {
  const { currency } = state.account;
  const about = { subscriptionId, changeId: null, invoiceId: null, currency };
  return journal({
    id: ids('jnl', `${subscriptionId}/opening/${key}`, now),
    kind: 'opening',
    description: 'Taken over from another system',
    effectiveAt: now,
    postings: [
      { ...about, ledgerAccount: 'opening-balance', amount },
      { ...about, ledgerAccount: to, amount: negateAmount(amount, currency) },
    ],
  });
}
