import { dateOf, dayNumber, monthsOn, parts } from './days.js';
import { parseRational, rational, times, toMinorUnits, writeMinorUnits } from './rational.js';

export interface OracleService {
  readonly start: string;
  readonly months: number;
  readonly price: string;
  /** Last active day, inclusive; null: without an end. */
  readonly activeTo: string | null;
}

/** Counts the periods of a service from the day it started, and charges each in days: what invoices there are up to a day, inclusive. */
export function prepaidInvoices({ start, months, price, activeTo }: OracleService, until: string): [string, string][] {
  const invoices: [string, string][] = [];
  const [, , day] = parts(start);
  for (let index = 0; ; index += 1) {
    const from = monthsOn(start, index * months, day);
    const to = monthsOn(start, (index + 1) * months, day);
    if (dayNumber(from) > dayNumber(until)) return invoices;
    if (activeTo !== null && dayNumber(from) > dayNumber(activeTo)) return invoices;
    const length = dayNumber(to) - dayNumber(from);
    const used = activeTo === null ? length : Math.min(length, dayNumber(activeTo) + 1 - dayNumber(from));
    const amount = toMinorUnits(times(parseRational(price), rational(used, length)), 2);
    invoices.push([from, writeMinorUnits(amount, 2)]);
  }
}

/** Values the days from one to another, both inclusive, of a period that is counted in days. */
export function daysOfPeriod(
  price: string,
  [from, to]: readonly [string, string],
  [first, last]: readonly [string, string],
): string {
  const length = dayNumber(to) - dayNumber(from) + 1;
  return writeMinorUnits(
    toMinorUnits(times(parseRational(price), rational(dayNumber(last) - dayNumber(first) + 1, length)), 2),
    2,
  );
}

/** The day after so many months from a day: where a reactivated service is paused again. */
export function reactivatedTo(on: string, months: number): string {
  return dateOf(dayNumber(monthsOn(on, months, parts(on)[2])) - 1);
}
