import { describe, expect, it } from 'vitest';
import { intervalName, intervalSchema, sameInterval, stepInterval } from '../../../domain/calendar/interval.js';

const MONTH = { unit: 'month', count: 1 } as const;
const YEAR = { unit: 'month', count: 12 } as const;
const TWO_WEEKS = { unit: 'week', count: 2 } as const;

describe('a billing interval', () => {
  it('has a unit and a count of at least one', () => {
    expect(intervalSchema.safeParse(MONTH).success).toBe(true);
    for (const wrong of [
      { unit: 'year', count: 1 },
      { unit: 'month', count: 0 },
      { unit: 'month', count: 1.5 },
      { unit: 'week' },
    ]) {
      expect(intervalSchema.safeParse(wrong).success).toBe(false);
    }
  });

  it('MP-10, MP-11 is equal by unit and count', () => {
    expect(sameInterval(MONTH, { unit: 'month', count: 1 })).toBe(true);
    expect(sameInterval(MONTH, YEAR)).toBe(false);
    expect(sameInterval({ unit: 'week', count: 1 }, MONTH)).toBe(false);
  });

  it('steps months on the anchor day, and weeks by seven days', () => {
    expect(stepInterval('2026-10-31', MONTH, 1, 31)).toBe('2026-11-30');
    expect(stepInterval('2026-11-30', MONTH, -1, 31)).toBe('2026-10-31');
    expect(stepInterval('2028-02-29', YEAR, -1, 31)).toBe('2027-02-28');
    expect(stepInterval('2026-11-11', TWO_WEEKS, 2, 31)).toBe('2026-12-09');
    expect(stepInterval('2026-11-11', TWO_WEEKS, -1, 31)).toBe('2026-10-28');
    expect(stepInterval('2026-11-11', YEAR, 0, 11)).toBe('2026-11-11');
  });

  it('has a name for people', () => {
    const names = [
      MONTH,
      { unit: 'month', count: 3 },
      YEAR,
      { unit: 'month', count: 2 },
      { unit: 'week', count: 1 },
      TWO_WEEKS,
    ];
    expect(names.map((it) => intervalName(it as typeof MONTH))).toEqual([
      'month',
      'quarter',
      'year',
      '2-month period',
      'week',
      '2-week period',
    ]);
  });
});
