import { dateOf, dayNumber, isBillDay, monthsOn, parts } from './days.js';
import { parseRational, plus, type Rational, rational, times } from './rational.js';

export interface OracleInterval {
  readonly unit: 'week' | 'month';
  readonly count: number;
}

/** Steps back from `to` by one interval after the other, and values what is left by its own days. */
export function value(price: string, interval: OracleInterval, anchorDay: number, from: string, to: string): Rational {
  const day = isBillDay(to, anchorDay) ? anchorDay : parts(to)[2];
  let [steps, end] = [0, to];
  let sum = rational(0);
  while (dayNumber(end) > dayNumber(from)) {
    steps += 1;
    const start = back(to, interval, steps, day);
    const used = dayNumber(end) - Math.max(dayNumber(from), dayNumber(start));
    const length = dayNumber(end) - dayNumber(start);
    sum = plus(sum, used === length ? rational(1) : rational(used, length));
    end = start;
  }
  return times(parseRational(price), sum);
}

export function back(to: string, { unit, count }: OracleInterval, steps: number, day: number): string {
  return unit === 'week' ? dateOf(dayNumber(to) - 7 * count * steps) : monthsOn(to, -count * steps, day);
}
