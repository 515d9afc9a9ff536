import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  civilDateSchema,
  compareDates,
  dayOfMonth,
  daysBetween,
  daysInMonth,
  formatDateForPeople,
  isCivilDate,
  maxDate,
  minDate,
  weekday,
} from '../../../domain/calendar/civil-date.js';
import { dateOf, dayNumber } from '../../oracle/days.js';
import { casesOf, LONG } from '../../support/cases.js';

const CASES = casesOf(3_000);

const anyDate = fc.integer({ min: dayNumber('1900-01-01'), max: dayNumber('9990-12-31') }).map(dateOf);

describe('a calendar date', () => {
  it.each(['1900-01-01', '9999-12-31', '2028-02-29', '2000-02-29', '2026-12-31'])('F11 accepts %s', (text) => {
    expect(civilDateSchema.safeParse(text).success).toBe(true);
  });

  it.each([
    '1899-12-31',
    '10000-01-01',
    '2026-02-29',
    '2100-02-29',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-11-31',
    '2026-1-1',
    '20261111',
    '2026-11-11T00:00:00Z',
    ' 2026-11-11',
    '',
  ])('F11 refuses %j', (text) => {
    expect(civilDateSchema.safeParse(text).success).toBe(false);
    expect(isCivilDate(text)).toBe(false);
  });

  it('moves by days over 29 February, month ends and year ends', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2028-02-29', 1)).toBe('2028-03-01');
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(addDays('2027-01-01', -1)).toBe('2026-12-31');
    expect(addDays('2026-11-11', 0)).toBe('2026-11-11');
  });

  it('counts days with an exclusive end', () => {
    expect(daysBetween('2026-11-11', '2026-12-01')).toBe(20);
    expect(daysBetween('2026-11-11', '2026-11-11')).toBe(0);
    expect(daysBetween('2026-12-01', '2026-11-11')).toBe(-20);
    expect(daysBetween('2028-01-01', '2029-01-01')).toBe(366);
  });

  it('moves by months, clamped to the last day', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2028-01-31', 1)).toBe('2028-02-29');
    expect(addMonths('2026-01-31', 2)).toBe('2026-03-31');
    expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
    expect(addMonths('2026-12-15', 1)).toBe('2027-01-15');
  });

  it('answers about one date, and orders several', () => {
    expect([dayOfMonth('2026-11-09'), daysInMonth('2028-02-10'), daysInMonth('2100-02-10')]).toEqual([9, 29, 28]);
    expect([weekday('2026-11-09'), weekday('2026-11-15')]).toEqual([1, 7]);
    expect(formatDateForPeople('2026-11-09')).toBe('9 Nov 2026');
    expect(minDate('2026-11-09', '2025-01-01', '2026-01-01')).toBe('2025-01-01');
    expect(maxDate('2026-11-09', '2025-01-01', '2027-01-01')).toBe('2027-01-01');
    expect([compareDates('2026-01-01', '2026-01-02'), compareDates('2026-01-01', '2026-01-01')]).toEqual([-1, 0]);
    expect(compareDates('2027-01-01', '2026-12-31')).toBe(1);
  });

  it('refuses to leave the years 1 to 9999', () => {
    expect(addDays('9999-12-30', 1)).toBe('9999-12-31');
    for (const leave of [
      () => addDays('9999-12-31', 1),
      () => addMonths('9999-12-01', 1),
      () => addDays('1900-01-01', 1e9),
    ]) {
      expect(leave).toThrow(expect.objectContaining({ code: 'date-out-of-range' }));
    }
    expect(() => addMonths('1900-01-01', -1900 * 12)).toThrow(expect.objectContaining({ code: 'date-out-of-range' }));
  });

  it(`F11 agrees with day numbers counted apart, in ${CASES} cases`, LONG, () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -3000, max: 3000 }), (date, days) => {
        expect(addDays(date, days)).toBe(dateOf(dayNumber(date) + days));
        expect(daysBetween(date, addDays(date, days))).toBe(days);
        expect(weekday(date)).toBe(((dayNumber(date) + 6) % 7) + 1);
      }),
      { numRuns: CASES },
    );
  });
});
