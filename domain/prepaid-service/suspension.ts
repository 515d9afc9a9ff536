import { addDays, type CivilDate, formatDateForPeople } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { firstInstantOf, localDateAt } from '../calendar/time-zone.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import { nextPeriodStart, subscriptionOf } from '../subscription/lookup.js';
import type { AccountState, OpenInvoice, Subscription } from '../subscription/state.js';
import { isRenewalHeld } from '../timeline/due-events.js';
import { beginAnew } from './begin-anew.js';
import { changeStanding } from './standing.js';

/** Lists the unpaid invoices of a service that are overdue on a day: due before it. Oldest due first. */
export function overdueOf(state: AccountState, subscriptionId: string, today: CivilDate): readonly OpenInvoice[] {
  return state.openInvoices.filter((it) => it.subscriptionId === subscriptionId && it.dueOn < today);
}

/** Tells when an active service is suspended for its oldest unpaid invoice (PS-06); null where nothing is unpaid, or the feature is off. */
export function suspendsAt(state: AccountState, { id, status }: Subscription): Instant | null {
  const { suspension, suspendAfterDays, timeZone } = state.settings;
  const oldest = state.openInvoices.find((it) => it.subscriptionId === id);
  if (!suspension || status !== 'active' || !oldest) return null;
  return firstInstantOf(addDays(oldest.dueOn, suspendAfterDays), timeZone);
}

/** Suspends a service, and no other one, for its invoice that is unpaid so long after its due date (PS-06). */
export function suspend(state: AccountState, subscription: Subscription, ids: IdMaker): Effect[] {
  const { id } = subscription;
  const at = suspendsAt(state, subscription);
  const oldest = state.openInvoices.find((it) => it.subscriptionId === id);
  if (at === null || !oldest) throw new Error(`subscription ${id} has nothing to be suspended for`);
  const text = `${oldest.number || 'An invoice'}, due on ${formatDateForPeople(oldest.dueOn)}, is unpaid after ${state.settings.suspendAfterDays} days: the service is suspended.`;
  const amounts = { open: oldest.open };
  return changeStanding(subscription, { status: 'suspended', event: 'suspended', at, text, amounts }, ids);
}

/**
 * Resumes the suspended services of which nothing is overdue any more, whatever paid it, and those that were suspended before the feature
 * was turned off (PS-06). One that was not billed meanwhile begins a period today, where the paid one is over and neither an order nor a
 * change that needs attention holds its renewal (PO-14, MP-26).
 */
export function resumeServices(state: AccountState, now: Instant, ids: IdMaker): Effect[] {
  const today = localDateAt(now, state.settings.timeZone);
  return state.subscriptions
    .filter((it) => it.status === 'suspended' && !isHeldBack(state, it, today))
    .flatMap((it) => resume(state, it, today, now, ids));
}

function isHeldBack(state: AccountState, { id }: Subscription, today: CivilDate): boolean {
  const { suspension, suspendAfterDays } = state.settings;
  if (!suspension) return false;
  if (overdueOf(state, id, today).length > 0) return true;
  return state.openInvoices.some((it) => it.subscriptionId === id && addDays(it.dueOn, suspendAfterDays) <= today);
}

function resume(
  state: AccountState,
  subscription: Subscription,
  today: CivilDate,
  now: Instant,
  ids: IdMaker,
): Effect[] {
  const { id } = subscription;
  const text = state.settings.suspension
    ? 'Nothing of the service is overdue any more: it is active again.'
    : 'Services are not suspended any more: it is active again.';
  const resumed = changeStanding(subscription, { status: 'active', event: 'resumed', at: now, text }, ids);
  const isLapsed = !state.settings.invoiceWhileSuspended && nextPeriodStart(subscription) < today;
  if (!isLapsed || isRenewalHeld(state, id, now)) return resumed;
  const after = evolveAll(state, resumed);
  return [...resumed, ...beginAnew(after, subscriptionOf(after, id), today, ids)];
}
