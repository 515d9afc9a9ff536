import { addAmounts, isZero, negateAmount, subtractAmounts } from '../money/amount.js';
import type { Effect, IssuedInvoice, SettlementSource } from './effects.js';
import type { AccountState, OrderInvoice } from './state.js';

export type InvoiceIssued = Extract<Effect, { type: 'invoice-issued' }>;

/** Tells whether an invoice is that of an open package order. */
export function isOfOrder(state: AccountState, invoiceId: string): boolean {
  return state.orderInvoices.some((it) => it.id === invoiceId);
}

/** Makes the invoice of an order as it is issued: nothing of it is paid. */
export function orderInvoiceOf(invoice: IssuedInvoice, order: NonNullable<InvoiceIssued['order']>): OrderInvoice {
  const { id, subscriptionId, issuedOn, dueOn, total, currency } = invoice;
  if (subscriptionId === null) throw new Error(`the invoice ${id} is of no subscription`);
  return { id, number: '', subscriptionId, issuedOn, dueOn, open: total, currency, total, ...order, paid: [] };
}

/** Counts what has been paid of the invoice of an order. */
export function settleOrderInvoice(
  state: AccountState,
  { invoiceId, source, amount }: Extract<Effect, { type: 'invoice-settled' }>,
): AccountState {
  return pay(state, invoiceId, source, amount);
}

/** Takes back what had been counted: a refund, or an order that comes to nothing. */
export function reopenOrderInvoice(
  state: AccountState,
  { invoice, source, amount }: Extract<Effect, { type: 'invoice-reopened' }>,
): AccountState {
  return pay(state, invoice.id, source, negateAmount(amount, invoice.currency));
}

function pay(state: AccountState, invoiceId: string, source: SettlementSource, amount: string): AccountState {
  const orderInvoices = state.orderInvoices.map((it) => {
    if (it.id !== invoiceId) return it;
    const known = it.paid.find((part) => isSame(part.source, source));
    const now = { source, amount: addAmounts(known?.amount ?? '0', amount, it.currency) };
    const paid = known ? it.paid.map((part) => (part === known ? now : part)) : [...it.paid, now];
    const open = subtractAmounts(it.open, amount, it.currency);
    return { ...it, open, paid: paid.filter((part) => !isZero(part.amount)) };
  });
  return { ...state, orderInvoices };
}

function isSame(a: SettlementSource, b: SettlementSource): boolean {
  if (a === 'account-credit' || b === 'account-credit') return a === b;
  return a.paymentId === b.paymentId;
}
