import { z } from 'zod';
import { addDays, addMonths, type CivilDate, dayOfMonth, daysInMonth } from './civil-date.js';

/** The anniversary day of an account: a day of the month, clamped to the month's last day. */
export const billDaySchema = z
  .int()
  .min(1)
  .max(31)
  .meta({ description: 'Day of the month on which is billed, clamped to the last day of the month', example: 1 });

/** Puts a date on the bill day of its month: 31 in February 2026 is 2026-02-28. */
export function onBillDay(date: CivilDate, billDay: number): CivilDate {
  return `${date.slice(0, 8)}${String(Math.min(billDay, daysInMonth(date))).padStart(2, '0')}`;
}

/** Tells whether the date is a bill day: with 31, every last day of a month is. */
export function isAnchorDate(date: CivilDate, billDay: number): boolean {
  return dayOfMonth(date) === Math.min(billDay, daysInMonth(date));
}

/** Gives the first bill day on or after the date: from 2026-11-11 with 1 it is 2026-12-01, from 2026-12-01 the day itself. */
export function anchorOnOrAfter(date: CivilDate, billDay: number): CivilDate {
  const inSameMonth = onBillDay(date, billDay);
  return inSameMonth >= date ? inSameMonth : addMonthsAnchored(date, 1, billDay);
}

/** Gives the first bill day strictly after the date (MP-11): from 2026-12-01 with 1 it is 2027-01-01. */
export function anchorAfter(date: CivilDate, billDay: number): CivilDate {
  return anchorOnOrAfter(addDays(date, 1), billDay);
}

/** Moves a date by months onto the bill day, clamped anew in each month: 2026-02-28 + 1 with 31 is 2026-03-31. */
export function addMonthsAnchored(date: CivilDate, months: number, billDay: number): CivilDate {
  return onBillDay(addMonths(`${date.slice(0, 8)}01`, months), billDay);
}
