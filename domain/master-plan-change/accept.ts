import { formatDateForPeople } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import type { ChangePlan } from '../change-plan.js';
import { DomainError } from '../errors.js';
import { checkQuoteHash } from '../quote-hash.js';
import type { HistoryEntry, IdMaker } from '../subscription/effects.js';
import { planOf } from '../subscription/lookup.js';
import type { AccountState, MasterPlanChange } from '../subscription/state.js';
import { type AskedChange, findClash } from '../timeline/clash.js';
import { quoteMasterPlanChange, timingOf } from './quote.js';
import type { MasterPlanChangeRequest } from './request.schema.js';

export interface Acceptance {
  readonly changeId: string;
  readonly by: string;
  readonly now: Instant;
}

export interface Accepted {
  readonly change: MasterPlanChange;
  readonly quote: ChangePlan;
  readonly history: HistoryEntry;
}

/**
 * Accepts a request for a change: quotes it, checks the quote that the caller saw, and refuses what is known to be impossible now,
 * before anything starts (MP-01 to MP-05, MP-08, MP-09, EN-15). The snapshot must be brought up to `now`.
 */
export function acceptMasterPlanChange(
  state: AccountState,
  request: MasterPlanChangeRequest,
  acceptance: Acceptance,
  ids: IdMaker,
): Accepted {
  const { changeId, by, now } = acceptance;
  const timing = timingOf(state, request, now);
  const { asked, effectiveDate, dueAt } = timing;
  refuseClash(state, { asked, effectiveDate, subscriptionId: request.subscriptionId });
  const quote = quoteMasterPlanChange(state, request, timing, null);
  checkQuoteHash(request.quoteHash, quote);
  const change: MasterPlanChange = {
    id: changeId,
    kind: 'master-plan-change',
    subscriptionId: request.subscriptionId,
    state: asked === 'change-now' ? 'accepted' : 'waiting',
    request,
    effectiveDate,
    dueAt,
    pinnedPriceVersionId: quote.result.priceVersionId ?? '',
    rateScheduleId: quote.result.rateScheduleId ?? '',
    requestedBy: by,
    acceptedAt: now,
    revision: 1,
    attention: null,
  };
  const history: HistoryEntry = {
    id: ids('his', `${changeId}/accepted`, now),
    subscriptionId: request.subscriptionId,
    changeId,
    at: now,
    event: 'accepted',
    by,
    text: acceptedText(state, quote),
    amounts: quotedAmounts(quote),
  };
  return { change, quote, history };
}

/** Refuses what the clash table refuses, naming the change in the way. Throws `change-already-open`. */
export function refuseClash(state: AccountState, asked: AskedChange): void {
  const clash = findClash(state.changes, asked);
  if (!clash) return;
  const when = clash.effectiveDate === null ? 'without a date' : `for ${clash.effectiveDate}`;
  const why = clash.state === 'needs-attention' ? 'needs attention' : 'is open';
  throw new DomainError(
    'change-already-open',
    `The plan change ${clash.id} ${when} ${why} on this subscription (state ${clash.state}); reschedule, complete or cancel that one first.`,
    { details: { changeId: clash.id, state: clash.state, effectiveDate: clash.effectiveDate } },
  );
}

/** The amounts of a quote that the history keeps. */
export function quotedAmounts({ credit, charge, net, settlement }: ChangePlan): Record<string, string> {
  return { credit, charge, net, dueNow: settlement.dueNow };
}

/** Tells what was asked for and what was quoted, for the history. */
export function acceptedText(state: AccountState, quote: ChangePlan): string {
  const { result, effectiveDate, currency, net, credit, charge } = quote;
  const plan = planOf(state, result.planId);
  const when = effectiveDate === null ? 'without a date yet' : `on ${formatDateForPeople(effectiveDate)}`;
  const amounts = `quoted${quote.estimate ? ', as an estimate' : ''}: credit ${credit}, charge ${charge}, net ${net} ${currency}`;
  const bill = quote.nextBillDate
    ? `; next bill ${quote.nextBillAmount} ${currency} on ${formatDateForPeople(quote.nextBillDate)}`
    : '';
  return `Change to ${result.units} x ${plan.name} ${when}, ${amounts}${bill}.`;
}
