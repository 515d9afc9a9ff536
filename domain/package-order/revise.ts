import type { Instant } from '../calendar/instant.js';
import { localDateAt } from '../calendar/time-zone.js';
import { DomainError } from '../errors.js';
import { withReason } from '../master-plan-change/explain.js';
import { isZero } from '../money/amount.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import { subscriptionOf } from '../subscription/lookup.js';
import type { AccountState } from '../subscription/state.js';
import { followPaidThrough } from '../timeline/follow.js';
import type { RevisionBy } from '../timeline/rules.js';
import { daysAfterwards, voidInvoice } from './close.js';
import { isTermOver } from './deadline.js';
import type { PackageOrder } from './order.js';
import type { PackageOrderRevision } from './request.schema.js';
import { checkTakes } from './status.js';
import { orderHistory, orderUpdated } from './tell.js';

/**
 * Cancels an order, undoes a scheduled downgrade, or processes one that is paid (PO-10, PO-11, PO-16). Throws `change-state`, and what
 * `refuseToApply` throws.
 */
export function reviseOrder(
  state: AccountState,
  order: PackageOrder,
  { command, reason }: PackageOrderRevision,
  { by, now }: RevisionBy,
  ids: IdMaker,
): Effect[] {
  checkTakes(order.id, order.state, command);
  const entry = (event: string, text: string) =>
    orderHistory(order, { at: now, event, by, text: withReason(text, reason) }, ids);
  if (command === 'process') {
    refuseToApply(state, order, now);
    const turn = { state: 'accepted', dueAt: now, attention: null };
    return [orderUpdated(order, turn, now), entry('processed', 'The order is processed: the package is applied.')];
  }
  const closed = [
    ...voidInvoice(state, order, now, ids),
    orderUpdated(order, { state: 'cancelled', dueAt: null, attention: null }, now),
    entry('cancelled', command === 'undo' ? 'The scheduled downgrade is undone.' : cancelledText(order)),
  ];
  const effects = [...closed, ...daysAfterwards(state, order, closed, now, ids)];
  const moved = { subscriptionId: order.subscriptionId, at: now, cause: order.id };
  return [...effects, ...followPaidThrough(moved, state, evolveAll(state, effects), ids)];
}

function cancelledText({ data: { invoiceId, paid, quote } }: PackageOrder): string {
  if (invoiceId === null) return 'The order is cancelled.';
  const back = isZero(paid) ? '' : ` What had been paid, ${paid} ${quote.currency}, is account credit.`;
  return `The order is cancelled, and its invoice void.${back}`;
}

/**
 * Refuses to apply an order to a service that is paused, or is not active to that day (PS-07), and one whose term is over (PO-17). Throws
 * `subscription-not-active`, `order-term-over`.
 */
export function refuseToApply(state: AccountState, order: PackageOrder, now: Instant): void {
  const { timeZone } = state.settings;
  const { quote } = order.data;
  const { id, status, activeTo } = subscriptionOf(state, order.subscriptionId);
  if (status === 'paused' || (activeTo !== null && activeTo < localDateAt(now, timeZone))) {
    const message = `The subscription ${id} was active to ${activeTo}. Cancel the order: what was paid becomes account credit.`;
    throw new DomainError('subscription-not-active', message, { details: { status, activeTo } });
  }
  if (!isTermOver(quote, now, timeZone)) return;
  const message = `The order was quoted for the rest of the term to ${quote.paidThrough}, which is over. Cancel it: what was paid becomes account credit.`;
  throw new DomainError('order-term-over', message, { details: { paidThrough: quote.paidThrough } });
}
