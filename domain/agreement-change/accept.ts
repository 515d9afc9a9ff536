import { agreementIn } from '../agreement/billing.js';
import { addDays, type CivilDate, formatDateForPeople } from '../calendar/civil-date.js';
import { addDuration } from '../calendar/duration.js';
import type { Instant } from '../calendar/instant.js';
import { firstInstantOf, localDateAt } from '../calendar/time-zone.js';
import { DomainError } from '../errors.js';
import type { HistoryEntry, IdMaker } from '../subscription/effects.js';
import { planOf } from '../subscription/lookup.js';
import type { AccountState, AgreementChange } from '../subscription/state.js';
import { findDraftClash } from '../timeline/clash.js';
import { basisOf } from './basis.js';
import { type Comparison, compare } from './compare.js';
import { type Draft, type DraftData, draftOf, NO_EDITS } from './draft.js';
import type { NewDraft } from './edit.schema.js';
import { pinPlan } from './plan.js';
import { memberOf, refuseUnqualified } from './qualification.js';

/** What an open draft holds: what it is based on and edited to, and how that looks. */
export interface HeldDraft extends DraftData {
  readonly draft: Draft;
  readonly comparison: Comparison;
}

export interface Opened {
  readonly change: AgreementChange;
  readonly quote: object;
  readonly history: HistoryEntry;
}

/**
 * Opens a draft for an agreement that qualifies, pre-filled with its own terms and the plan's price (AG-12). Refuses what qualifying
 * refuses, `agreement-draft-open`, `plan-not-found`, `plan-inactive`, `agreement-plan`.
 */
export function openDraft(
  state: AccountState,
  request: NewDraft,
  { changeId, by, now }: { readonly changeId: string; readonly by: string; readonly now: Instant },
  ids: IdMaker,
): Opened {
  const { timeZone: zone } = state.settings;
  const today = localDateAt(now, zone);
  const agreement = agreementIn(state, request.agreementId);
  refuseUnqualified(memberOf(state, agreement, today), request.confirmFreezeRemoval);
  refuseSecond(state, request.agreementId);
  const data = held(state, today, {
    agreementId: agreement.id,
    plan: pinPlan(planOf(state, request.planId), state.account.currency, today),
    basis: basisOf(agreement),
    edits: NO_EDITS,
    confirmFreezeRemoval: request.confirmFreezeRemoval,
    differences: [],
  });
  const expiry = expiryOf(state, now);
  const change: AgreementChange = {
    id: changeId,
    kind: 'agreement-change',
    subscriptionId: null,
    state: 'draft',
    request,
    data,
    ...expiry,
    requestedBy: by,
    acceptedAt: now,
    revision: 1,
    attention: null,
  };
  const history: HistoryEntry = {
    id: ids('his', `${changeId}/opened`, now),
    subscriptionId: null,
    changeId,
    at: now,
    event: 'opened',
    by,
    text: `${draftText(data)} Abandoned on ${formatDateForPeople(expiry.effectiveDate)} unless it is edited or completed before.`,
    amounts: comparedAmounts(data.comparison),
  };
  return { change, quote: { draft: data.draft, comparison: data.comparison }, history };
}

function refuseSecond(state: AccountState, agreementId: string): void {
  const open = findDraftClash(state.changes, agreementId);
  if (!open) return;
  const message = `The draft ${open.id} of this agreement is open; complete or abandon it first.`;
  throw new DomainError('agreement-draft-open', message, { path: 'agreementId', details: { changeId: open.id } });
}

/** Computes how a draft looks, and holds that with it. */
export function held(state: AccountState, today: CivilDate, data: DraftData): HeldDraft {
  const agreement = agreementIn(state, data.agreementId);
  const draft = draftOf(agreement, data, today);
  return { ...data, draft, comparison: compare(agreement, draft, data) };
}

/**
 * Tells when a draft that nobody touches is abandoned (AG-21): after the setting `draftExpiry`, at the end of that local day. Touched on
 * 2026-11-11 with P7D: at the end of the 18th, the first instant of 2026-11-19.
 */
export function expiryOf(
  { settings }: AccountState,
  now: Instant,
): { readonly effectiveDate: CivilDate; readonly dueAt: Instant } {
  const { draftExpiry, timeZone } = settings;
  const effectiveDate = addDays(localDateAt(addDuration(now, draftExpiry, timeZone), timeZone), 1);
  return { effectiveDate, dueAt: firstInstantOf(effectiveDate, timeZone) };
}

/** Tells what a draft would do: `Change to Family: Dues 5 x 45.00 monthly; 235.00 instead of 150.00 USD over the rest of the term.` */
export function draftText({ plan, draft, comparison }: HeldDraft): string {
  const schedules = draft.schedules.map(({ name, payments, amount, frequency }) => {
    return `${name} ${payments === null ? '' : `${payments} x `}${amount} ${frequency}`;
  });
  const { old, new: next, currency } = comparison;
  const total =
    next.total === null ? '' : `; ${next.total} instead of ${old.total} ${currency} over the rest of the term`;
  return `Change to ${plan.name}: ${schedules.join(', ')}${total}.`;
}

/** The amounts of a comparison that the history keeps. */
export function comparedAmounts({ old, new: next, difference }: Comparison): Record<string, string> | null {
  if (old.total === null || next.total === null || difference === null) return null;
  return { oldTotal: old.total, newTotal: next.total, difference };
}
