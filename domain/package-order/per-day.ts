import type { Interval } from '../calendar/interval.js';
import {
  compareFractions,
  divideFractions,
  type Fraction,
  fraction,
  fractionOf,
  multiplyFractions,
  roundFraction,
} from '../money/fraction.js';
import type { Billing } from '../prepaid-service/billing.js';

const DECIMALS = 6;

/** Counts the days of an interval where no calendar says more: a month is a twelfth of 365 days, so that no month is dearer than another. */
function nominalDays({ unit, count }: Interval): Fraction {
  return unit === 'week' ? fraction(7 * count) : fraction(365 * count, 12);
}

/** What is paid for a day: 10.00 a month -> 120/365, 7.00 a week -> 1. */
function perDay({ price, interval }: Billing, units: number): Fraction {
  return divideFractions(multiplyFractions(fractionOf(price), fraction(units)), nominalDays(interval));
}

/**
 * Tells which way a move goes (PO-16): it is a downgrade where it costs less per day. 10.00 a month -> 100.00 a year is one: 0.328767
 * against 0.273973 a day; to as much per day it is an upgrade.
 */
export function directionOf(current: Billing, next: Billing, units: number) {
  const [before, after] = [perDay(current, units), perDay(next, units)];
  return {
    direction: compareFractions(after, before) < 0 ? ('downgrade' as const) : ('upgrade' as const),
    pricePerDay: { current: roundFraction(before, DECIMALS), next: roundFraction(after, DECIMALS) },
  };
}
