import { isAnchorDate } from '../calendar/billing-day.js';
import { type CivilDate, dayOfMonth, daysBetween } from '../calendar/civil-date.js';
import { type Interval, stepInterval } from '../calendar/interval.js';
import { NOTHING, type QuotedFraction } from './quoted-fraction.js';

export interface Span {
  readonly interval: Interval;
  /** The day of the month on which the subscription bills. */
  readonly anchorDay: number;
  /** First day, inclusive. */
  readonly from: CivilDate;
  /** First day that is no longer in it. */
  readonly to: CivilDate;
}

/**
 * Measures a span in intervals of a plan: whole intervals counted back from `to` (on the anchor day where `to` is an
 * anchor date, else on its own day of the month; weeks are 7 days each), and the first, partial interval by its own days.
 * From 2026-10-15 to 2026-12-01 by months: 1 and 17/31. From 2026-11-15 to 2026-11-30 with anchor day 31: 15/30.
 * An empty or backward span is nothing.
 */
export function wholeAndPart({ interval, anchorDay, from, to }: Span): QuotedFraction {
  if (from >= to) return NOTHING;
  const landsOn = isAnchorDate(to, anchorDay) ? anchorDay : dayOfMonth(to);
  const back = (times: number) => stepInterval(to, interval, -times, landsOn);
  let whole = atMostIntervals(from, to, interval);
  while (back(whole) < from) whole -= 1;
  const partEnds = back(whole);
  if (partEnds === from) return { whole, numerator: 0, denominator: 1 };
  return { whole, numerator: daysBetween(from, partEnds), denominator: daysBetween(back(whole + 1), partEnds) };
}

/** Bounds the number of whole intervals from above, by at most one too many, so that long spans need no long walk. */
function atMostIntervals(from: CivilDate, to: CivilDate, interval: Interval): number {
  if (interval.unit === 'week') return Math.floor(daysBetween(from, to) / (7 * interval.count));
  const months = monthNumber(to) - monthNumber(from);
  return Math.floor(months / interval.count);
}

function monthNumber(date: CivilDate): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
}
