import type { Instant } from '../calendar/instant.js';
import type { ChangePlan } from '../change-plan.js';
import { DomainError, isDomainError } from '../errors.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState, MasterPlanChange } from '../subscription/state.js';
import { appliedText } from './explain.js';
import { planMasterPlanChange } from './plan.js';
import { postMasterPlanChange } from './post.js';

/**
 * Applies a change whose turn has come: everything is checked and computed again as of its effective date, with the price version it
 * was accepted with (MP-08, MP-19, MP-26). Where a rule refuses it now, nothing is posted and it needs attention, with the reason.
 */
export function applyMasterPlanChange(
  state: AccountState,
  change: MasterPlanChange,
  at: Instant,
  ids: IdMaker,
): Effect[] {
  const plan = planOrRefusal(state, change);
  if ('refusal' in plan) return needsAttention(change, at, plan.refusal, ids);
  return [
    ...postMasterPlanChange(state, plan.plan, { id: change.id, at }, ids),
    { type: 'change-moved', changeId: change.id, state: 'applied', at, attention: null, plan: plan.plan },
    history(change, at, 'applied', appliedText(plan.plan), amountsOf(plan.plan), ids),
  ];
}

type Planned =
  | { readonly plan: ChangePlan }
  | { readonly refusal: { readonly code: string; readonly message: string } };

function planOrRefusal(state: AccountState, change: MasterPlanChange): Planned {
  if (change.effectiveDate === null) throw new Error(`change ${change.id} has no date and cannot be due`);
  try {
    const { request, effectiveDate } = change;
    const pinned = { priceVersionId: change.pinnedPriceVersionId };
    refuseOpenOrder(state, change);
    const others = { ...state, changes: state.changes.filter((it) => it.id !== change.id) };
    return { plan: planMasterPlanChange(others, { request, effectiveDate, estimate: false, pinned }) };
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return { refusal: { code: error.code, message: error.message } };
  }
}

/** An open order was quoted for the package as it is, and stays quoted: a dated change waits for it (EN-15). Throws `change-already-open`. */
function refuseOpenOrder(state: AccountState, { subscriptionId }: MasterPlanChange): void {
  const order = state.changes.find((it) => it.kind === 'package-change-order' && it.subscriptionId === subscriptionId);
  if (!order) return;
  const message = `The package order ${order.id} is open on this subscription (state ${order.state}); retry or reschedule the change once that one is over.`;
  throw new DomainError('change-already-open', message, { details: { changeId: order.id, state: order.state } });
}

function needsAttention(
  change: MasterPlanChange,
  at: Instant,
  refusal: { code: string; message: string },
  ids: IdMaker,
): Effect[] {
  return [
    { type: 'change-moved', changeId: change.id, state: 'needs-attention', at, attention: refusal, plan: null },
    history(change, at, 'needs-attention', refusal.message, null, ids),
  ];
}

function history(
  change: MasterPlanChange,
  at: Instant,
  event: string,
  text: string,
  amounts: Record<string, string> | null,
  ids: IdMaker,
): Effect {
  const key = `${change.id}/${event}/${change.revision}`;
  const { subscriptionId } = change;
  return {
    type: 'history-written',
    entry: { id: ids('his', key, at), subscriptionId, changeId: change.id, at, event, by: 'system', text, amounts },
  };
}

function amountsOf(plan: ChangePlan): Record<string, string> {
  const { credit, charge, net } = plan;
  const { dueNow, fromAccountCredit, toOpenInvoices, toAccountCredit } = plan.settlement;
  return { credit, charge, net, dueNow, fromAccountCredit, toOpenInvoices, toAccountCredit };
}
