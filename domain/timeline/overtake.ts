import type { CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState, OpenChange } from '../subscription/state.js';
import type { DueEvent } from './due-events.js';

/**
 * Marks the changes that needed attention while one of a later date was applied (MP-09, MP-26): they cannot be tried again as of their
 * own date, since plans follow each other in the order of their dates; they can be rescheduled, completed now or cancelled.
 */
export function overtakeBy(event: DueEvent, before: AccountState, after: AccountState, ids: IdMaker): Effect[] {
  if (event.kind !== 'change' || after.changes.some((it) => it.id === event.changeId)) return [];
  const applied = before.changes.find((it) => it.id === event.changeId);
  if (applied?.kind !== 'master-plan-change' || applied.effectiveDate === null) return [];
  return overtakenBy(after, { ...applied, effectiveDate: applied.effectiveDate }, event.at, ids);
}

type Applied = Pick<OpenChange, 'id' | 'subscriptionId'> & { readonly effectiveDate: CivilDate };

/** Marks those that needed attention as a change of any kind is applied on a later date. */
export function overtakenBy(state: AccountState, applied: Applied, at: Instant, ids: IdMaker): Effect[] {
  return state.changes.filter((it) => isOvertaken(it, applied)).flatMap((it) => overtaken(it, applied, at, ids));
}

function isOvertaken(change: OpenChange, applied: Applied): boolean {
  return (
    change.kind === 'master-plan-change' &&
    change.subscriptionId === applied.subscriptionId &&
    change.state === 'needs-attention' &&
    change.attention?.code !== 'overtaken' &&
    change.request.scope !== 'end-of-period' &&
    change.effectiveDate !== null &&
    change.effectiveDate < applied.effectiveDate
  );
}

function overtaken(change: OpenChange, applied: Applied, at: Instant, ids: IdMaker): Effect[] {
  const message = `The plan change ${applied.id} for ${applied.effectiveDate} has been applied since; reschedule this one, complete it now or cancel it.`;
  const attention = { code: 'overtaken', message };
  return [
    { type: 'change-moved', changeId: change.id, state: 'needs-attention', at, attention, plan: null },
    {
      type: 'history-written',
      entry: {
        id: ids('his', `${change.id}/overtaken/${applied.id}`, at),
        subscriptionId: change.subscriptionId,
        changeId: change.id,
        at,
        event: 'needs-attention',
        by: 'system',
        text: message,
        amounts: null,
      },
    },
  ];
}
