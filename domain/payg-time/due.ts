import { addMonths, type CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { firstInstantOf, localDateAt } from '../calendar/time-zone.js';
import { endOf } from './lot.js';
import type { PaygService } from './payg.js';

/**
 * Tells when used time is next posted as earned by itself: as a month begins in the organization's zone, and as the time ends (EN-02).
 * 10 days of time from 2026-11-25 -> 2026-12-01, then 2026-12-05. Null where no time is left.
 */
export function nextEarningAt({ lots, earnedUntil }: PaygService, timeZone: string): Instant | null {
  const last = lots.at(-1);
  if (!last) return null;
  const month = firstInstantOf(addMonths(firstOfMonth(localDateAt(earnedUntil, timeZone)), 1), timeZone);
  const end = endOf(last);
  return end < month ? end : month;
}

/** Tells when a service that is to be cancelled ends: the first instant of the first day without it (MP-27). */
export function endsOnAt({ status, cancelledOn }: PaygService, timeZone: string): Instant | null {
  return status === 'cancelled' || cancelledOn === null ? null : firstInstantOf(cancelledOn, timeZone);
}

function firstOfMonth(date: CivilDate): CivilDate {
  return `${date.slice(0, 8)}01`;
}
