import type { CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { firstInstantOf } from '../calendar/time-zone.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import { nextPeriodStart } from '../subscription/lookup.js';
import type { AccountState, Attention, MasterPlanChange } from '../subscription/state.js';

/** Something that may have moved the paid-through date of a subscription: ids of what follows derive from its cause. */
export interface Moved {
  readonly subscriptionId: string | null;
  readonly at: Instant;
  readonly cause: string;
}

/**
 * Moves open end-of-period changes along when the paid-through date of their subscription moved (MP-03). One that lands on the date of
 * another open change needs attention, with the reason: nothing is lost, and it goes on following until somebody decides.
 */
export function followPaidThrough(event: Moved, before: AccountState, after: AccountState, ids: IdMaker): Effect[] {
  const subscription = after.subscriptions.find((it) => it.id === event.subscriptionId);
  const previous = before.subscriptions.find((it) => it.id === event.subscriptionId);
  if (!subscription || subscription.paidThrough === previous?.paidThrough) return [];
  const date = nextPeriodStart(subscription);
  return after.changes
    .filter((it) => it.kind === 'master-plan-change')
    .filter((it) => it.subscriptionId === subscription.id && it.request.scope === 'end-of-period')
    .filter((it) => it.effectiveDate !== date && (it.state === 'waiting' || it.attention?.code === 'date-taken'))
    .flatMap((change) => {
      const id = ids('his', `${change.id}/follows/${event.cause}`, event.at);
      return follow(after, change, date, event.at, id);
    });
}

function follow(
  state: AccountState,
  change: MasterPlanChange,
  date: CivilDate,
  at: Instant,
  historyId: string,
): Effect[] {
  const other = state.changes.find(
    (it) => it.id !== change.id && it.subscriptionId === change.subscriptionId && it.effectiveDate === date,
  );
  const { id: changeId, subscriptionId } = change;
  const text = other
    ? `The paid period now ends the day before ${date}, where the plan change ${other.id} already stands; reschedule or cancel one of them.`
    : `The paid period now ends the day before ${date}, and the change moves with it.`;
  const attention: Attention | null = other ? { code: 'date-taken', message: text } : change.attention;
  const event = other ? 'needs-attention' : 'moved';
  const dated: Effect = {
    type: 'change-dated',
    changeId,
    effectiveDate: date,
    dueAt: firstInstantOf(date, state.settings.timeZone),
  };
  const moved: Effect = { type: 'change-moved', changeId, state: 'needs-attention', at, attention, plan: null };
  const history: Effect = {
    type: 'history-written',
    entry: { id: historyId, subscriptionId, changeId, at, event, by: 'system', text, amounts: null },
  };
  return other ? [dated, moved, history] : [dated, history];
}
