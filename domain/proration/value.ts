import { minorUnit } from '../money/currency.js';
import { type Fraction, fraction, fractionOf, multiplyFractions, roundFraction } from '../money/fraction.js';
import type { Money } from '../money/money.js';
import { exactly, type QuotedFraction } from './quoted-fraction.js';
import { type Span, wholeAndPart } from './whole-and-part.js';

export interface ValueRequest extends Span {
  /** Price of one unit for one interval. */
  readonly price: Money;
  /** Number of units, 1 by default. */
  readonly units?: number;
}

export interface Value {
  readonly fraction: QuotedFraction;
  /** The unrounded value, for whoever adds several before rounding. Not for wires or rows. */
  readonly exact: Fraction;
  /** The value rounded once, half up on the magnitude, with the currency's decimals (MP-22). */
  readonly amount: string;
}

/**
 * Values a span of days at a plan's price: value(price x units, from, to) of the master plan's rules (MP-10, MP-11).
 *
 * | price | span | value |
 * | --- | --- | --- |
 * | 30.00 a month | 2026-11-11 to 2026-12-01 | 30.00 x 20/30 -> 20.00 |
 * | 29.99 a month | 2026-11-17 to 2026-12-01 | 29.99 x 14/30 -> 14.00 |
 * | 365.00 a year, offset 2 | 2026-11-11 to 2027-02-01 | 365.00 x 82/365 -> 82.00 |
 * | 30.00 a month | 2026-10-15 to 2026-12-01 | 30.00 x (1 + 17/31) -> 46.45 |
 * | 90.00 a quarter, 3 units | 2026-11-16 to 2027-01-01 | 270.00 x 46/92 -> 135.00 |
 * | JPY 1000 a month | 2026-11-17 to 2026-12-01 | 1000 x 14/30 -> 467 |
 * | KWD 9.995 a month | 2026-11-17 to 2026-12-01 | 9.995 x 14/30 -> 4.664 |
 *
 * An empty or backward span is worth zero: days left are never below zero. Refuses `unknown-currency`.
 */
export function valueOfSpan({ price, units = 1, ...span }: ValueRequest): Value {
  const quoted = wholeAndPart(span);
  const exact = multiplyFractions(multiplyFractions(fractionOf(price.amount), fraction(units)), exactly(quoted));
  return { fraction: quoted, exact, amount: roundFraction(exact, minorUnit(price.currency)) };
}
