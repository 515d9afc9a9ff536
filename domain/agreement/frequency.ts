import { z } from 'zod';
import { isAnchorDate } from '../calendar/billing-day.js';
import { type CivilDate, dayOfMonth } from '../calendar/civil-date.js';
import { type Interval, sameInterval, stepInterval } from '../calendar/interval.js';

/** How often an agreement is paid: its interval, and how many payments make a year. */
const FREQUENCIES = {
  weekly: { interval: { unit: 'week', count: 1 }, perYear: 52 },
  'bi-weekly': { interval: { unit: 'week', count: 2 }, perYear: 26 },
  'four-weekly': { interval: { unit: 'week', count: 4 }, perYear: 13 },
  monthly: { interval: { unit: 'month', count: 1 }, perYear: 12 },
  'bi-monthly': { interval: { unit: 'month', count: 2 }, perYear: 6 },
  quarterly: { interval: { unit: 'month', count: 3 }, perYear: 4 },
  'semi-annual': { interval: { unit: 'month', count: 6 }, perYear: 2 },
  annual: { interval: { unit: 'month', count: 12 }, perYear: 1 },
} as const satisfies Record<string, { interval: Interval; perYear: number }>;

export type Frequency = keyof typeof FREQUENCIES;

export const FREQUENCY_NAMES = Object.keys(FREQUENCIES) as readonly Frequency[];

export const frequencySchema = z
  .enum(FREQUENCY_NAMES as [Frequency, ...Frequency[]])
  .meta({ description: 'How often it is paid', example: 'monthly' });

/** Gives the interval between two payments: `bi-weekly` is two weeks. */
export function intervalOf(frequency: Frequency): Interval {
  return FREQUENCIES[frequency].interval;
}

/** Names the frequency of a plan by its interval; null where none has it: every three weeks. */
export function frequencyOf(interval: Interval): Frequency | null {
  return FREQUENCY_NAMES.find((it) => sameInterval(FREQUENCIES[it].interval, interval)) ?? null;
}

/**
 * Converts a number of payments to another frequency over the same term, to the nearest payment and never to none (AG-15):
 * 12 monthly -> 52 weekly, 10 weekly -> 2 monthly (2.31), 5 bi-weekly -> 3 four-weekly (2.5).
 */
export function convertPayments(payments: number, from: Frequency, to: Frequency): number {
  if (from === to || payments === 0) return payments;
  const { perYear: old } = FREQUENCIES[from];
  const { perYear } = FREQUENCIES[to];
  return Math.max(1, Math.floor((2 * payments * perYear + old) / (2 * old)));
}

/** Parts of a month that every frequency's payment is a whole number of: a weekly one 36, a monthly one 156. */
export const PARTS_OF_A_MONTH = 156;

/** Counts the months that so many payments satisfy, in parts: 42 weekly ones are 1512, that is 9 months and 108 parts. */
export function monthPartsOf(payments: number, frequency: Frequency): number {
  return (payments * 12 * PARTS_OF_A_MONTH) / FREQUENCIES[frequency].perYear;
}

/** Tells how many whole months so many parts are. */
export function wholeMonths(parts: number): number {
  return Math.floor(parts / PARTS_OF_A_MONTH);
}

/** Tells whether `longer` is the frequency itself or a multiple of it (AG-17): four-weekly of bi-weekly, quarterly of monthly. */
export function isMultipleOf(longer: Frequency, frequency: Frequency): boolean {
  const [a, b] = [intervalOf(longer), intervalOf(frequency)];
  return a.unit === b.unit && a.count % b.count === 0;
}

/** Gives the due date that is `times` payments after the first; months fall on the anchor: 2027-02-28 + 1 monthly, anchor 31, is 2027-03-31. */
export function dueDateAfter(first: CivilDate, frequency: Frequency, times: number, anchorDay: number): CivilDate {
  return stepInterval(first, intervalOf(frequency), times, anchorDay);
}

/** Tells the anchor of a schedule that goes on with a due date: the one it had where the date is on it, else the day itself. */
export function anchorAt(date: CivilDate, before: number): number {
  return isAnchorDate(date, before) ? before : dayOfMonth(date);
}
