import { addDays, type CivilDate } from '../calendar/civil-date.js';
import type { Effect, IdMaker, SubscriptionPatch } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import { subscriptionOf } from '../subscription/lookup.js';
import type { AccountState, Subscription } from '../subscription/state.js';
import { renew } from './renewal.js';

/**
 * Begins a period on a day on which a service goes on after days that were nobody's: a pause, or a suspension without invoices. It is
 * charged, or begins to run, by days to the next anchor. 20.00 a month from the 1st, from 2026-11-21 -> 6.67 for 10 of the 30 days.
 */
export function beginAnew(state: AccountState, subscription: Subscription, day: CivilDate, ids: IdMaker): Effect[] {
  const { id: subscriptionId } = subscription;
  const set: SubscriptionPatch = { periodStart: day, paidThrough: addDays(day, -1), unbilled: [] };
  const moved: Effect[] = [{ type: 'subscription-changed', subscriptionId, set }];
  const after = evolveAll(state, moved);
  return [...moved, ...renew(after, subscriptionOf(after, subscriptionId), ids)];
}
