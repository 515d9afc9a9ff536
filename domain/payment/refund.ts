import type { Instant } from '../calendar/instant.js';
import { journal, settle } from '../ledger/issue.js';
import { isNegative, isZero, minAmount, negateAmount, subtractAmounts, sumAmounts } from '../money/amount.js';
import type { Effect, IdMaker, Posting, SettlementSource } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import type { AccountState, OpenInvoice } from '../subscription/state.js';
import { explainRefund } from './explain.js';

/** What of an invoice is settled by one source, less what was opened again. */
export interface SettledInvoice {
  readonly invoice: Omit<OpenInvoice, 'open'>;
  readonly amount: string;
}

/** A payment as it stands before a refund takes of it. */
export interface PaymentStanding {
  readonly id: string;
  readonly currency: string;
  /** What of it became account credit and has not been taken back; it may be used since. */
  readonly credited: string;
  readonly settled: readonly SettledInvoice[];
  /** Whatever account credit of the account has settled. */
  readonly settledByCredit: readonly SettledInvoice[];
}

export interface Refund {
  readonly id: string;
  readonly kind: 'refund' | 'dispute';
  readonly amount: string;
  readonly now: Instant;
  readonly by: string;
}

interface Reopening extends SettledInvoice {
  readonly source: SettlementSource;
}

/**
 * Takes money back (EN-14): first what is left of the payment as account credit; then the invoices that it had settled are open again,
 * newest first; then those that its credit had settled, so that account credit never goes below zero. Never more than is left of the
 * payment. Where credit is used automatically, what is open again takes the account's other credit. 60.00 that paid 20.00 and left
 * 40.00, of which 20.00 paid the next invoice, goes back whole: 20.00 credit, and both invoices of 20.00 are open again.
 */
export function refundPayment(state: AccountState, standing: PaymentStanding, refund: Refund, ids: IdMaker): Effect[] {
  const { currency } = standing;
  const settled = sumAmounts(
    standing.settled.map((it) => it.amount),
    currency,
  );
  const left = sumAmounts([standing.credited, settled], currency);
  const taken = minAmount(refund.amount, left, currency);
  const fromCredit = minAmount(taken, smallest(standing.credited, state.credit, currency), currency);
  let rest = subtractAmounts(taken, fromCredit, currency);
  const bySelf = reopen(standing.settled, { paymentId: standing.id }, rest, currency);
  rest = less(rest, bySelf, currency);
  const byCredit = reopen(standing.settledByCredit, 'account-credit', rest, currency);
  rest = less(rest, byCredit, currency);
  if (!isZero(rest)) throw new Error(`${rest} of payment ${standing.id} are neither account credit nor settled`);
  const creditPart = sumAmounts([fromCredit, ...byCredit.map((it) => it.amount)], currency);
  const effects: Effect[] = [
    { type: 'payment-refunded', refundId: refund.id, paymentId: standing.id, taken },
    ...takenBack(standing, refund, { bySelf, creditPart }, ids),
    ...[...bySelf, ...byCredit].map((it) => reopened(it, refund, ids)),
    ...creditReturned(byCredit, refund, ids),
    ...posted({ standing, refund, taken, bySelf, creditPart }, ids),
    history(refund, { taken, currency, fromCredit, reopened: [...bySelf, ...byCredit] }, ids),
  ];
  return [...effects, ...settleAgain(state, effects, [...bySelf, ...byCredit], refund, ids)];
}

/** What is left as credit of the payment, at most what the account has: the rest of it has been used. */
function smallest(credited: string, credit: string, currency: string): string {
  return isNegative(credit) ? '0' : minAmount(credited, credit, currency);
}

function reopen(
  settled: readonly SettledInvoice[],
  source: SettlementSource,
  limit: string,
  currency: string,
): Reopening[] {
  const newestFirst = [...settled].sort((a, b) => (isNewer(a.invoice, b.invoice) ? -1 : 1));
  let left = limit;
  return newestFirst.flatMap(({ invoice, amount: most }) => {
    const amount = minAmount(left, most, currency);
    left = subtractAmounts(left, amount, currency);
    return isZero(amount) ? [] : [{ invoice, amount, source }];
  });
}

function isNewer(a: SettledInvoice['invoice'], b: SettledInvoice['invoice']): boolean {
  return a.dueOn === b.dueOn ? a.number > b.number : a.dueOn > b.dueOn;
}

function less(amount: string, reopenings: readonly Reopening[], currency: string): string {
  return reopenings.reduce((left, it) => subtractAmounts(left, it.amount, currency), amount);
}

