import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addMonthsAnchored,
  anchorAfter,
  anchorOnOrAfter,
  billDaySchema,
  isAnchorDate,
  onBillDay,
} from '../../../domain/calendar/billing-day.js';
import { addDays } from '../../../domain/calendar/civil-date.js';
import { dateOf, dayNumber, isBillDay, monthsOn, nextBillDay } from '../../oracle/days.js';
import { casesOf, LONG } from '../../support/cases.js';

const CASES = casesOf(4_000);

const anyDate = fc.integer({ min: dayNumber('1990-01-01'), max: dayNumber('2110-12-31') }).map(dateOf);
const anyBillDay = fc.integer({ min: 1, max: 31 });

describe('a bill day', () => {
  it('is between 1 and 31', () => {
    const accepted = (day: unknown) => billDaySchema.safeParse(day).success;
    expect([0, 1, 31, 32, 1.5, '1'].map(accepted)).toEqual([false, true, true, false, false, false]);
  });

  it('walks 31, 28, 31 from its original day', () => {
    const months = [0, 1, 2, 3, 13].map((n) => addMonthsAnchored('2026-01-31', n, 31));
    expect(months).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2027-02-28']);
    expect(addMonthsAnchored('2026-02-28', 1, 31)).toBe('2026-03-31');
    expect(addMonthsAnchored('2026-02-28', -1, 30)).toBe('2026-01-30');
    expect(addMonthsAnchored('2027-02-28', 12, 31)).toBe('2028-02-29');
  });

  it.each([
    ['2026-02-28', 31, true],
    ['2026-02-27', 31, false],
    ['2028-02-28', 31, false],
    ['2028-02-29', 30, true],
    ['2026-11-30', 31, true],
    ['2026-11-01', 1, true],
    ['2026-11-02', 1, false],
  ])('F11 %s is a bill day of %i: %s', (date, billDay, expected) => {
    expect(isAnchorDate(date, billDay)).toBe(expected);
  });

  it.each([
    ['2026-11-11', 1, '2026-12-01', '2026-12-01'],
    ['2026-12-01', 1, '2026-12-01', '2027-01-01'],
    ['2026-11-30', 31, '2026-11-30', '2026-12-31'],
    ['2026-02-27', 30, '2026-02-28', '2026-02-28'],
    ['2026-02-28', 30, '2026-02-28', '2026-03-30'],
    ['2026-01-15', 15, '2026-01-15', '2026-02-15'],
    ['2026-01-16', 15, '2026-02-15', '2026-02-15'],
  ])('MP-11 from %s on, bill day %i: on or after %s, strictly after %s', (date, billDay, onOrAfter, after) => {
    expect(anchorOnOrAfter(date, billDay)).toBe(onOrAfter);
    expect(anchorAfter(date, billDay)).toBe(after);
  });

  it(`F11 agrees with a walk from day to day, in ${CASES} cases`, LONG, () => {
    fc.assert(
      fc.property(anyDate, anyBillDay, fc.integer({ min: -60, max: 60 }), (date, billDay, months) => {
        expect(anchorAfter(date, billDay)).toBe(nextBillDay(date, billDay));
        expect(anchorOnOrAfter(addDays(date, 1), billDay)).toBe(anchorAfter(date, billDay));
        expect(isAnchorDate(date, billDay)).toBe(isBillDay(date, billDay));
        expect(addMonthsAnchored(date, months, billDay)).toBe(monthsOn(date, months, billDay));
        const anchored = onBillDay(date, billDay);
        expect(addMonthsAnchored(addMonthsAnchored(anchored, months, billDay), -months, billDay)).toBe(anchored);
      }),
      { numRuns: CASES },
    );
  });
});
