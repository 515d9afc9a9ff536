import type { CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { documentId, issueDocument, journal, settle } from '../ledger/issue.js';
import { isZero, negateAmount, sumAmounts } from '../money/amount.js';
import type { Effect, IdMaker, InvoiceLine, Posting } from '../subscription/effects.js';
import { planOf, subscriptionOf } from '../subscription/lookup.js';
import type { AccountState } from '../subscription/state.js';
import type { OrderLine, OrderQuote, PackageOrder } from './order.js';
import { chargesOf } from './pay.js';
import { termInvoices } from './quote.js';
import type { BegunTerm } from './term.js';

/** What an applied order posts: its own document, and the credit note for the open invoice of the old term. */
export interface Documents {
  readonly effects: readonly Effect[];
  readonly invoiceId: string;
  readonly termCreditId: string | null;
}

interface Posting_ {
  readonly state: AccountState;
  readonly order: PackageOrder;
  readonly term: BegunTerm;
  readonly at: Instant;
  readonly ids: IdMaker;
}

/**
 * Posts the money of an order as it is applied (PO-13): 10.00 -> 20.00 with 15.00 due: receivable 15.00, revenue -20.00 and 5.00, and the
 * 15.00 that were held settle it. Nothing due: a credit note, or an invoice that comes to nothing; a scheduled downgrade: an invoice.
 */
export function postOrder(
  state: AccountState,
  order: PackageOrder,
  term: BegunTerm,
  at: Instant,
  ids: IdMaker,
): Documents {
  const posting: Posting_ = { state, order, term, at, ids };
  const own = ownDocument(posting);
  const credit = termCredit(posting);
  return { effects: [...own.effects, ...credit.effects], invoiceId: own.id, termCreditId: credit.id };
}

function ownDocument(posting: Posting_): { readonly id: string; readonly effects: readonly Effect[] } {
  const { quote, invoiceId } = posting.order.data;
  if (invoiceId !== null) return { id: invoiceId, effects: paidInvoice(posting, invoiceId) };
  const document = documentOf(posting, posting.order.id, redated(quote.lines, posting.term));
  const id = documentId(document, posting.ids);
  if (quote.timing === 'end-of-term') return { id, effects: issueDocument(posting.state, document, posting.ids) };
  return { id, effects: [issued(posting, id, document), ...postings(posting, id)] };
}

/** What was held becomes what is paid: the invoice is posted, and settled at once. */
function paidInvoice(posting: Posting_, invoiceId: string): Effect[] {
  const { order, at, ids } = posting;
  const { quote } = order.data;
  const about = aboutOf(order, invoiceId);
  return [
    { type: 'order-invoice-closed', invoiceId, standing: 'posted' },
    ...postings(posting, invoiceId),
    ...journal({
      id: ids('jnl', `${order.id}/paid`, at),
      kind: 'order-paid',
      description: 'What was paid for a package order settles its invoice',
      effectiveAt: at,
      postings: [
        { ...about, ledgerAccount: 'order-deposit', amount: quote.dueToday },
        { ...about, ledgerAccount: 'receivable', amount: negateAmount(quote.dueToday, quote.currency) },
      ],
    }),
  ];
}

/** Posts charges and credit as quoted; what the term's invoice takes of the credit has a credit note of its own. */
function postings({ state, order, at, ids }: Posting_, invoiceId: string): Effect[] {
  const { quote } = order.data;
  const { currency } = quote;
  const credit = sumAmounts(
    quote.lines.filter((it) => it.part === 'credit').map((it) => it.amount),
    currency,
  );
  const about = aboutOf(order, invoiceId);
  const lines: Posting[] = [
    { ...about, ledgerAccount: 'receivable', amount: quote.dueToday },
    { ...about, ledgerAccount: 'revenue', amount: negateAmount(chargesOf(quote), currency) },
    { ...about, ledgerAccount: 'revenue', amount: credit },
    { ...about, ledgerAccount: 'account-credit', amount: negateAmount(quote.toAccountCredit, currency) },
    { ...about, ledgerAccount: 'forfeited-credit', amount: negateAmount(quote.forfeited, currency) },
  ];
  const description = descriptionOf(state, quote);
  return journal({
    id: ids('jnl', order.id, at),
    kind: 'package-order',
    description,
    effectiveAt: at,
    postings: lines,
  });
}

function termCredit(posting: Posting_): { readonly id: string | null; readonly effects: readonly Effect[] } {
  const { state, order, at, ids } = posting;
  const { quote } = order.data;
  if (isZero(quote.toTermInvoice)) return { id: null, effects: [] };
  const document = documentOf(posting, `${order.id}/term`, quote.termLines);
  const id = documentId(document, ids);
  const about = aboutOf(order, id);
  const open = termInvoices(state, subscriptionOf(state, order.subscriptionId));
  return {
    id,
    effects: [
      issued(posting, id, document),
      ...journal({
        id: ids('jnl', document.key, at),
        kind: 'package-order',
        description: 'Credit for the days left, on the open invoice of the term',
        effectiveAt: at,
        postings: [
          { ...about, ledgerAccount: 'revenue', amount: quote.toTermInvoice },
          { ...about, ledgerAccount: 'account-credit', amount: negateAmount(quote.toTermInvoice, quote.currency) },
        ],
      }),
      ...settle(document, open, quote.toTermInvoice, ids),
    ],
  };
}

type OrderDocument = ReturnType<typeof documentOf>;

function documentOf({ state, order, term, at }: Posting_, key: string, lines: readonly OrderLine[]) {
  const { id: changeId, subscriptionId } = order;
  const description = descriptionOf(state, order.data.quote);
  const plain = lines.map(({ part: _, chargeId: __, ...line }): InvoiceLine => line);
  return { key, subscriptionId, changeId, lines: plain, date: term.from, at, description };
}

/** A credit note where it comes to a credit, else an invoice of nothing: what is due has its invoice already. */
function issued({ order, at }: Posting_, id: string, { subscriptionId, changeId, lines, date }: OrderDocument): Effect {
  const { currency } = order.data.quote;
  const signed = lines.map((it) => (it.kind === 'credit' ? it.amount : negateAmount(it.amount, currency)));
  const total = sumAmounts(signed, currency);
  const kind = isZero(total) ? 'invoice' : 'credit-note';
  const invoice = { id, kind, subscriptionId, changeId, currency, total, issuedOn: date, dueOn: date, lines } as const;
  return { type: 'invoice-issued', at, invoice };
}

/** The lines of the package are those of the term that begins today, whenever it was quoted; the amounts stay. */
function redated(lines: readonly OrderLine[], { from, charge }: BegunTerm): OrderLine[] {
  const to: Readonly<Record<OrderLine['part'], CivilDate | null>> = {
    package: charge.to,
    'setup-fee': from,
    forfeited: from,
    credit: null,
  };
  return lines.map((it) => ({ ...it, ...(to[it.part] === null ? {} : { from, to: to[it.part] ?? from }) }));
}

function aboutOf({ id, subscriptionId, data }: PackageOrder, invoiceId: string) {
  return { subscriptionId, changeId: id, invoiceId, currency: data.quote.currency };
}

function descriptionOf(state: AccountState, { planId }: OrderQuote): string {
  return `Package order of ${planOf(state, planId).name}`;
}
