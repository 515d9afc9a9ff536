import type { Instant } from '../calendar/instant.js';
import { DomainError } from '../errors.js';
import { withReason } from '../master-plan-change/explain.js';
import { isZero } from '../money/amount.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import type { RevisionBy } from '../timeline/rules.js';
import { voidInvoice } from './close.js';
import { isTermOver } from './deadline.js';
import type { PackageOrder } from './order.js';
import type { PackageOrderRevision } from './request.schema.js';
import { checkTakes } from './status.js';
import { orderHistory, orderUpdated } from './tell.js';

/**
 * Cancels an order, undoes a scheduled downgrade, or processes one that is paid (PO-10, PO-11, PO-16). Throws `change-state`, and
 * `order-term-over` where the term that it was to keep has ended.
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
    refuseTermOver(order, now, state.settings.timeZone);
    const turn = { state: 'accepted', dueAt: now, attention: null };
    return [orderUpdated(order, turn, now), entry('processed', 'The order is processed: the package is applied.')];
  }
  return [
    ...voidInvoice(state, order, now, ids),
    orderUpdated(order, { state: 'cancelled', dueAt: null, attention: null }, now),
    entry('cancelled', command === 'undo' ? 'The scheduled downgrade is undone.' : cancelledText(order)),
  ];
}

function cancelledText({ data: { invoiceId, paid, quote } }: PackageOrder): string {
  if (invoiceId === null) return 'The order is cancelled.';
  const back = isZero(paid) ? '' : ` What had been paid, ${paid} ${quote.currency}, is account credit.`;
  return `The order is cancelled, and its invoice void.${back}`;
}

/** Refuses to apply an order whose term is over (PO-17). Throws `order-term-over`. */
export function refuseTermOver({ data: { quote } }: PackageOrder, now: Instant, timeZone: string): void {
  if (!isTermOver(quote, now, timeZone)) return;
  const message = `The order was quoted for the rest of the term to ${quote.paidThrough}, which is over. Cancel it: what was paid becomes account credit.`;
  throw new DomainError('order-term-over', message, { details: { paidThrough: quote.paidThrough } });
}
