import type { Instant } from '../calendar/instant.js';
import { settle } from '../ledger/issue.js';
import { addAmounts, compareAmounts, isZero, maxAmount, subtractAmounts, sumAmounts } from '../money/amount.js';
import type { Settings } from '../settings.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import type { AccountState, OrderInvoice } from '../subscription/state.js';
import { paidText, reopenedText } from './explain.js';
import { invoiceOf, isOrder, type OrderData, type OrderQuote, type PackageOrder } from './order.js';
import { orderHistory, orderUpdated } from './tell.js';

/** Lists the invoices of orders that a payment made at an instant counts for: before the time to pay is over (PO-11). */
export function payableOrders(state: AccountState, paidAt: Instant): readonly OrderInvoice[] {
  return state.orderInvoices.filter((it) => !isZero(it.open) && paidAt < it.expiresAt);
}

/** Takes account credit for the invoice of an order, by itself where `useCreditAutomatically` is on (PO-09). */
export function useCredit(
  state: AccountState,
  invoice: OrderInvoice,
  limit: string,
  at: Instant,
  key: string,
  ids: IdMaker,
): Effect[] {
  const { changeId, subscriptionId } = invoice;
  return settle(
    { key, changeId, subscriptionId, at },
    payableOrders(state, at).filter((it) => it.id === invoice.id),
    limit,
    ids,
  );
}

/** Tells how an order stands that has nothing to pay any more: its turn is now, or an admin processes it (PO-10). */
export function readyState({ automaticProcessing }: Settings, now: Instant): Pick<PackageOrder, 'state' | 'dueAt'> {
  return automaticProcessing ? { state: 'accepted', dueAt: now } : { state: 'awaiting-processing', dueAt: null };
}

/**
 * Counts what came for an order, and what went back of it (PO-09, EN-14): credit is used by itself, part payments are kept, paid in full it
 * goes on; one that waits to be processed and is not paid any more waits for payment again.
 */
export function reactToPayment(
  before: AccountState,
  after: AccountState,
  order: PackageOrder,
  now: Instant,
  ids: IdMaker,
): Effect[] {
  if (order.state !== 'awaiting-payment' && order.state !== 'awaiting-processing') return [];
  const [known, then] = [invoiceOf(before, order), invoiceOf(after, order)];
  // One that has just been accepted has taken what there was.
  if (!known || !then) return [];
  const key = `${order.id}/credit/${order.revision}`;
  const used = creditFor(after, then, now).flatMap((limit) => useCredit(after, then, limit, now, key, ids));
  const invoice = invoiceOf(evolveAll(after, used), order) ?? then;
  const was = known.open;
  if (compareAmounts(invoice.open, was) === 0) return used;
  return [...used, ...counted(after, order, { invoice, was }, now, ids)];
}

/** What the account's credit leaves for an order once those that were made before it have taken theirs; nothing where it is used by choice. */
function creditFor(state: AccountState, invoice: OrderInvoice, now: Instant): string[] {
  if (!state.settings.useCreditAutomatically || isZero(invoice.open)) return [];
  const { currency } = invoice;
  const open = payableOrders(state, now);
  const orders = state.changes.filter(isOrder).flatMap((it) => open.filter((own) => own.changeId === it.id));
  const earlier = orders.slice(
    0,
    Math.max(
      0,
      orders.findIndex((it) => it.id === invoice.id),
    ),
  );
  const left = subtractAmounts(
    state.credit,
    sumAmounts(
      earlier.map((it) => it.open),
      currency,
    ),
    currency,
  );
  const limit = maxAmount(left, '0', currency);
  return isZero(limit) ? [] : [limit];
}

function counted(
  state: AccountState,
  order: PackageOrder,
  { invoice, was }: { readonly invoice: OrderInvoice; readonly was: string },
  now: Instant,
  ids: IdMaker,
): Effect[] {
  const { quote, settlesAt } = order.data;
  const data = withPaid(order.data, invoice);
  const amounts = { paid: data.paid, missing: invoice.open };
  const entry = (event: string, text: string) => orderHistory(order, { at: now, event, text, amounts }, ids);
  if (isZero(invoice.open)) {
    const ready = readyState(state.settings, now);
    return [
      orderUpdated(order, { ...ready, data }, now),
      entry('paid', paidText(quote, data.paid, invoice.open, ready.state)),
    ];
  }
  if (compareAmounts(invoice.open, was) < 0)
    return [
      orderUpdated(order, { data }, now),
      entry('part-paid', paidText(quote, data.paid, invoice.open, order.state)),
    ];
  const waiting = { state: 'awaiting-payment', dueAt: settlesAt, data } as const;
  return [orderUpdated(order, waiting, now), entry('payment-taken-back', reopenedText(quote, data.paid, invoice.open))];
}

/** Notes what has been paid of the invoice of an order. */
export function withPaid(data: OrderData, { total, open, currency }: OrderInvoice): OrderData {
  return { ...data, paid: subtractAmounts(total, open, currency) };
}

/** Sums the charges of a quote: package and setup fee. */
export function chargesOf({ charge, setupFee, currency }: OrderQuote): string {
  return addAmounts(charge, setupFee, currency);
}
