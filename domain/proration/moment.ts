import { z } from 'zod';
import { type CivilDate, civilDateSchema } from '../calendar/civil-date.js';
import { epochMilliseconds } from '../calendar/instant.js';

/** A day, or a moment with its offset; profiles by days take the day as written, profiles by seconds midnight in UTC. */
export const momentSchema = z
  .union([civilDateSchema, z.iso.datetime({ offset: true })], {
    error: 'must be a date (2026-11-11) or a moment with its offset (2026-11-11T00:00:00Z)',
  })
  .meta({ description: 'Calendar date, or RFC 3339 moment', example: '2026-11-11' });

/** Gives the calendar day of a date or moment, as it is written: `2026-11-11T23:30:00-08:00` is 2026-11-11. */
export function dayOf(moment: string): CivilDate {
  return moment.slice(0, 10);
}

/** Gives the seconds since 1970, whole ones: a date is its midnight in UTC. */
export function secondOf(moment: string): number {
  return Math.floor(epochMilliseconds(moment.length === 10 ? `${moment}T00:00:00Z` : moment) / 1000);
}
