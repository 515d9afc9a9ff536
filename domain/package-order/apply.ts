import type { CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { localDateAt } from '../calendar/time-zone.js';
import { isDomainError } from '../errors.js';
import { recharge } from '../prepaid-service/active-to.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import { nextPeriodStart, subscriptionOf } from '../subscription/lookup.js';
import type { AccountState } from '../subscription/state.js';
import { overtakenBy } from '../timeline/overtake.js';
import { endedCharges } from './end-charges.js';
import { appliedText } from './explain.js';
import type { PackageOrder } from './order.js';
import { type Documents, postOrder } from './post.js';
import { refuseToApply } from './revise.js';
import { orderHistory, orderUpdated } from './tell.js';
import { begunTerm } from './term.js';

/**
 * Applies an order whose turn has come (PO-13): the new package and its term from today on, the credit as quoted, the charge and the
 * payment in the ledger. Days of a new term on which the service is not active any more are credited (PS-07). Where a rule refuses it now,
 * nothing is posted and it needs attention, with the reason.
 */
export function applyOrder(state: AccountState, order: PackageOrder, at: Instant, ids: IdMaker): Effect[] {
  try {
    refuseToApply(state, order, at);
    return posted(state, order, at, localDateAt(at, state.settings.timeZone), ids);
  } catch (error) {
    if (!isDomainError(error)) throw error;
    const attention = { code: error.code, message: error.message };
    return [
      orderUpdated(order, { state: 'needs-attention', attention }, at),
      orderHistory(order, { at, event: 'needs-attention', text: error.message }, ids),
    ];
  }
}

function posted(state: AccountState, order: PackageOrder, at: Instant, today: CivilDate, ids: IdMaker): Effect[] {
  const { id, subscriptionId } = order;
  const { quote } = order.data;
  const subscription = subscriptionOf(state, subscriptionId);
  const term = begunTerm(state, subscription, quote, today);
  const documents: Documents = postOrder(state, order, term, at, ids);
  const effects: Effect[] = [
    {
      type: 'plan-assigned',
      id: ids('pla', id, at),
      subscriptionId,
      changeId: id,
      planId: quote.planId,
      units: quote.units,
      priceVersionId: quote.priceVersionId,
      from: today,
    },
    ...documents.effects,
    ...endedCharges(subscription, quote, documents, { changeId: id, at, today }, ids),
    {
      type: 'charged',
      subscriptionId,
      changeId: id,
      invoiceId: documents.invoiceId,
      charge: { id: ids('rch', id, at), ...term.charge },
    },
    { type: 'subscription-changed', subscriptionId, set: term.patch },
  ];
  const begun = evolveAll(state, effects);
  const cut = recharge(begun, subscriptionOf(begun, subscriptionId), `${id}/active-to`, at, ids);
  const after = evolveAll(begun, cut);
  const served = subscriptionOf(after, subscriptionId);
  const { paidThrough } = served;
  const { dueToday, toTermInvoice, toAccountCredit, forfeited } = quote;
  const amounts = { dueToday, toTermInvoice, toAccountCredit, forfeited };
  const applied = {
    ...quote,
    appliedOn: today,
    paidThrough,
    nextDueDate: nextPeriodStart(served),
  };
  return [
    ...effects,
    ...cut,
    ...overtakenBy(after, { id, subscriptionId, effectiveDate: today }, at, ids),
    orderUpdated(order, { state: 'applied', effectiveDate: today, dueAt: at, attention: null }, at, applied),
    orderHistory(order, { at, event: 'applied', text: appliedText(state, quote, paidThrough), amounts }, ids),
  ];
}
