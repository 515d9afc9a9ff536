import { z } from 'zod';
import { addMonthsAnchored } from './billing-day.js';
import { addDays, type CivilDate } from './civil-date.js';

/** How often a plan bills. A year is 12 months; a plan by weeks is anchored on its weekday. */
export const intervalSchema = z
  .strictObject({ unit: z.enum(['week', 'month']), count: z.int().min(1).max(1200) })
  .meta({ description: 'Billing interval; a year is 12 months', example: { unit: 'month', count: 1 } });

export interface Interval {
  readonly unit: 'week' | 'month';
  readonly count: number;
}

/** Tells whether two plans bill equally often: equal unit and count (MP-10, MP-11). */
export function sameInterval(a: Interval, b: Interval): boolean {
  return a.unit === b.unit && a.count === b.count;
}

/**
 * Moves a date by `times` intervals, back with a negative number. Months land on `anchorDay`, clamped to the month's last
 * day and taken from the anchor each time (31: Jan 31 -> Feb 28 -> Mar 31); weeks are 7 days each.
 */
export function stepInterval(date: CivilDate, interval: Interval, times: number, anchorDay: number): CivilDate {
  if (interval.unit === 'week') return addDays(date, 7 * interval.count * times);
  return addMonthsAnchored(date, interval.count * times, anchorDay);
}

/** Names an interval for people: `month`, `quarter`, `year`, `week`, `2-month period`. */
export function intervalName(interval: Interval): string {
  if (interval.count === 1) return interval.unit;
  if (interval.unit === 'month' && interval.count === 3) return 'quarter';
  if (interval.unit === 'month' && interval.count === 12) return 'year';
  return `${interval.count}-${interval.unit} period`;
}
