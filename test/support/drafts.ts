import type { Agreement } from '../../domain/agreement/agreement.js';
import { basisOf } from '../../domain/agreement-change/basis.js';
import { completeDraft } from '../../domain/agreement-change/complete.js';
import { type Draft, type DraftData, draftOf, NO_EDITS } from '../../domain/agreement-change/draft.js';
import { editDraft } from '../../domain/agreement-change/edit.js';
import { type DraftEdit, draftEditSchema } from '../../domain/agreement-change/edit.schema.js';
import { pinPlan } from '../../domain/agreement-change/plan.js';
import type { Plan } from '../../domain/catalog/plan.js';
import type { Effect } from '../../domain/subscription/effects.js';
import { evolveAll } from '../../domain/subscription/evolve.js';
import type { AccountState } from '../../domain/subscription/state.js';
import { NOW, TODAY } from './agreements.js';
import { anAccountState, ids } from './builders.js';

/** Opens a draft to a plan, as of 2026-11-11. */
export function aDraftTo(plan: Plan, agreement: Agreement): DraftData {
  return {
    agreementId: agreement.id,
    plan: pinPlan(plan, 'USD', TODAY),
    basis: basisOf(agreement),
    edits: NO_EDITS,
    confirmFreezeRemoval: false,
    differences: [],
  };
}

export function shown(agreement: Agreement, data: DraftData, today = TODAY): Draft {
  return draftOf(agreement, data, today);
}

/** Edits a draft as the API does: by the schema, then by the rules. */
export function edited(agreement: Agreement, data: DraftData, edit: unknown, plan: Plan | null = null): DraftData {
  const parsed: DraftEdit = draftEditSchema.parse(edit);
  const pinned = plan && pinPlan(plan, 'USD', TODAY);
  return editDraft(data, parsed, { agreement, today: TODAY, plan: pinned, newId: (index) => `added ${index}` });
}

/** An account whose agreements these are, with nothing else. */
export function anAccountWith(agreement: Agreement, options: Partial<AccountState> = {}): AccountState {
  const { account: _, settings: __, catalog: ___, ...given } = options;
  return anAccountState({ subscriptions: [], agreements: [agreement], ...given });
}

/** Completes a draft and plays what that does. */
export function completed(state: AccountState, data: DraftData, today = TODAY, now = NOW) {
  const agreement = state.agreements.find((it) => it.id === data.agreementId);
  if (!agreement) throw new Error('there is no such agreement');
  const draft = draftOf(agreement, data, today);
  const effects: Effect[] = completeDraft(
    state,
    { changeId: 'change', agreement, draft, plan: data.plan, today, now, by: 'agent' },
    ids,
  );
  const after = evolveAll(state, effects);
  const [rewritten] = after.agreements;
  if (!rewritten) throw new Error('the agreement is gone');
  return { effects, state: after, agreement: rewritten };
}
