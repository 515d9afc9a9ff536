import type { ChangePlan } from '../../domain/change-plan.js';
import { quoteHash } from '../../domain/quote-hash.js';
import type { StoredChange, StoredMasterPlanChange } from '../../prisma/stores/change-rows.js';
import { lineView } from './ledger.view.js';

/** Where people look at workflows. */
export interface TemporalUi {
  readonly temporalUiUrl: string;
  readonly temporalNamespace: string;
}

/** Shows a master plan change: what was asked, the quote it was accepted with, how it stands, and where its workflow is to be seen. */
export function changeView(change: StoredMasterPlanChange, ui: TemporalUi) {
  const { kind, state, subscriptionId, effectiveDate, request, quote, appliedPlan } = change;
  return {
    ...commonView(change, ui),
    kind,
    state,
    subscriptionId,
    effectiveDate,
    request,
    quote: quoteView(quote),
    applied: appliedPlan && quoteView(appliedPlan),
  };
}

/** Shows what changes of every kind have in common. */
export function commonView(change: StoredChange, ui: TemporalUi) {
  const { id, accountId, attention, requestedBy, acceptedAt, closedAt, workflowId } = change;
  const temporalUrl = workflowUrl(workflowId, ui);
  return { id, accountId, attention, requestedBy, acceptedAt, closedAt, workflowId, temporalUrl };
}

/** Shows a ChangePlan, line for line what applying it posts (MP-23). */
export function quoteView(plan: ChangePlan) {
  const { effectiveDate, estimate, currency, credit, charge, net, settlement, prorationEnd, withheld } = plan;
  return {
    hash: quoteHash(plan),
    effectiveDate,
    estimate,
    currency,
    credit,
    charge,
    net,
    dueNow: settlement.dueNow,
    fromAccountCredit: settlement.fromAccountCredit,
    toOpenInvoices: settlement.toOpenInvoices,
    toAccountCredit: settlement.toAccountCredit,
    prorationEnd,
    nextBillDate: plan.nextBillDate,
    nextBillAmount: plan.nextBillAmount,
    planId: plan.result.planId,
    units: plan.result.units,
    lines: plan.lines.map(lineView),
    withheld: withheld && { lines: withheld.lines.map(lineView), reason: withheld.reason },
    unmappedSupplementalPlans: [],
  };
}

function workflowUrl(workflowId: string, { temporalUiUrl, temporalNamespace }: TemporalUi): string {
  return `${temporalUiUrl}/namespaces/${encodeURIComponent(temporalNamespace)}/workflows/${encodeURIComponent(workflowId)}`;
}
