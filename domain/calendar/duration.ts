import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Instant, inRange } from './instant.js';

/** An ISO 8601 duration that goes forward: `P1D`, `PT4H`, `P1M`, `P1Y2M`. */
export const durationSchema = z
  .string()
  .refine(isForwardDuration, 'must be an ISO 8601 duration that goes forward, for example P1D or PT4H')
  .meta({ description: 'ISO 8601 duration', example: 'P1D' });

/**
 * Moves a moment by an ISO 8601 duration. Days, weeks, months and years are those of the zone's calendar (UTC by default), so
 * `P1D` over a clock change is 23 or 25 hours there, and `P1M` from January 31 is the last day of February; hours are elapsed
 * time. Refuses `date-out-of-range` beyond the year 9999.
 */
export function addDuration(instant: Instant, duration: string, zone = 'UTC'): Instant {
  return inRange(() => Temporal.Instant.from(instant).toZonedDateTimeISO(zone).add(duration).toInstant());
}

function isForwardDuration(text: string): boolean {
  try {
    return Temporal.Duration.from(text).sign > 0;
  } catch {
    return false;
  }
}
