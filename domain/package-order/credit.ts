import { addDays, type CivilDate, daysBetween, maxDate } from '../calendar/civil-date.js';
import { isZero, minAmount, subtractAmounts } from '../money/amount.js';
import { minorUnit } from '../money/currency.js';
import { fraction, fractionOf, multiplyFractions, roundFraction } from '../money/fraction.js';
import { outcome } from '../proration/explain.js';
import { partOf } from '../proration/quoted-fraction.js';
import { planOf } from '../subscription/lookup.js';
import type { AccountState, RecurringCharge, Subscription } from '../subscription/state.js';
import type { OrderLine } from './order.js';

/** Lists the charges of which days are left from a day on. */
export function runningCharges(subscription: Subscription, from: CivilDate): RecurringCharge[] {
  return subscription.charges.filter((it) => it.from < it.liveTo && it.liveTo > from);
}

/**
 * Credits the unused part of the current term (PO-02): of each charge its days left, today included, over its days; at most what was
 * charged less what was credited already. 10.00 for 2026-11-01 to 11-30 on 11-16 -> 15/30, 5.00; 9.99 on 11-20 -> 11/30, 3.66.
 */
export function unusedCredit(state: AccountState, subscription: Subscription, today: CivilDate): OrderLine[] {
  return runningCharges(subscription, today).map((it) => creditLine(state, subscription, it, today));
}

function creditLine(
  state: AccountState,
  subscription: Subscription,
  charge: RecurringCharge,
  today: CivilDate,
): OrderLine {
  const { currency } = state.account;
  const from = maxDate(today, charge.from);
  const left = daysBetween(from, charge.liveTo);
  const days = daysBetween(charge.from, charge.to);
  const value = roundFraction(multiplyFractions(fractionOf(charge.amount), fraction(left, days)), minorUnit(currency));
  const cap = { charged: charge.amount, credited: charge.credited };
  const amount = minAmount(value, subtractAmounts(cap.charged, cap.credited, currency), currency);
  const paid = `${charge.amount} charged for ${charge.from} to ${addDays(charge.to, -1)}`;
  return {
    kind: 'credit',
    part: 'credit',
    chargeId: charge.id,
    subscriptionId: subscription.id,
    planId: charge.planId,
    description: `${planOf(state, charge.planId).name}, unused`,
    quantity: charge.units,
    from,
    to: charge.liveTo,
    fraction: partOf(left, days),
    price: charge.price,
    amount,
    explanation: `${paid}; from ${from} on ${left} of its ${days} days are left: ${charge.amount} x ${left}/${days} = ${outcome(value, { amount, currency }, cap)}`,
  };
}

/** Splits credits in two: what comes to `amount`, the first ones first, and the rest. 6.00 and 4.00 at 7.00 -> 6.00, 1.00 and 3.00. */
export function splitCredit(lines: readonly OrderLine[], amount: string, currency: string) {
  const first: OrderLine[] = [];
  const rest: OrderLine[] = [];
  let left = amount;
  for (const line of lines) {
    const taken = minAmount(left, line.amount, currency);
    const over = subtractAmounts(line.amount, taken, currency);
    left = subtractAmounts(left, taken, currency);
    if (!isZero(taken)) first.push(part(line, taken, currency));
    if (!isZero(over)) rest.push(part(line, over, currency));
  }
  return { first, rest };
}

function part(line: OrderLine, amount: string, currency: string): OrderLine {
  if (amount === line.amount) return line;
  return { ...line, amount, explanation: `${line.explanation}, of which ${amount} ${currency} here` };
}
