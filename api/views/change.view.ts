import type { ChangePlan } from '../../domain/change-plan.js';
import { quoteHash } from '../../domain/quote-hash.js';
import type { StoredChange } from '../../prisma/stores/change-rows.js';
import { lineView } from './ledger.view.js';

/** Where people look at workflows. */
export interface TemporalUi {
  readonly temporalUiUrl: string;
  readonly temporalNamespace: string;
}

/** Shows a plan change: what was asked, the quote it was accepted with, how it stands, and where its workflow is to be seen. */
export function changeView(change: StoredChange, ui: TemporalUi) {
  const { id, kind, state, accountId, subscriptionId, effectiveDate, request, quote, attention } = change;
  return {
    id,
    kind,
    state,
    accountId,
    subscriptionId,
    effectiveDate,
    request,
    quote: quoteView(quote),
    applied: change.appliedPlan && quoteView(change.appliedPlan),
    attention,
    requestedBy: change.requestedBy,
    acceptedAt: change.acceptedAt,
    closedAt: change.closedAt,
    workflowId: change.workflowId,
    temporalUrl: workflowUrl(change.workflowId, ui),
  };
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
