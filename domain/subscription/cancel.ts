import { formatDateForPeople } from '../calendar/civil-date.js';
import { firstInstantOf, localDateAt } from '../calendar/time-zone.js';
import { withReason } from '../master-plan-change/explain.js';
import { finalInvoice } from '../prepaid-service/final-invoice.js';
import { rulesOf } from '../timeline/kinds.js';
import { type Cancellation, refuseCancellation } from './cancel-date.js';
import type { Effect, IdMaker } from './effects.js';
import { nextPeriodStart } from './lookup.js';
import type { AccountState, OpenChange, Subscription } from './state.js';

/**
 * Sets the day on which a subscription ends, moves it, or withdraws it (MP-27); when the day comes `endSubscription` ends it. Nothing
 * that was charged ahead is given back. Nothing happens where it is so already. Throws `subscription-cancelled`, `effective-date-in-past`.
 */
export function cancelSubscription(
  state: AccountState,
  subscription: Subscription,
  { on, reason, by, now }: Cancellation,
  ids: IdMaker,
): Effect[] {
  refuseCancellation(subscription, on, localDateAt(now, state.settings.timeZone));
  if (on === subscription.cancelledOn) return [];
  const text = on === null ? 'The cancellation is withdrawn.' : `The subscription ends on ${formatDateForPeople(on)}.`;
  return [
    { type: 'subscription-changed', subscriptionId: subscription.id, set: { cancelledOn: on } },
    {
      type: 'history-written',
      entry: {
        id: ids('his', `${subscription.id}/cancellation/${now}/${on}`, now),
        subscriptionId: subscription.id,
        changeId: null,
        at: now,
        event: on === null ? 'cancellation-withdrawn' : 'cancellation-set',
        by,
        text: withReason(text, reason),
        amounts: null,
      },
    },
  ];
}

/**
 * Ends a subscription whose last day has come: its open changes are cancelled with it, days used and not billed yet are billed (MP-27).
 * Where a change that needs attention has held its renewals, that change is cancelled first, which releases them (MP-26): they are due
 * before the end, and the end comes after them.
 */
export function endSubscription(state: AccountState, subscription: Subscription, ids: IdMaker): Effect[] {
  const on = subscription.cancelledOn;
  if (on === null) throw new Error(`subscription ${subscription.id} has no end`);
  const at = firstInstantOf(on, state.settings.timeZone);
  const entry = (changeId: string | null, text: string): Effect => ({
    type: 'history-written',
    entry: {
      id: ids('his', `${changeId ?? subscription.id}/ended/${on}`, at),
      subscriptionId: subscription.id,
      changeId,
      at,
      event: 'cancelled',
      by: 'system',
      text,
      amounts: null,
    },
  });
  const cancelled = (changes: readonly OpenChange[]) =>
    changes.flatMap((it): Effect[] => [
      ...rulesOf(it.kind).endWith(state, it, at, ids),
      entry(it.id, 'The subscription was cancelled, and the change with it; nothing was posted for it.'),
    ]);
  const open = state.changes.filter((it) => it.subscriptionId === subscription.id);
  const holding = open.filter((it) => it.state === 'needs-attention');
  if (holding.length > 0 && nextPeriodStart(subscription) < on) return cancelled(holding);
  return [
    ...cancelled(open),
    ...finalInvoice(state, subscription, on, ids),
    { type: 'subscription-changed', subscriptionId: subscription.id, set: { status: 'cancelled', unbilled: [] } },
    entry(null, `The subscription has ended on ${formatDateForPeople(on)}.`),
  ];
}
