import { type Instant, instantAt } from '../calendar/instant.js';

/** Where the real time comes from; an argument everywhere (EN-12). */
export interface Clock {
  now(): Date;
}

/** Tells the business time of an organization: the real time plus its offset, which only a test organization has. */
export function businessNow(clock: Clock, organization: { readonly clockOffsetMs: number }): Instant {
  return instantAt(clock.now().getTime() + organization.clockOffsetMs);
}
