import { describe, expect, it } from 'vitest';
import { addDuration, durationSchema } from '../../../domain/calendar/duration.js';
import {
  addMilliseconds,
  compareInstants,
  epochMilliseconds,
  instantAt,
  instantSchema,
  millisecondsBetween,
  toInstant,
} from '../../../domain/calendar/instant.js';

describe('an instant', () => {
  it('is written in UTC with milliseconds, whatever its offset was', () => {
    expect(toInstant('2024-01-21T22:55:18+01:00')).toBe('2024-01-21T21:55:18.000Z');
    expect(instantSchema.parse('2024-01-21T21:55:18.1239Z')).toBe('2024-01-21T21:55:18.123Z');
    expect(instantSchema.parse('2024-01-21T21:55:18.5-08:00')).toBe('2024-01-22T05:55:18.500Z');
  });

  it.each(['2024-01-21', '2024-01-21T21:55:18', '2024-02-30T00:00:00Z', '2024-01-21T25:00:00Z', 'now', ''])(
    'refuses %j',
    (text) => {
      expect(instantSchema.safeParse(text).success).toBe(false);
    },
  );

  it('moves by elapsed time and is ordered by it', () => {
    expect(addMilliseconds('2026-11-11T23:59:59.999Z', 1)).toBe('2026-11-12T00:00:00.000Z');
    expect(millisecondsBetween('2026-11-11T00:00:00.000Z', '2026-11-12T00:00:00.000Z')).toBe(86_400_000);
    expect(instantAt(epochMilliseconds('2026-11-11T08:00:00.250Z'))).toBe('2026-11-11T08:00:00.250Z');
    expect(compareInstants('2026-11-11T00:00:00.000Z', '2026-11-11T01:00:00+01:00')).toBe(0);
    expect(compareInstants('2026-11-11T00:00:00.000Z', '2026-11-11T00:00:00.001Z')).toBe(-1);
    expect(() => addMilliseconds('9999-12-31T23:59:59.999Z', 1)).toThrow(
      expect.objectContaining({ code: 'date-out-of-range' }),
    );
    expect(() => instantAt(1e300)).toThrow(expect.objectContaining({ code: 'date-out-of-range' }));
  });
});

describe('a duration', () => {
  it.each(['P1D', 'PT4H', 'P1M', 'P1Y2M', 'P2W', 'PT0.5S', 'P1DT12H'])('EN-12 accepts %s', (text) => {
    expect(durationSchema.safeParse(text).success).toBe(true);
  });

  it.each(['P', 'PT', '1D', '-P1D', 'PT0S', 'P1.5D', 'P1H', 'one day', ''])('EN-12 refuses %j', (text) => {
    expect(durationSchema.safeParse(text).success).toBe(false);
  });

  it.each([
    ['2026-11-11T08:00:00.000Z', 'P1D', undefined, '2026-11-12T08:00:00.000Z'],
    ['2026-11-11T08:00:00.000Z', 'PT4H', undefined, '2026-11-11T12:00:00.000Z'],
    ['2026-01-31T08:00:00.000Z', 'P1M', undefined, '2026-02-28T08:00:00.000Z'],
    ['2026-01-31T08:00:00.000Z', 'P1Y2M', undefined, '2027-03-31T08:00:00.000Z'],
    ['2026-03-28T11:00:00.000Z', 'P1D', 'Europe/Berlin', '2026-03-29T10:00:00.000Z'],
    ['2026-10-24T10:00:00.000Z', 'P1D', 'Europe/Berlin', '2026-10-25T11:00:00.000Z'],
    ['2026-03-28T11:00:00.000Z', 'PT24H', 'Europe/Berlin', '2026-03-29T11:00:00.000Z'],
  ])('EN-12 moves %s by %s in %s to %s', (instant, duration, zone, expected) => {
    expect(addDuration(instant, duration, zone)).toBe(expected);
  });

  it('refuses to leave the years 1 to 9999', () => {
    expect(() => addDuration('2026-11-11T08:00:00.000Z', 'P8000Y')).toThrow(
      expect.objectContaining({ code: 'date-out-of-range' }),
    );
  });
});
