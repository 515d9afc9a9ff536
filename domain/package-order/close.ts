import type { Instant } from '../calendar/instant.js';
import { journal } from '../ledger/issue.js';
import { negateAmount } from '../money/amount.js';
import { recharge } from '../prepaid-service/active-to.js';
import type { Effect, IdMaker, SettlementSource } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import type { AccountState, OrderInvoice } from '../subscription/state.js';
import { expiredText } from './explain.js';
import { invoiceOf, type PackageOrder } from './order.js';
import { orderHistory, orderUpdated } from './tell.js';

/** Lets an order expire that was not paid in time (PO-11): its invoice is void, and what was paid becomes account credit. */
export function expireOrder(state: AccountState, order: PackageOrder, at: Instant, ids: IdMaker): Effect[] {
  const { quote, paid } = order.data;
  const amounts = { toAccountCredit: paid };
  const closed = [
    ...voidInvoice(state, order, at, ids),
    orderUpdated(order, { state: 'expired', dueAt: null }, at),
    orderHistory(order, { at, event: 'expired', text: expiredText(quote, paid), amounts }, ids),
  ];
  return [...closed, ...daysAfterwards(state, order, closed, at, ids)];
}

/** Voids the invoice of an order that comes to nothing; each part that was paid becomes account credit (PO-11). */
export function voidInvoice(state: AccountState, order: PackageOrder, at: Instant, ids: IdMaker): Effect[] {
  const invoice = invoiceOf(state, order);
  if (!invoice) return [];
  return [
    ...invoice.paid.flatMap((part) => givenBack(invoice, part, at, ids)),
    { type: 'order-invoice-closed', invoiceId: invoice.id, standing: 'void' },
  ];
}

function givenBack(
  invoice: OrderInvoice,
  { source, amount }: { readonly source: SettlementSource; readonly amount: string },
  at: Instant,
  ids: IdMaker,
): Effect[] {
  const { id: invoiceId, changeId, subscriptionId, currency } = invoice;
  const key = `${changeId}/given-back/${source === 'account-credit' ? source : source.paymentId}`;
  const about = { invoiceId, changeId, subscriptionId, currency };
  return [
    { type: 'invoice-reopened', id: ids('stl', key, at), invoice, amount, source, at },
    ...(source === 'account-credit' ? [] : reallocated(invoice, source.paymentId, amount, at, ids)),
    ...journal({
      id: ids('jnl', key, at),
      kind: 'order-deposit-returned',
      description: 'What was paid for a package order becomes account credit',
      effectiveAt: at,
      postings: [
        { ...about, ledgerAccount: 'order-deposit', amount },
        { ...about, ledgerAccount: 'account-credit', amount: negateAmount(amount, currency) },
      ],
    }),
  ];
}

/** The part of the payment goes on from the invoice to account credit. */
function reallocated(invoice: OrderInvoice, paymentId: string, amount: string, at: Instant, ids: IdMaker): Effect[] {
  const { id: invoiceId, changeId, currency } = invoice;
  const about = { paymentId, refundId: null, at };
  const key = `${changeId}/given-back/${paymentId}`;
  const from = { kind: 'invoice', invoiceId, amount: negateAmount(amount, currency) } as const;
  const to = { kind: 'account-credit', invoiceId: null, amount } as const;
  return [
    { type: 'payment-allocated', allocation: { id: ids('pal', `${key}/from`, at), ...about, ...from } },
    { type: 'payment-allocated', allocation: { id: ids('pal', `${key}/to`, at), ...about, ...to } },
  ];
}

/**
 * Charges or credits the days by which the last active day was moved while an order was open that comes to nothing (PS-07): its quote
 * held the days as they were. `closed` is what closes it.
 */
export function daysAfterwards(
  state: AccountState,
  { id, subscriptionId, state: was }: PackageOrder,
  closed: readonly Effect[],
  at: Instant,
  ids: IdMaker,
): Effect[] {
  const after = evolveAll(state, closed);
  const subscription = after.subscriptions.find((it) => it.id === subscriptionId);
  if (was === 'scheduled' || !subscription || subscription.status === 'cancelled') return [];
  return recharge(after, subscription, `${id}/active-to`, at, ids);
}
