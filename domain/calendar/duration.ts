import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Instant, inRange } from './instant.js';

/** An ISO 8601 duration that goes forward: `P1D`, `PT4H`, `P1M`, `P1Y2M`. */
export const durationSchema = z
  .string()
  .refine(isForwardDuration, 'must be an ISO 8601 duration that goes forward, for example P1D or PT4H')
  .meta({ description: 'ISO 8601 duration', example: 'P1D' });

const ELAPSED = /^P(?!$)(\d+W)?(\d+D)?(T(?!$)(\d+H)?(\d+M)?(\d+(\.\d{1,3})?S)?)?$/;

/** An ISO 8601 duration of elapsed time, a day being 24 hours: `PT4H`, `P30D`; not months or years, which differ in length. */
export const elapsedSchema = z
  .string()
  .refine(
    (text) => ELAPSED.test(text) && isForwardDuration(text),
    'must be a duration of elapsed time, for example PT4H',
  )
  .refine(isShortEnough, 'must be at most ten years')
  .meta({ description: 'ISO 8601 duration of elapsed time', example: 'PT4H' });

/** The same, or none at all: `PT0S`. */
export const graceSchema = z
  .string()
  .refine((text) => ELAPSED.test(text) && isShortEnough(text), 'must be a duration of elapsed time, for example PT2M')
  .meta({ description: 'ISO 8601 duration of elapsed time, or PT0S', example: 'PT2M' });

/** A number of days as an ISO 8601 duration: `P90D`, `P4W`; read as the number. */
export const daysSchema = z
  .string()
  .regex(/^P(\d{1,2}W|\d{1,3}D)$/, 'must be a number of days, or a duration in days, for example P90D')
  .transform((text) => Temporal.Duration.from(text).total({ unit: 'days', relativeTo: '2000-01-01' }))
  .refine((days) => days >= 1 && days <= 366, 'must be 1 to 366 days');

/**
 * Moves a moment by an ISO 8601 duration. Days, weeks, months and years are those of the zone's calendar (UTC by default), so
 * `P1D` over a clock change is 23 or 25 hours there, and `P1M` from January 31 is the last day of February; hours are elapsed
 * time. Refuses `date-out-of-range` beyond the year 9999.
 */
export function addDuration(instant: Instant, duration: string, zone = 'UTC'): Instant {
  return inRange(() => Temporal.Instant.from(instant).toZonedDateTimeISO(zone).add(duration).toInstant());
}

const MOST_HOURS = 10 * 366 * 24;

function isShortEnough(text: string): boolean {
  try {
    return Temporal.Duration.from(text).total({ unit: 'hours', relativeTo: '2000-01-01' }) <= MOST_HOURS;
  } catch {
    return false;
  }
}

function isForwardDuration(text: string): boolean {
  try {
    return Temporal.Duration.from(text).sign > 0;
  } catch {
    return false;
  }
}
