import { issueNamed } from '../agreement/pay.js';
import type { Instant } from '../calendar/instant.js';
import { journal } from '../ledger/issue.js';
import { isZero, negateAmount, sumAmounts } from '../money/amount.js';
import type { Effect, IdMaker, Posting } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import type { AccountState, OpenInvoice } from '../subscription/state.js';
import { allocatePayment, invoiceCandidates, type Part } from './allocate.js';
import { explainPayment } from './explain.js';
import type { Payment } from './payment.js';

/** A payment whose account is known, and what of it has not gone back already: a refund may come before its payment. */
export interface Incoming {
  readonly payment: Payment & { readonly accountId: string };
  readonly left: string;
  /** True where its row was kept unallocated until now. */
  readonly isKept: boolean;
  readonly now: Instant;
  readonly by: string;
}

/**
 * Allocates a payment and posts it: debit cash; credit what is receivable of each invoice, and account credit for the rest (EN-13,
 * PS-03). 60.00 on an open invoice of 20.00: cash 60.00, receivable -20.00, account credit -40.00. Tells why instead where it has
 * to be kept unallocated.
 */
export function takePayment(
  before: AccountState,
  { payment, left, isKept, now, by }: Incoming,
  ids: IdMaker,
): { readonly effects: readonly Effect[] } | { readonly why: NonNullable<Payment['why']> } {
  const { currency } = payment;
  if (currency !== before.account.currency) return { why: 'foreign-currency' };
  // What it names may be an invoice that is only scheduled: it is issued first, so that there is something to settle.
  const named = issueNamed(before, payment.names, now, ids);
  const state = evolveAll(before, named.effects);
  const asked = { amount: left, currency, names: named.names };
  const parts = isZero(left) ? [] : allocatePayment(asked, invoiceCandidates(state.openInvoices));
  if (typeof parts === 'string') return { why: parts };
  const arrived: Effect = isKept
    ? { type: 'payment-assigned', paymentId: payment.id }
    : { type: 'payment-received', payment: { ...payment, why: null } };
  const placed = parts.map((part) => ({ part, invoice: invoiceOf(state, part) }));
  const effects: Effect[] = [
    ...named.effects,
    arrived,
    ...placed.flatMap(({ part, invoice }) => allocate(payment, part, invoice, now, ids)),
    ...postParts(payment, left, placed, ids),
    {
      type: 'history-written',
      entry: {
        id: ids('his', `${payment.id}/taken`, now),
        subscriptionId: placed.find((it) => it.invoice)?.invoice?.subscriptionId ?? null,
        changeId: null,
        at: now,
        event: isKept ? 'payment-assigned' : 'payment-received',
        by,
        text: explainPayment(payment, left, placed),
        amounts: amountsOf(placed, currency),
      },
    },
  ];
  return { effects };
}

export interface PlacedPart {
  readonly part: Part;
  readonly invoice: OpenInvoice | null;
}

/** Finds the invoice that a part settles. A kind of change that adds candidates of its own posts them here. */
function invoiceOf(state: AccountState, { kind, id }: Part): OpenInvoice | null {
  if (kind === 'account-credit') return null;
  const invoice = kind === 'invoice' ? state.openInvoices.find((it) => it.id === id) : undefined;
  if (!invoice) throw new Error(`a part of a payment cannot be posted to ${kind} ${id}`);
  return invoice;
}

function allocate(
  payment: Payment,
  { amount }: Part,
  invoice: OpenInvoice | null,
  at: Instant,
  ids: IdMaker,
): Effect[] {
  const key = `${payment.id}/${invoice?.id ?? 'account-credit'}`;
  const to = invoice
    ? ({ kind: 'invoice', invoiceId: invoice.id } as const)
    : ({ kind: 'account-credit', invoiceId: null } as const);
  const allocation = { id: ids('pal', key, at), paymentId: payment.id, refundId: null, amount, at, ...to };
  const allocated: Effect = { type: 'payment-allocated', allocation };
  if (!invoice) return [allocated];
  const source = { paymentId: payment.id };
  return [allocated, { type: 'invoice-settled', id: ids('stl', key, at), invoiceId: invoice.id, amount, source, at }];
}

function postParts(payment: Payment, left: string, placed: readonly PlacedPart[], ids: IdMaker): Effect[] {
  const { id, currency, paidAt } = payment;
  const credits = placed.map(
    ({ part, invoice }): Posting => ({
      ledgerAccount: invoice ? 'receivable' : 'account-credit',
      amount: negateAmount(part.amount, currency),
      currency,
      subscriptionId: invoice?.subscriptionId ?? null,
      changeId: null,
      invoiceId: invoice?.id ?? null,
    }),
  );
  const about = { currency, subscriptionId: null, changeId: null, invoiceId: null };
  return journal({
    id: ids('jnl', `${id}/taken`, paidAt),
    kind: 'payment',
    description: 'Payment received',
    effectiveAt: paidAt,
    postings: [{ ...about, ledgerAccount: 'cash', amount: left }, ...credits],
  });
}

function amountsOf(placed: readonly PlacedPart[], currency: string): Record<string, string> {
  const sum = (isCredit: boolean) =>
    sumAmounts(
      placed.filter((it) => (it.invoice === null) === isCredit).map((it) => it.part.amount),
      currency,
    );
  return { toInvoices: sum(false), toAccountCredit: sum(true) };
}
