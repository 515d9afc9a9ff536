import { agreementIn } from '../agreement/billing.js';
import type { CivilDate } from '../calendar/civil-date.js';
import { localDateAt } from '../calendar/time-zone.js';
import { withReason } from '../master-plan-change/explain.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import { planOf } from '../subscription/lookup.js';
import type { AccountState, AgreementChange } from '../subscription/state.js';
import type { RevisionBy } from '../timeline/rules.js';
import { comparedAmounts, draftText, expiryOf, type HeldDraft, held } from './accept.js';
import { basisOf, type Difference, differencesOf } from './basis.js';
import { completeDraft } from './complete.js';
import { editDraft } from './edit.js';
import type { DraftEdit } from './edit.schema.js';
import { pinPlan } from './plan.js';
import { memberOf, refuseTurnedOff, refuseUnqualified } from './qualification.js';
import { checkDraftTakes } from './status.js';

/** What can be asked of a draft. */
export type AgreementRevision =
  | { readonly command: 'edit'; readonly planId: string | undefined; readonly edit: DraftEdit }
  | { readonly command: 'complete'; readonly confirmFreezeRemoval?: boolean | undefined }
  | { readonly command: 'abandon' | 'cancel'; readonly reason?: string | undefined };

interface Told {
  readonly event: string;
  readonly text: string;
  readonly amounts?: Record<string, string> | null;
}

/**
 * Edits, completes or abandons a draft (AG-17, AG-20, AG-21). Every touch lets the time until it is abandoned begin anew. Throws what
 * editing and qualifying throw, and `change-state`.
 */
export function reviseDraft(
  state: AccountState,
  change: AgreementChange,
  revision: AgreementRevision,
  revisionBy: RevisionBy,
  ids: IdMaker,
): Effect[] {
  checkDraftTakes(change.id, change.state, revision.command);
  const today = localDateAt(revisionBy.now, state.settings.timeZone);
  const context = { state, change, today, ids, ...revisionBy };
  switch (revision.command) {
    case 'edit':
      return edit(context, revision.edit);
    case 'complete':
      return complete(context, revision.confirmFreezeRemoval ?? false);
    default:
      return abandon(
        change,
        revisionBy,
        withReason('The draft was abandoned; the agreement is as it was.', revision.reason),
        ids,
      );
  }
}

interface Context extends RevisionBy {
  readonly state: AccountState;
  readonly change: AgreementChange;
  readonly today: CivilDate;
  readonly ids: IdMaker;
}

function edit(context: Context, asked: DraftEdit): Effect[] {
  const { state, change, today, ids, now } = context;
  const plan = asked.planId === undefined ? null : pinPlan(planOf(state, asked.planId), state.account.currency, today);
  const agreement = agreementIn(state, change.data.agreementId);
  refuseTurnedOff(memberOf(state, agreement, today));
  const newId = (index: number) => ids('sch', `${change.id}/${change.revision}/${index}`, now);
  const data = held(state, today, editDraft(change.data, asked, { agreement, today, plan, newId }));
  return kept(context, data, { event: 'edited', text: draftText(data), amounts: comparedAmounts(data.comparison) });
}

/** Checks all again, and switches old for new; where the agreement has moved meanwhile the draft is refreshed instead (AG-22). */
function complete(context: Context, confirmed: boolean): Effect[] {
  const { state, change, today, now, by, ids } = context;
  const agreement = agreementIn(state, change.data.agreementId);
  refuseUnqualified(memberOf(state, agreement, today), change.data.confirmFreezeRemoval || confirmed);
  const basis = basisOf(agreement);
  const differences = differencesOf(change.data.basis, basis);
  const data = held(state, today, { ...change.data, basis, differences });
  if (differences.length > 0) return kept(context, data, { event: 'refreshed', text: refreshedText(differences) });
  const { draft, comparison, plan } = data;
  const done = { event: 'completed', text: `Completed. ${draftText(data)}`, amounts: comparedAmounts(comparison) };
  return [
    {
      type: 'change-updated',
      changeId: change.id,
      set: { state: 'completed', effectiveDate: today, dueAt: null, data },
      plan: { draft, comparison },
      at: now,
    },
    ...completeDraft(state, { changeId: change.id, agreement, draft, plan, today, now, by }, ids),
    told(context, done),
  ];
}

function kept(context: Context, data: HeldDraft, what: Told): Effect[] {
  const { state, change, now } = context;
  return [
    { type: 'change-updated', changeId: change.id, set: { ...expiryOf(state, now), data }, at: now },
    told(context, what),
  ];
}

function told({ change, now, by, ids }: Pick<Context, 'change' | 'now' | 'by' | 'ids'>, what: Told): Effect {
  const { event, text, amounts = null } = what;
  return {
    type: 'history-written',
    entry: {
      id: ids('his', `${change.id}/${event}/${change.revision}`, now),
      subscriptionId: null,
      changeId: change.id,
      at: now,
      event,
      by,
      text,
      amounts,
    },
  };
}

function refreshedText(differences: readonly Difference[]): string {
  const fields = differences.map(({ field, was, now }) => `${field} was ${was ?? 'none'} and is ${now ?? 'none'}`);
  return `Not completed, since the agreement has changed meanwhile: ${fields.join('; ')}. The draft was refreshed, its edits kept.`;
}

/** Closes a draft; the agreement was never touched (AG-21). */
export function abandon(change: AgreementChange, { by, now }: RevisionBy, text: string, ids: IdMaker): Effect[] {
  return [
    { type: 'change-updated', changeId: change.id, set: { state: 'abandoned', dueAt: null }, at: now },
    told({ change, now, by, ids }, { event: 'abandoned', text }),
  ];
}
