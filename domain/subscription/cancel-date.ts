import type { CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { DomainError } from '../errors.js';

export interface Cancellation {
  /** First day without the subscription, today or later; null withdraws a cancellation that has not come yet. */
  readonly on: CivilDate | null;
  readonly reason: string | undefined;
  readonly by: string;
  readonly now: Instant;
}

/** Refuses to cancel what is cancelled, or on a day that has passed (MP-27). Throws `subscription-cancelled`, `effective-date-in-past`. */
export function refuseCancellation(
  { id, status }: { readonly id: string; readonly status: string },
  on: CivilDate | null,
  today: CivilDate,
): void {
  if (status === 'cancelled')
    throw new DomainError('subscription-cancelled', `The subscription ${id} is cancelled already.`);
  if (on === null || on >= today) return;
  const message = `The date ${on} has passed; choose ${today}, today, or a later one.`;
  throw new DomainError('effective-date-in-past', message, { path: 'on' });
}
