import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type CivilDate, formatDateForPeople } from './civil-date.js';
import { type Instant, inRange } from './instant.js';

/** A zone of the IANA database, by name; bare offsets are not zones. */
export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, 'must be an IANA time zone, for example Europe/Berlin')
  .meta({ description: 'IANA time zone', example: 'Europe/Berlin' });

/** The zones that were asked for: settings are read with each change, and name a zone. There are some hundreds. */
const ZONES = new Set<string>();

/** Tells whether the name is a zone of the IANA database. */
export function isTimeZone(name: string): boolean {
  if (ZONES.has(name)) return true;
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    ZONES.add(name);
    return true;
  } catch {
    return false;
  }
}

/** The same days are asked for again and again while a timeline is carried out, and zones are the slowest part of it. */
const FIRST_INSTANTS = new Map<string, Instant>();
const MOST_REMEMBERED = 20_000;

/**
 * Gives the first moment of a local day, the moment at which the date arrives. Where the clocks skip midnight it is the
 * first that exists: 2024-04-26 in Africa/Cairo begins at 01:00, that is 2024-04-25T22:00:00.000Z.
 */
export function firstInstantOf(date: CivilDate, zone: string): Instant {
  if (zone === 'UTC') return `${date}T00:00:00.000Z`;
  const key = `${zone} ${date}`;
  const known = FIRST_INSTANTS.get(key);
  if (known !== undefined) return known;
  const first = inRange(() => Temporal.PlainDate.from(date).toZonedDateTime(zone).toInstant());
  if (FIRST_INSTANTS.size >= MOST_REMEMBERED) FIRST_INSTANTS.clear();
  FIRST_INSTANTS.set(key, first);
  return first;
}

/** Gives the date that the zone's calendar shows at a moment: 2026-11-11T23:30:00.000Z is 2026-11-12 in Europe/Berlin. */
export function localDateAt(instant: Instant, zone: string): CivilDate {
  if (zone === 'UTC') return instant.slice(0, 10);
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** Writes a moment as the people of a zone read it: 2026-11-11T15:00:00.000Z is `16:00 on 11 Nov 2026` in Europe/Berlin. */
export function formatInstantForPeople(instant: Instant, zone: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  return `${local.toPlainTime().toString({ smallestUnit: 'minute' })} on ${formatDateForPeople(local.toPlainDate().toString())}`;
}

/** Writes a deadline as the people of a zone read it, with the zone: 2026-11-30T18:07:00.000Z is `30 Nov 2026, 12:07 (America/Chicago)`. */
export function formatDeadlineForPeople(instant: Instant, zone: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${formatDateForPeople(local.toPlainDate().toString())}, ${time} (${zone})`;
}
