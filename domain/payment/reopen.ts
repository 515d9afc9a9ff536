import type { PaidOfAgreement } from '../agreement/agreement.js';
import { journal } from '../ledger/issue.js';
import { isZero, minAmount, negateAmount, subtractAmounts } from '../money/amount.js';
import type { Effect, IdMaker, SettlementSource } from '../subscription/effects.js';
import type { OpenInvoice } from '../subscription/state.js';
import type { Refund } from './refund.js';

/** What of an invoice is settled by one source, less what was opened again. */
export interface SettledInvoice {
  readonly invoice: Omit<OpenInvoice, 'open'>;
  readonly amount: string;
  /** The open package order that it pays: then the money is still held, and goes back before what is used (EN-14). */
  readonly orderId?: string | null;
  /** What it is of an agreement, where it is: a payment or fee that is not paid any more. */
  readonly ofAgreement?: PaidOfAgreement | null;
}

/** A part of it that is open again. */
export interface Reopening extends SettledInvoice {
  readonly source: SettlementSource;
}

/** Opens what was settled again, what open orders hold first, then the newest, up to a limit: 15.00 of 20.00 (older) and 10.00 opens the 10.00 and 5.00 of the older. */
export function reopen(
  settled: readonly SettledInvoice[],
  source: SettlementSource,
  limit: string,
  currency: string,
): Reopening[] {
  const inTurn = [...settled].sort((a, b) => (comesFirst(a, b) ? -1 : 1));
  let left = limit;
  return inTurn.flatMap((it) => {
    const amount = minAmount(left, it.amount, currency);
    left = subtractAmounts(left, amount, currency);
    return isZero(amount) ? [] : [{ ...it, amount, source }];
  });
}

function comesFirst(a: SettledInvoice, b: SettledInvoice): boolean {
  if (isHeld(a) !== isHeld(b)) return isHeld(a);
  return a.invoice.dueOn === b.invoice.dueOn ? a.invoice.number > b.invoice.number : a.invoice.dueOn > b.invoice.dueOn;
}

function isHeld({ orderId = null }: SettledInvoice): boolean {
  return orderId !== null;
}

/** Tells where the money for an invoice is, to be taken from: a receivable anew, or what is held for an open order. */
export function takenFrom({ orderId = null }: SettledInvoice) {
  const ledgerAccount = orderId === null ? ('receivable' as const) : ('order-deposit' as const);
  return { ledgerAccount, changeId: orderId };
}

/** Takes what is open again from an amount. */
export function less(amount: string, reopenings: readonly Reopening[], currency: string): string {
  return reopenings.reduce((left, it) => subtractAmounts(left, it.amount, currency), amount);
}

function keyOf({ invoice, source }: Reopening, refund: Refund): string {
  return `${refund.id}/reopens/${invoice.id}/${source === 'account-credit' ? source : 'payment'}`;
}

/** Makes the effect that opens an invoice again. */
export function reopened(it: Reopening, refund: Refund, ids: IdMaker): Effect {
  const { invoice, amount, source, ofAgreement = null } = it;
  const id = ids('stl', keyOf(it, refund), refund.now);
  return { type: 'invoice-reopened', id, invoice, amount, source, ofAgreement, at: refund.now };
}

/** The inverse of using credit: the invoice is receivable again, and its credit is there again, to be taken back. */
export function creditReturned(byCredit: readonly Reopening[], refund: Refund, ids: IdMaker): Effect[] {
  return byCredit.flatMap((it) => {
    const { id: invoiceId, currency, subscriptionId } = it.invoice;
    const about = { currency, subscriptionId, changeId: null, invoiceId };
    return journal({
      id: ids('jnl', keyOf(it, refund), refund.now),
      kind: 'credit-returned',
      description: 'Account credit that had settled an invoice is there again',
      effectiveAt: refund.now,
      postings: [
        { ...about, ...takenFrom(it), amount: it.amount },
        { ...about, ledgerAccount: 'account-credit', amount: negateAmount(it.amount, currency) },
      ],
    });
  });
}
