import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../domain/calendar/civil-date.js';
import { addMilliseconds, millisecondsBetween } from '../../../domain/calendar/instant.js';
import { firstInstantOf, localDateAt, timeZoneSchema } from '../../../domain/calendar/time-zone.js';
import { dateOf, dayNumber } from '../../oracle/days.js';
import { casesOf, LONG } from '../../support/cases.js';

const CASES = casesOf(3_000);

const HOUR = 3_600_000;
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Africa/Cairo',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
];

describe('a time zone', () => {
  it.each(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires', 'Asia/Kathmandu'])('accepts %s', (name) => {
    expect(timeZoneSchema.safeParse(name).success).toBe(true);
  });

  it.each(['', 'Europe', 'Mars/Olympus', '+02:00', '-08:00', 'Z', 'Europe/Berlin ', '../etc'])('refuses %j', (name) => {
    expect(timeZoneSchema.safeParse(name).success).toBe(false);
  });
});

describe('a local day', () => {
  it.each([
    ['spring', 'Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', 23],
    ['autumn', 'Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z', 25],
    ['spring', 'America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z', 23],
    ['autumn', 'America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z', 25],
    ['spring without midnight', 'Africa/Cairo', '2024-04-26', '2024-04-25T22:00:00.000Z', 23],
    ['autumn, 23 o’clock twice', 'Africa/Cairo', '2024-10-31', '2024-10-30T21:00:00.000Z', 25],
    ['spring without midnight', 'America/Santiago', '2024-09-08', '2024-09-08T04:00:00.000Z', 23],
    ['autumn, 23 o’clock twice', 'America/Santiago', '2024-04-06', '2024-04-06T03:00:00.000Z', 25],
    ['spring without midnight', 'Asia/Beirut', '2024-03-31', '2024-03-30T22:00:00.000Z', 23],
    ['spring by half an hour', 'Australia/Lord_Howe', '2024-10-06', '2024-10-05T13:30:00.000Z', 23.5],
    ['no clock change', 'Asia/Kathmandu', '2026-11-11', '2026-11-10T18:15:00.000Z', 24],
  ])('F11 (%s) in %s begins on %s at %s and has %f hours', (_case, zone, date, first, hours) => {
    expect(firstInstantOf(date, zone)).toBe(first);
    expect(millisecondsBetween(first, firstInstantOf(addDays(date, 1), zone))).toBe(hours * HOUR);
  });

  it('F11 that a zone leapt over begins with the day after it', () => {
    expect(firstInstantOf('2011-12-30', 'Pacific/Apia')).toBe(firstInstantOf('2011-12-31', 'Pacific/Apia'));
  });

  it('reads the date that the zone shows', () => {
    expect(localDateAt('2026-11-11T23:30:00.000Z', 'Europe/Berlin')).toBe('2026-11-12');
    expect(localDateAt('2026-11-11T23:30:00.000Z', 'America/New_York')).toBe('2026-11-11');
    expect(localDateAt('2026-11-11T09:59:59.999Z', 'Pacific/Apia')).toBe('2026-11-11');
  });

  it.each(ZONES)('F11 in %s follows the day before it without gap or overlap, through both clock changes', (zone) => {
    let [date, first] = ['2023-12-31', firstInstantOf('2023-12-31', zone)];
    while (date < '2025-01-02') {
      expect(localDateAt(first, zone)).toBe(date);
      expect(localDateAt(addMilliseconds(first, -1), zone)).toBe(addDays(date, -1));
      date = addDays(date, 1);
      first = firstInstantOf(date, zone);
    }
  });

  it(`F11 arrives at a moment of its own in any year and zone, in ${CASES} cases`, LONG, () => {
    const anyDate = fc.integer({ min: dayNumber('1980-01-01'), max: dayNumber('2060-12-31') }).map(dateOf);
    const zones = fc.constantFrom(...ZONES.filter((zone) => zone !== 'Pacific/Apia'));
    fc.assert(
      fc.property(anyDate, zones, (date, zone) => {
        const first = firstInstantOf(date, zone);
        expect(localDateAt(first, zone)).toBe(date);
        expect(localDateAt(addMilliseconds(first, -1), zone)).toBe(addDays(date, -1));
      }),
      { numRuns: CASES },
    );
  });
});
