import type { Instant } from '../calendar/instant.js';
import type { ChangePlan } from '../change-plan.js';
import { DomainError } from '../errors.js';
import { checkQuoteHash } from '../quote-hash.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState, MasterPlanChange } from '../subscription/state.js';
import { carryOutDue, PROJECTED } from '../timeline/carry-out.js';
import type { RevisionBy } from '../timeline/rules.js';
import { acceptedText, quotedAmounts, refuseClash } from './accept.js';
import { withReason } from './explain.js';
import { quoteMasterPlanChange, type Timing, timingOf } from './quote.js';
import type { MasterPlanChangeRequest } from './request.schema.js';
import { type Revised, retried } from './retry.js';
import type { MasterPlanRevision } from './revise.schema.js';
import { type ChangeCommand, takes } from './status.js';

/**
 * Revises an open change (MP-06, MP-08): a date set, moved or removed; completed now; cancelled; tried again as of its own date.
 * Rescheduling prices it anew (MP-19); completing keeps the price it was accepted with. Throws what accepting throws, and
 * `change-state` where its state does not take the command.
 */
export function reviseMasterPlanChange(
  state: AccountState,
  change: MasterPlanChange,
  revision: MasterPlanRevision,
  { by, now }: RevisionBy,
  ids: IdMaker,
): Effect[] {
  checkTakes(change.id, change.state, revision.command);
  const entry = (event: string, text: string, quote: ChangePlan | null = null): Effect => ({
    type: 'history-written',
    entry: {
      id: ids('his', `${change.id}/${event}/${change.revision}`, now),
      subscriptionId: change.subscriptionId,
      changeId: change.id,
      at: now,
      event,
      by,
      text: withReason(text, revision.reason),
      amounts: quote && quotedAmounts(quote),
    },
  });
  switch (revision.command) {
    case 'cancel':
      return [
        { type: 'change-moved', changeId: change.id, state: 'cancelled', at: now, attention: null, plan: null },
        entry('cancelled', 'The change was cancelled; nothing was posted for it.'),
      ];
    case 'retry': {
      const to = retried(state, change, now);
      return [
        revised(change, to, null),
        entry('retried', `The change is tried again as of ${to.effectiveDate ?? 'its date'}.`),
      ];
    }
    case 'reschedule':
    case 'complete-now': {
      const { to, quote } = requoted(state, change, revision, now);
      const event = revision.command === 'reschedule' ? 'rescheduled' : 'completed-now';
      return [revised(change, to, quote), entry(event, acceptedText(state, quote), quote)];
    }
  }
}

/** Quotes the change as it is to be and refuses what accepting would refuse. */
function requoted(
  state: AccountState,
  change: MasterPlanChange,
  revision: Requoted,
  now: Instant,
): { to: Revised; quote: ChangePlan } {
  const moved = movedBy(state, change, revision, now);
  const { asked, effectiveDate, dueAt } = moved.timing;
  const { id: exceptChangeId, subscriptionId } = change;
  refuseClash(state, { asked, effectiveDate, subscriptionId, exceptChangeId });
  const { request, quote } = quoteMoved(moved, change, revision, now);
  checkQuoteHash(revision.quoteHash, quote);
  return { to: { state: asked === 'change-now' ? 'accepted' : 'waiting', request, effectiveDate, dueAt }, quote };
}

type Requoted = Extract<MasterPlanRevision, { command: 'reschedule' | 'complete-now' }>;

export interface RevisionQuote {
  readonly request: MasterPlanChangeRequest;
  readonly timing: Timing;
  readonly quote: ChangePlan;
}

/**
 * Quotes what rescheduling or completing now would make of a change, without doing it (MP-06): as if it stood nowhere until then, so
 * that what it held as one that needs attention is billed first (MP-26).
 */
export function quoteRevision(
  state: AccountState,
  change: MasterPlanChange,
  revision: Requoted,
  now: Instant,
): RevisionQuote {
  checkTakes(change.id, change.state, revision.command);
  return quoteMoved(movedBy(state, change, revision, now), change, revision, now);
}

interface Moved {
  readonly request: MasterPlanChangeRequest;
  readonly timing: Timing;
  /** The account without the change. */
  readonly others: AccountState;
}

function movedBy(state: AccountState, change: MasterPlanChange, revision: Requoted, now: Instant): Moved {
  const { effectiveDate: _, quoteHash: __, ...asked } = change.request;
  const moved: MasterPlanChangeRequest =
    revision.command === 'reschedule'
      ? { ...asked, scope: 'on-date', effectiveDate: revision.effectiveDate }
      : { ...asked, scope: 'immediately' };
  const request = revision.proration === undefined ? moved : { ...moved, proration: revision.proration };
  const others: AccountState = { ...state, changes: state.changes.filter((it) => it.id !== change.id) };
  return { request, others, timing: timingOf(others, request, now) };
}

function quoteMoved(moved: Moved, change: MasterPlanChange, revision: Requoted, now: Instant): RevisionQuote {
  const { request, timing, others } = moved;
  const released = timing.dueAt === null ? carryOutDue(others, now, PROJECTED).state : others;
  const pinned = revision.command === 'complete-now' ? change.pinnedPriceVersionId : null;
  return { request, timing, quote: quoteMasterPlanChange(released, request, timing, pinned) };
}

/** Refuses a command that the state of a change does not take, naming the state (EN-11). Throws `change-state`. */
export function checkTakes(changeId: string, state: string, command: ChangeCommand): void {
  if (takes(state, command)) return;
  throw new DomainError('change-state', `The plan change ${changeId} is ${state}; ${command} does not apply to it.`, {
    details: { state },
  });
}

function revised(change: MasterPlanChange, to: Revised, quote: ChangePlan | null): Effect {
  return {
    type: 'change-revised',
    changeId: change.id,
    ...to,
    rateScheduleId: quote?.result.rateScheduleId ?? change.rateScheduleId,
    pinnedPriceVersionId: quote?.result.priceVersionId ?? change.pinnedPriceVersionId,
    quote,
  };
}
