import type { HeldDraft } from '../../domain/agreement-change/accept.js';
import type { NewDraft } from '../../domain/agreement-change/edit.schema.js';
import type { Account } from '../../prisma/stores/accounts.store.js';
import type { StoredChange } from '../../prisma/stores/change-rows.js';
import { commonView, type TemporalUi } from './change.view.js';

/** Shows an agreement change: the draft as it stands, or as it was completed. */
export function agreementChangeView(change: StoredChange, ui: TemporalUi) {
  // What a draft holds was written by its rules, and nothing else writes it.
  const data = change.data as unknown as HeldDraft;
  const { plan, draft, comparison, differences, confirmFreezeRemoval, agreementId } = data;
  const { renewal, beginDate, expirationDate } = draft.dates;
  return {
    ...commonView(change, ui),
    kind: 'agreement-change' as const,
    state: change.state as 'draft' | 'completed' | 'abandoned',
    agreementId,
    planId: plan.planId,
    request: change.request as NewDraft,
    expiresAt: change.dueAt,
    effectiveDate: change.effectiveDate,
    confirmFreezeRemoval,
    agreement: { planId: plan.planId, planName: plan.name, category: plan.category, ...draft.agreement },
    dates: { beginDate, expirationDate, renewalDate: renewal.date, renewalOption: renewal.option },
    schedules: draft.schedules,
    fees: draft.fees,
    comparison,
    differences,
  };
}

/** Shows it with what is saved of the member, person and billing (AG-12). */
export function memberDraftView(change: StoredChange, account: Account, ui: TemporalUi) {
  const { id: accountId, name, email, phone, currency, billDay } = account;
  return {
    ...agreementChangeView(change, ui),
    member: { accountId, name, email, phone },
    billing: { currency, billDay },
  };
}
