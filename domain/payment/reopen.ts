import { journal } from '../ledger/issue.js';
import { isZero, minAmount, negateAmount, subtractAmounts } from '../money/amount.js';
import type { Effect, IdMaker, SettlementSource } from '../subscription/effects.js';
import type { OpenInvoice } from '../subscription/state.js';
import type { Refund } from './refund.js';

/** What of an invoice is settled by one source, less what was opened again. */
export interface SettledInvoice {
  readonly invoice: Omit<OpenInvoice, 'open'>;
  readonly amount: string;
}

/** A part of it that is open again. */
export interface Reopening extends SettledInvoice {
  readonly source: SettlementSource;
}

/** Opens what was settled again, newest first, up to a limit: 15.00 of 20.00 (older) and 10.00 opens the 10.00 and 5.00 of the older. */
export function reopen(
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

/** Takes what is open again from an amount. */
export function less(amount: string, reopenings: readonly Reopening[], currency: string): string {
  return reopenings.reduce((left, it) => subtractAmounts(left, it.amount, currency), amount);
}

function keyOf({ invoice, source }: Reopening, refund: Refund): string {
  return `${refund.id}/reopens/${invoice.id}/${source === 'account-credit' ? source : 'payment'}`;
}

/** Makes the effect that opens an invoice again. */
export function reopened(it: Reopening, refund: Refund, ids: IdMaker): Effect {
  const { invoice, amount, source } = it;
  const id = ids('stl', keyOf(it, refund), refund.now);
  return { type: 'invoice-reopened', id, invoice, amount, source, at: refund.now };
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
        { ...about, ledgerAccount: 'receivable', amount: it.amount },
        { ...about, ledgerAccount: 'account-credit', amount: negateAmount(it.amount, currency) },
      ],
    });
  });
}
