import { issueScheduled } from '../agreement/billing.js';
import type { CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { isDomainError } from '../errors.js';
import { endPayg } from '../payg-booking/cancel-service.js';
import { earn } from '../payg-time/earn.js';
import { serviceOf } from '../payg-time/rate.js';
import { pause } from '../prepaid-service/pause.js';
import { renew } from '../prepaid-service/renewal.js';
import { resumeServices, suspend } from '../prepaid-service/suspension.js';
import { endSubscription } from '../subscription/cancel.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import { openChangeOf, subscriptionOf } from '../subscription/lookup.js';
import type { AccountState, OpenChange } from '../subscription/state.js';
import { byTurn, type DueEvent, dueEvents, type ServiceEventKind, upcomingEvents } from './due-events.js';
import { followPaidThrough } from './follow.js';
import { rulesOf } from './kinds.js';
import { overtakeBy } from './overtake.js';

export interface CarriedOut {
  readonly state: AccountState;
  readonly effects: readonly Effect[];
}

/** More than a century of weekly renewals: beyond it the timeline does not advance, which is a fault of the programme. */
const MOST_EVENTS = 100_000;

/**
 * Carries out everything that is due up to an instant, each as of its own date, however late that is (MP-26): earlier instants first,
 * on the same instant a change before a renewal (MP-07). Pure: the caller writes the effects.
 */
export function carryOutDue(state: AccountState, until: Instant, ids: IdMaker): CarriedOut {
  return carryOutWhile(state, (state) => dueEvents(state, until)[0], ids);
}

/**
 * Projects a snapshot to just before the changes of an instant: what the subscription will be when a change of that date has its turn
 * (MP-09). A subscription that ends at that very instant has ended by then.
 */
export function projectBefore(state: AccountState, instant: Instant): AccountState {
  const next = (state: AccountState) =>
    dueEvents(state, instant).find((it) => it.at < instant || it.kind === 'cancellation');
  return carryOutWhile(state, next, PROJECTED).state;
}

/**
 * Projects a snapshot to the turn of one more change, which follows the paid-through date until then (MP-03, MP-09), and tells the date
 * on which it has its turn. Where it would land on the date of another change it is told as of that date.
 */
export function projectToTurn(
  state: AccountState,
  change: OpenChange,
): { state: AccountState; date: CivilDate | null } {
  const own = (state: AccountState) => state.changes.find((it) => it.id === change.id);
  const next = (state: AccountState) => {
    const [event] = own(state)?.state === 'waiting' ? upcomingEvents(state).sort(byTurn) : [];
    return event?.kind === 'change' && event.changeId === change.id ? undefined : event;
  };
  const then = carryOutWhile({ ...state, changes: [...state.changes, change] }, next, PROJECTED).state;
  const changes = then.changes.filter((it) => it.id !== change.id);
  return { state: { ...then, changes }, date: own(then)?.effectiveDate ?? change.effectiveDate };
}

/** Makes ids that are never stored: those of a projection. */
export const PROJECTED: IdMaker = (prefix, key) => `${prefix}:${key}`;

function carryOutWhile(
  start: AccountState,
  next: (state: AccountState) => DueEvent | undefined,
  ids: IdMaker,
): CarriedOut {
  let state = start;
  const effects: Effect[] = [];
  for (let turn = 0; turn < MOST_EVENTS; turn += 1) {
    const event = next(state);
    if (!event) return { state, effects };
    const own = carryOut(state, event, ids);
    const after = evolveAll(state, own);
    const moved = { subscriptionId: event.subscriptionId, at: event.at, cause: causeOf(event) };
    const consequences = [...overtakeBy(event, state, after, ids), ...followPaidThrough(moved, state, after, ids)];
    const settled = evolveAll(after, consequences);
    const reactions = reactionsTo(state, settled, event.at, ids);
    state = evolveAll(settled, reactions);
    effects.push(...own, ...consequences, ...reactions);
  }
  throw new Error(`the timeline of account ${start.account.id} does not advance`);
}

/**
 * Lets each open change react to what has just been done to its account: to a payment, to a renewal, to another change; then resumes the
 * services of which nothing is overdue any more (PS-06).
 */
export function reactionsTo(before: AccountState, after: AccountState, at: Instant, ids: IdMaker): Effect[] {
  const ofChanges = after.changes.flatMap((it) => rulesOf(it.kind).react?.(before, after, it, at, ids) ?? []);
  return [...ofChanges, ...resumeServices(evolveAll(after, ofChanges), at, ids)];
}

/** Names an event for good, among those of its subscription. */
function causeOf(event: DueEvent): string {
  return event.kind === 'change' ? event.changeId : `${event.kind}/${event.at}`;
}

function carryOut(state: AccountState, event: DueEvent, ids: IdMaker): Effect[] {
  switch (event.kind) {
    case 'change': {
      const change = openChangeOf(state, event.changeId);
      return rulesOf(change.kind).carryOut(state, change, event.at, ids);
    }
    case 'scheduled-invoice':
      return issueScheduled(state, event, ids);
    case 'cancellation':
      return endSubscription(state, subscriptionOf(state, event.subscriptionId), ids);
    case 'pause':
      return pause(state, subscriptionOf(state, event.subscriptionId), ids);
    case 'renewal':
      return renewOrRefuse(state, event, ids);
    case 'suspension':
      return suspend(state, subscriptionOf(state, event.subscriptionId), ids);
    case 'payg-end':
      return endPayg(state, serviceOf(state.payg, event.subscriptionId), { at: event.at, by: 'system' }, ids);
    case 'earning':
      return earn(state, event.subscriptionId, event.at, ids);
  }
}

function renewOrRefuse(
  state: AccountState,
  event: Extract<DueEvent, { kind: ServiceEventKind }>,
  ids: IdMaker,
): Effect[] {
  try {
    return renew(state, subscriptionOf(state, event.subscriptionId), ids);
  } catch (error) {
    if (!isDomainError(error)) throw error;
    throw new Error(`subscription ${event.subscriptionId} cannot renew at ${event.at}: ${error.message}`, {
      cause: error,
    });
  }
}
