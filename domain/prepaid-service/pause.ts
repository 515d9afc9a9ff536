import { addDays, formatDateForPeople } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { firstInstantOf } from '../calendar/time-zone.js';
import type { Effect, IdMaker, SubscriptionPatch } from '../subscription/effects.js';
import type { AccountState, Subscription } from '../subscription/state.js';
import { finalInvoice } from './final-invoice.js';
import { changeStanding } from './standing.js';

/** Tells when a service is paused by itself: the first instant of the day after its last active one (PS-07). */
export function pausesAt({ settings }: AccountState, { activeTo, status }: Subscription): Instant | null {
  if (activeTo === null || status === 'paused' || status === 'cancelled') return null;
  return firstInstantOf(addDays(activeTo, 1), settings.timeZone);
}

/**
 * Pauses a service whose last active day has passed (PS-07): no more invoices. Invoiced backward, the days of the running period that
 * were used are billed now; forward, the period was charged by days already. 20.00 a month backward, active to 2026-11-15 -> 10.00.
 */
export function pause(state: AccountState, subscription: Subscription, ids: IdMaker): Effect[] {
  const { id, activeTo } = subscription;
  if (activeTo === null) throw new Error(`subscription ${id} is active without an end`);
  const first = addDays(activeTo, 1);
  const at = firstInstantOf(first, state.settings.timeZone);
  const begun: SubscriptionPatch =
    subscription.invoicing === 'backward' ? { periodStart: first, paidThrough: activeTo, lastBilled: first } : {};
  return [
    ...finalInvoice(state, subscription, first, ids),
    ...changeStanding(
      subscription,
      {
        status: 'paused',
        event: 'paused',
        at,
        text: `The service was active to ${formatDateForPeople(activeTo)} and is paused from the next day: no more invoices.`,
        set: { ...begun, unbilled: [] },
      },
      ids,
    ),
  ];
}