function takenBack(
  { id: paymentId, currency }: PaymentStanding,
  { id: refundId, now: at }: Refund,
  parts: { readonly bySelf: readonly Reopening[]; readonly creditPart: string },
  ids: IdMaker,
): Effect[] {
  const about = { paymentId, refundId, at };
  const credit = { kind: 'account-credit', invoiceId: null, amount: negateAmount(parts.creditPart, currency) } as const;
  const allocations = [
    ...(isZero(parts.creditPart) ? [] : [{ id: ids('pal', `${refundId}/account-credit`, at), ...about, ...credit }]),
    ...parts.bySelf.map(({ invoice, amount }) => ({
      id: ids('pal', `${refundId}/${invoice.id}`, at),
      ...about,
      kind: 'invoice' as const,
      invoiceId: invoice.id,
      amount: negateAmount(amount, currency),
    })),
  ];
  return allocations.map((allocation) => ({ type: 'payment-allocated', allocation }));
}

function keyOf({ invoice, source }: Reopening, refund: Refund): string {
  return `${refund.id}/reopens/${invoice.id}/${source === 'account-credit' ? source : 'payment'}`;
}

function reopened(it: Reopening, refund: Refund, ids: IdMaker): Effect {
  const { invoice, amount, source } = it;
  const id = ids('stl', keyOf(it, refund), refund.now);
  return { type: 'invoice-reopened', id, invoice, amount, source, at: refund.now };
}

/** The inverse of using credit: the invoice is receivable again, and its credit is there again, to be taken back. */
function creditReturned(byCredit: readonly Reopening[], refund: Refund, ids: IdMaker): Effect[] {
  return byCredit.flatMap((it) => {
    const { id: invoiceId, currency, subscriptionId } = it.invoice;
    const about = { currency, subscriptionId, changeId: null, invoiceId };
    return journal({
      id: ids('jnl', keyOf(it, refund), refund.now),
      kind: 'credit-returned',
      description: 'Account credit that had settled an invoice is there again',
      effectiveAt: refund.now,
      postings: [
        { ...about, ledgerAccount: 'receivable', amount: it.amount },
        { ...about, ledgerAccount: 'account-credit', amount: negateAmount(it.amount, currency) },
      ],
    });
  });
}

interface Taking {
  readonly standing: PaymentStanding;
  readonly refund: Refund;
  readonly taken: string;
  readonly bySelf: readonly Reopening[];
  readonly creditPart: string;
}

function posted({ standing, refund, taken, bySelf, creditPart }: Taking, ids: IdMaker): Effect[] {
  const { currency } = standing;
  const about = { currency, subscriptionId: null, changeId: null, invoiceId: null };
  const receivable = bySelf.map(
    ({ invoice, amount }): Posting => ({
      ...about,
      ledgerAccount: 'receivable',
      amount,
      subscriptionId: invoice.subscriptionId,
      invoiceId: invoice.id,
    }),
  );
  return journal({
    id: ids('jnl', `${refund.id}/taken`, refund.now),
    kind: refund.kind,
    description: refund.kind === 'refund' ? 'Payment refunded' : 'Payment lost in a dispute',
    effectiveAt: refund.now,
    postings: [
      { ...about, ledgerAccount: 'account-credit', amount: creditPart },
      ...receivable,
      { ...about, ledgerAccount: 'cash', amount: negateAmount(taken, currency) },
    ],
  });
}

function history(
  { id, kind, now, by }: Refund,
  took: { taken: string; currency: string; fromCredit: string; reopened: readonly Reopening[] },
  ids: IdMaker,
): Effect {
  const reopened = took.reopened.map(({ invoice, amount }) => ({ number: invoice.number, amount }));
  return {
    type: 'history-written',
    entry: {
      id: ids('his', `${id}/taken`, now),
      subscriptionId: took.reopened[0]?.invoice.subscriptionId ?? null,
      changeId: null,
      at: now,
      event: kind === 'refund' ? 'payment-refunded' : 'dispute-lost',
      by,
      text: explainRefund({ ...took, kind, reopened }),
      amounts: { taken: took.taken, fromAccountCredit: took.fromCredit },
    },
  };
}

/** Lets what is open again take credit that other money left, where credit is used automatically (PS-04). */
function settleAgain(
  state: AccountState,
  effects: readonly Effect[],
  reopenings: readonly Reopening[],
  refund: Refund,
  ids: IdMaker,
): Effect[] {
  if (!state.settings.useCreditAutomatically) return [];
  const after = evolveAll(state, effects);
  const open = after.openInvoices.filter((it) => reopenings.some(({ invoice }) => invoice.id === it.id));
  const use = { key: `${refund.id}/again`, subscriptionId: null, changeId: null, at: refund.now };
  return settle(use, open, after.credit, ids);
}
