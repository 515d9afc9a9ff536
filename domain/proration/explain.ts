import { addDays, type CivilDate } from '../calendar/civil-date.js';
import { type Interval, intervalName } from '../calendar/interval.js';
import { compareAmounts } from '../money/amount.js';
import { minorUnit } from '../money/currency.js';
import { fraction as exactFraction, fractionOf, multiplyFractions, roundFraction } from '../money/fraction.js';
import { formatAmount, hasDecimalsOf, type Money } from '../money/money.js';
import { exactly, type QuotedFraction } from './quoted-fraction.js';

/** What a credit may give back at most: what was charged for these days less what was credited already (MP-10). */
export interface CreditCap {
  readonly charged: string;
  readonly credited: string;
}

export interface ExplainedAmount {
  /** Price of one unit for one interval. */
  readonly price: Money;
  readonly units?: number;
  readonly interval?: Interval;
  readonly from: CivilDate;
  /** Exclusive, as everywhere; people read the day before it. */
  readonly to: CivilDate;
  readonly fraction: QuotedFraction;
  /** The amount as it is posted, after the cap where one bound. */
  readonly amount: string;
  readonly cap?: CreditCap | null;
}

/**
 * Says how an amount came about, with inclusive dates for people:
 * `30.00 for 20 of the 30 days from 2026-11-11 to 2026-11-30: 30.00 x 20/30 = 20.00 USD`,
 * `30.00 for 1 whole month and 17 of the 31 days from 2026-10-15 to 2026-11-30: 30.00 x (1 + 17/31) = 46.45 USD`,
 * `90.00 x 3 units for 46 of the 92 days from 2026-11-16 to 2026-12-31: 90.00 x 3 x 46/92 = 135.00 USD`.
 * Where the amount is less than the formula gives, the sentence says so: `= 241.89, at most 239.95 USD`.
 */
export function explain({ price, units = 1, interval, from, to, fraction, amount, cap }: ExplainedAmount): string {
  const { currency } = price;
  const shown = showPrice(price.amount, currency);
  const subject = units === 1 ? shown : `${shown} x ${units} units`;
  const factors = `${shown}${units === 1 ? '' : ` x ${units}`}`;
  if (from >= to) return `${subject} for no days, as none is left from ${from}: ${factors} x 0 = ${amount} ${currency}`;
  const exact = multiplyFractions(multiplyFractions(fractionOf(price.amount), exactFraction(units)), exactly(fraction));
  const computed = roundFraction(exact, minorUnit(currency));
  const measure = measureOf(fraction, interval ? intervalName(interval) : 'interval', 'days');
  const range = `from ${from} to ${addDays(to, -1)}`;
  return `${subject} for ${measure} ${range}: ${factors} x ${factorOf(fraction)} = ${outcome(computed, { amount, currency }, cap)}`;
}

/** Writes the outcome of a formula, and what held it down where less is posted: `241.89, at most 239.95 USD (...)`. */
export function outcome(computed: string, { amount, currency }: Money, cap?: CreditCap | null): string {
  if (compareAmounts(computed, amount) === 0) return `${amount} ${currency}`;
  const reason = cap ? `${cap.charged} charged less ${cap.credited} credited` : 'what is left of the charge';
  return `${computed}, at most ${amount} ${currency} (${reason})`;
}

/** Says how much of the intervals it is: `20 of the 30 days`, `1 whole month and 17 of the 31 days`, `2 whole years`. */
export function measureOf(fraction: QuotedFraction, interval: string, unit: 'days' | 'seconds'): string {
  const { whole, numerator, denominator } = fraction;
  const part = `${numerator} of the ${denominator} ${unit}`;
  if (whole === 0) return part;
  const wholes = `${whole} whole ${interval}${whole === 1 ? '' : 's'}`;
  return numerator === 0 ? wholes : `${wholes} and ${part}`;
}

/** Writes a fraction as a factor of a formula: `20/30`, `(1 + 17/31)`, `2`. */
export function factorOf({ whole, numerator, denominator }: QuotedFraction): string {
  if (whole === 0) return `${numerator}/${denominator}`;
  return numerator === 0 ? String(whole) : `(${whole} + ${numerator}/${denominator})`;
}

/** Writes a price with its currency's decimals, or with all of its own where it has more. */
export function showPrice(amount: string, currency: string): string {
  return hasDecimalsOf(amount, currency) ? formatAmount(amount, currency) : amount;
}
