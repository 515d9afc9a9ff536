import { addDays, type CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { isNegative, isZero, minAmount, negateAmount, subtractAmounts, sumAmounts } from '../money/amount.js';
import type { Effect, IdMaker, InvoiceLine, Journal, Posting } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import type { AccountState, OpenInvoice } from '../subscription/state.js';
import { owedIn } from './owed-in.js';

export interface Document {
  /** What this document is about, unique for good: its ids derive from it. */
  readonly key: string;
  readonly subscriptionId: string;
  readonly changeId: string | null;
  readonly lines: readonly InvoiceLine[];
  readonly date: CivilDate;
  readonly at: Instant;
  readonly description: string;
}

/** What account credit is used for, and when; ids derive from its key. */
export type CreditUse = Pick<Document, 'key' | 'changeId' | 'at'> & { readonly subscriptionId: string | null };

export interface Totals {
  readonly credit: string;
  readonly charge: string;
  readonly net: string;
}

/** Sums lines: `credit` and `charge` are magnitudes, `net` is charge less credit (30.00 credit, 20.00 charge -> net -10.00). */
export function totalsOf(lines: readonly InvoiceLine[], currency: string): Totals {
  const sum = (kind: InvoiceLine['kind']) =>
    sumAmounts(
      lines.filter((it) => it.kind === kind).map((it) => it.amount),
      currency,
    );
  const credit = sum('credit');
  const charge = sum('charge');
  return { credit, charge, net: subtractAmounts(charge, credit, currency) };
}

/** Names the invoice or credit note that `issueDocument` makes of a document. */
export function documentId(document: Pick<Document, 'key' | 'at'>, ids: IdMaker): string {
  return ids('inv', document.key, document.at);
}

/**
 * Issues an invoice for a net charge (or for nothing), a credit note for a net credit, and posts it. A net charge takes account
 * credit first where `useCreditAutomatically` is on; a net credit always settles open invoices, oldest first, and the rest stays
 * account credit (MP-15). 60.00 -> 30.00 in the middle: credit note 20.00, of which 12.50 settles INV-000007 and 7.50 stays.
 */
export function issueDocument(state: AccountState, document: Document, ids: IdMaker): Effect[] {
  const { currency } = state.account;
  const totals = totalsOf(document.lines, currency);
  const isCredit = isNegative(totals.net);
  const id = documentId(document, ids);
  const issued: Effect = {
    type: 'invoice-issued',
    at: document.at,
    invoice: {
      id,
      kind: isCredit ? 'credit-note' : 'invoice',
      subscriptionId: document.subscriptionId,
      changeId: document.changeId,
      currency,
      total: isCredit ? negateAmount(totals.net, currency) : totals.net,
      issuedOn: document.date,
      dueOn: addDays(document.date, isCredit ? 0 : state.settings.paymentTermDays),
      lines: document.lines,
    },
  };
  const posted = [issued, ...postDocument(document, id, totals, currency, ids)];
  const after = evolveAll(state, posted);
  if (isCredit) {
    const credit = negateAmount(totals.net, currency);
    return [...posted, ...settle(document, after.openInvoices, credit, ids)];
  }
  if (!state.settings.useCreditAutomatically) return posted;
  const own = after.openInvoices.filter((it) => it.id === id);
  return [...posted, ...settle(document, own, after.credit, ids)];
}

function postDocument(document: Document, invoiceId: string, totals: Totals, currency: string, ids: IdMaker): Effect[] {
  const about = { subscriptionId: document.subscriptionId, changeId: document.changeId, invoiceId, currency };
  const owed = isNegative(totals.net) ? 'account-credit' : 'receivable';
  const postings: Posting[] = [
    { ...about, ledgerAccount: owed, amount: totals.net },
    { ...about, ledgerAccount: 'revenue', amount: negateAmount(totals.charge, currency) },
    { ...about, ledgerAccount: 'revenue', amount: totals.credit },
  ];
  return journal({
    id: ids('jnl', document.key, document.at),
    kind: document.changeId ? 'plan-change' : 'renewal',
    description: document.description,
    effectiveAt: document.at,
    postings,
  });
}

/** Settles invoices in the order given out of account credit, up to `limit`: 40.00 on 20.00 and 30.00 leaves 10.00 of the second open. */
export function settle(document: CreditUse, invoices: readonly OpenInvoice[], limit: string, ids: IdMaker): Effect[] {
  const effects: Effect[] = [];
  let left = limit;
  for (const invoice of invoices) {
    const amount = minAmount(left, invoice.open, invoice.currency);
    if (isZero(amount)) continue;
    left = subtractAmounts(left, amount, invoice.currency);
    effects.push(...settleInvoice(document, invoice, amount, ids));
  }
  return effects;
}

function settleInvoice(document: CreditUse, invoice: OpenInvoice, amount: string, ids: IdMaker): Effect[] {
  const key = `${document.key}/settles/${invoice.id}`;
  const { ledgerAccount, changeId } = owedIn(invoice);
  const about = {
    subscriptionId: document.subscriptionId,
    changeId: changeId ?? document.changeId,
    invoiceId: invoice.id,
    currency: invoice.currency,
  };
  const settled: Effect = {
    type: 'invoice-settled',
    id: ids('stl', key, document.at),
    invoiceId: invoice.id,
    amount,
    source: 'account-credit',
    at: document.at,
  };
  return [
    settled,
    ...journal({
      id: ids('jnl', key, document.at),
      kind: 'credit-used',
      description: 'Account credit settles an invoice',
      effectiveAt: document.at,
      postings: [
        { ...about, ledgerAccount: 'account-credit', amount },
        { ...about, ledgerAccount, amount: negateAmount(amount, invoice.currency) },
      ],
    }),
  ];
}

/** Makes the effect that posts a journal, without postings of zero; nothing at all when none is left. */
export function journal(entry: Journal): Effect[] {
  const postings = entry.postings.filter((it) => !isZero(it.amount));
  return postings.length === 0 ? [] : [{ type: 'journal-posted', journal: { ...entry, postings } }];
}

/** Posts what was taken over from another system as paid: it opens the books of the subscription, and no invoice is made. */
export function openBalance(
  opening: { subscriptionId: string; amount: string; currency: string; at: Instant },
  ids: IdMaker,
): Effect[] {
  const { subscriptionId, amount, currency, at } = opening;
  const about = { subscriptionId, changeId: null, invoiceId: null, currency };
  return journal({
    id: ids('jnl', `${subscriptionId}/opening`, at),
    kind: 'opening',
    description: 'Taken over as paid',
    effectiveAt: at,
    postings: [
      { ...about, ledgerAccount: 'opening-balance', amount },
      { ...about, ledgerAccount: 'revenue', amount: negateAmount(amount, currency) },
    ],
  });
}
