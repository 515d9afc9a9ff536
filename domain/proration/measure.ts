import { addDays, daysBetween, minDate } from '../calendar/civil-date.js';
import type { Interval } from '../calendar/interval.js';
import { DomainError } from '../errors.js';
import { dayOf, secondOf } from './moment.js';
import type { PreviewLine } from './preview.schema.js';
import type { ProrationProfile } from './profile.js';

export const SECONDS_A_DAY = 86_400;

/** The part of a price that a line covers: `used` of `whole` days or seconds, and the range that was counted. */
export interface Measure {
  readonly used: number;
  readonly whole: number;
  readonly from: string;
  readonly to: string;
}

/** Counts a line in the profile's unit against the profile's denominator; `path` names the line in refusals. */
export function measure(line: PreviewLine, profile: ProrationProfile, path: string): Measure {
  const count = profile.unit === 'day' ? countDays : countSeconds;
  checkOrder(count(line.periodStart, line.periodEnd) > 0, `${path}.periodEnd`, 'must be after the start of the period');
  checkOrder(count(line.from, line.to) >= 0, `${path}.to`, 'must not be before the start of the line');
  if (profile.denominator === 'period') {
    checkOrder(count(line.periodStart, line.from) >= 0, `${path}.from`, 'must not be before the period');
    checkOrder(count(line.to, line.periodEnd) >= 0, `${path}.to`, 'must not be after the period');
  }
  const { from, to } = profile.unit === 'day' ? countedDays(line, profile.changeDay) : line;
  const whole = wholeOf(line, profile, count(line.periodStart, line.periodEnd));
  return { used: Math.min(count(from, to), whole), whole, from, to };
}

/**
 * Moves the edges of a line that are the day of the change one day on where that day is the old plan's: the first day
 * of a credit and of a new plan's charge, and the end of the old plan's charge, which starts with the period.
 */
function countedDays(line: PreviewLine, changeDay: ProrationProfile['changeDay']): { from: string; to: string } {
  const [from, to] = [dayOf(line.from), dayOf(line.to)];
  if (changeDay === 'new' || from >= to) return { from, to };
  const startsWithChange = line.kind === 'credit' || from > dayOf(line.periodStart);
  if (startsWithChange) return { from: addDays(from, 1), to };
  return { from, to: minDate(addDays(to, 1), dayOf(line.periodEnd)) };
}

function wholeOf(line: PreviewLine, profile: ProrationProfile, period: number): number {
  const unitsADay = profile.unit === 'day' ? 1 : SECONDS_A_DAY;
  if (profile.denominator === 'period') return period;
  if (profile.denominator !== 'plan') return profile.denominator.fixedDays * unitsADay;
  if (!line.interval) return period;
  const nominal = nominalDays(line.interval) * unitsADay;
  return 4 * Math.abs(period - nominal) <= nominal ? period : nominal;
}

/** Gives the nominal days of an interval: month 30, quarter 91, half year 182, year 365, week 7. */
function nominalDays({ unit, count }: Interval): number {
  return unit === 'week' ? 7 * count : Math.floor((365 * count) / 12);
}

function countDays(from: string, to: string): number {
  return daysBetween(dayOf(from), dayOf(to));
}

function countSeconds(from: string, to: string): number {
  return secondOf(to) - secondOf(from);
}

function checkOrder(holds: boolean, path: string, demand: string): void {
  if (!holds) throw new DomainError('invalid-range', `The date ${demand}.`, { path });
}
