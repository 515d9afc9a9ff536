import { addDuration } from '../calendar/duration.js';
import type { Instant } from '../calendar/instant.js';
import type { AccountState } from '../subscription/state.js';

/** Tells when an unpaid checkout is over for good: after its expiry, webhooks on their way are awaited for the grace (PS-11). */
export function dueAtOf({ settings }: AccountState, expiresAt: Instant): Instant {
  return addDuration(expiresAt, settings.settlementGrace, settings.timeZone);
}
