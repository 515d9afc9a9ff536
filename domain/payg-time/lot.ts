import { addMilliseconds, type Instant, millisecondsBetween } from '../calendar/instant.js';
import { minorUnit } from '../money/currency.js';
import { fraction, fractionOf, multiplyFractions, roundFraction } from '../money/fraction.js';
import type { PaygService, TimeLot } from './payg.js';

export const SECONDS_A_DAY = 86_400;

/** Tells when the time of a lot ends. */
export function endOf({ startsAt, seconds }: Pick<TimeLot, 'startsAt' | 'seconds'>): Instant {
  return addMilliseconds(startsAt, seconds * 1000);
}

/** Counts the whole seconds of a lot that are not used at an instant; a second that has begun is not. */
export function unusedSeconds({ startsAt, seconds }: Pick<TimeLot, 'startsAt' | 'seconds'>, at: Instant): number {
  const used = Math.floor(millisecondsBetween(startsAt, at) / 1000);
  return seconds - Math.min(Math.max(used, 0), seconds);
}

/**
 * Values what of a lot is not used: amount x unused seconds / bought seconds, rounded once, so that the last second takes the rest.
 * 120.00 that bought 12 days, 9 of them left -> 90.00.
 */
export function unusedValue(lot: TimeLot, at: Instant, currency: string): string {
  return shareOf(lot.amount, unusedSeconds(lot, at), lot.seconds, currency);
}

/** Gives the part of an amount that falls on some of its seconds: 90.00 for 2 of 9 days -> 20.00. */
export function shareOf(amount: string, part: number, whole: number, currency: string): string {
  const share = whole === 0 ? fraction(0) : fraction(part, whole);
  return roundFraction(multiplyFractions(fractionOf(amount), share), minorUnit(currency));
}

/** Tells when the time of a service ends, or ended: null where it never had any. */
export function onUntil({ lots, spans }: Pick<PaygService, 'lots' | 'spans'>): Instant | null {
  const last = lots.at(-1);
  return last ? endOf(last) : (spans.at(-1)?.to ?? null);
}

/** The end of what the calendar knows; time beyond it is not told. */
const END_OF_TIME = '9999-12-31T00:00:00.000Z';

/**
 * Counts the seconds that an amount buys at a daily rate, rounded down: 100.00 at 10.00 a day -> 864 000, ten days. No more than
 * reach from `from` to the end of the year 9999.
 */
export function secondsFor(amount: string, dailyRate: string, from: Instant): number {
  const [money, rate] = [fractionOf(amount), fractionOf(dailyRate)];
  const seconds = (money.numerator * rate.denominator * BigInt(SECONDS_A_DAY)) / (money.denominator * rate.numerator);
  const most = Math.max(0, Math.floor(millisecondsBetween(from, END_OF_TIME) / 1000));
  return seconds > BigInt(most) ? most : Number(seconds);
}
