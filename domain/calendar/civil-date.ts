import { z } from 'zod';
import { DomainError } from '../errors.js';
import { dayNumberOf, monthLength, type Ymd, ymdOf } from './day-number.js';

export type { Instant } from './instant.js';
export type { Interval } from './interval.js';

/** A calendar date without a zone: `2026-11-11`. Strings compare and sort as the dates do. */
export type CivilDate = string;

const EARLIEST = '1900-01-01';
const PATTERN = /^\d{4}-\d{2}-\d{2}$/;

/** A date that exists, in the years 1900 to 9999. */
export const civilDateSchema = z
  .string()
  .refine(isCivilDate, 'must be a real date as YYYY-MM-DD, between 1900-01-01 and 9999-12-31')
  .meta({ description: 'Calendar date', format: 'date', example: '2026-11-11' });

/** Tells whether the text is a date that exists, written as YYYY-MM-DD, from 1900 on. */
export function isCivilDate(text: string): boolean {
  if (!PATTERN.test(text) || text < EARLIEST) return false;
  const [year, month, day] = partsOf(text);
  return month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month);
}

/** Moves a date by days, back with a negative number: 2028-02-28 + 1 is 2028-02-29. */
export function addDays(date: CivilDate, days: number): CivilDate {
  return written(ymdOf(numberOf(date) + days));
}

/** Counts the days from `from` (inclusive) to `to` (exclusive): from 2026-11-11 to 2026-12-01 are 20; negative backwards. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return numberOf(to) - numberOf(from);
}

/** Orders two dates: -1, 0 or 1. */
export function compareDates(a: CivilDate, b: CivilDate): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Gives the earliest of the dates. */
export function minDate(first: CivilDate, ...others: readonly CivilDate[]): CivilDate {
  return others.reduce((a, b) => (compareDates(a, b) <= 0 ? a : b), first);
}

/** Gives the latest of the dates. */
export function maxDate(first: CivilDate, ...others: readonly CivilDate[]): CivilDate {
  return others.reduce((a, b) => (compareDates(a, b) >= 0 ? a : b), first);
}

/** Moves a date by months, clamped to the month's last day: 2026-01-31 + 1 is 2026-02-28, and + 2 is 2026-03-31. */
export function addMonths(date: CivilDate, months: number): CivilDate {
  const [year, month, day] = read(date);
  const index = year * 12 + (month - 1) + months;
  const [landedYear, landedMonth] = [Math.floor(index / 12), index - Math.floor(index / 12) * 12 + 1];
  return written([landedYear, landedMonth, Math.min(day, monthLength(landedYear, landedMonth))]);
}

/** Gives the day of the month, 1 to 31. */
export function dayOfMonth(date: CivilDate): number {
  return Number(date.slice(8, 10));
}

/** Gives the number of days of the date's month, 28 to 31. */
export function daysInMonth(date: CivilDate): number {
  const [year, month] = read(date);
  return monthLength(year, month);
}

/** Gives the day of the week, 1 for Monday to 7 for Sunday. */
export function weekday(date: CivilDate): number {
  const sinceMonday = (numberOf(date) + 3) % 7;
  return (sinceMonday < 0 ? sinceMonday + 7 : sinceMonday) + 1;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Writes a date as people read it: `11 Nov 2026`. */
export function formatDateForPeople(date: CivilDate): string {
  return `${dayOfMonth(date)} ${MONTHS[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`;
}

function numberOf(date: CivilDate): number {
  return dayNumberOf(read(date));
}

function partsOf(text: string): Ymd {
  return [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))];
}

/** Whatever is no date at all is a fault of the programme: requests are checked by `civilDateSchema`. */
function read(date: CivilDate): Ymd {
  if (!PATTERN.test(date)) throw new RangeError(`"${date}" is not a date.`);
  return partsOf(date);
}

function written([year, month, day]: Ymd): CivilDate {
  if (!(year >= 1 && year <= 9999)) {
    throw new DomainError('date-out-of-range', 'The calculation leaves the years 1 to 9999.');
  }
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
