import { issueNamed } from '../agreement/pay.js';
import type { Instant } from '../calendar/instant.js';
import type { LedgerAccount } from '../ledger/chart.js';
import { journal } from '../ledger/issue.js';
import { owedIn } from '../ledger/owed-in.js';
import { isZero, negateAmount, sumAmounts } from '../money/amount.js';
import { payableOrders } from '../package-order/pay.js';
import { openBookings } from '../payg-booking/booking.js';
import { paygCandidates } from '../payg-booking/candidates.js';
import { paidForBooking, paidForTime } from '../payg-booking/pay.js';
import { inTurn } from '../payg-time/buy.js';
import type { ServiceReactivation } from '../service-reactivation/change.js';
import { notePayment } from '../service-reactivation/rules.js';
import type { Effect, IdMaker, Posting } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import type { AccountState, OpenInvoice } from '../subscription/state.js';
import { allocatePayment, invoiceCandidates, type Part } from './allocate.js';
import { explainPayment } from './explain.js';
import type { Payment, PaymentAllocation } from './payment.js';

/** A payment whose account is known, and what of it has not gone back already: a refund may come before its payment. */
export interface Incoming {
  readonly payment: Payment & { readonly accountId: string };
  readonly left: string;
  /** True where its row was kept unallocated until now. */
  readonly isKept: boolean;
  readonly now: Instant;
  readonly by: string;
  /** True where it names a checkout of a service that is over: it becomes account credit (PS-11). */
  readonly toCredit?: boolean;
}

/**
 * Allocates a payment and posts it: debit cash; credit what is receivable of each invoice, what is held for a booking, the time that it
 * buys, and account credit for the rest (EN-13, PS-03, PB-03, PB-07). 60.00 on an open invoice of 20.00: cash 60.00, receivable -20.00,
 * account credit -40.00. Tells why instead where it has to be kept unallocated.
 */
export function takePayment(
  before: AccountState,
  { payment, left, isKept, now, by, toCredit = false }: Incoming,
  ids: IdMaker,
): { readonly effects: readonly Effect[] } | { readonly why: NonNullable<Payment['why']> } {
  const { currency } = payment;
  if (currency !== before.account.currency) return { why: 'foreign-currency' };
  // What it names may be an invoice that is only scheduled: it is issued first, so that there is something to settle.
  const named = issueNamed(before, payment.names, now, ids);
  const state = evolveAll(before, named.effects);
  const asked = { amount: left, currency, names: named.names };
  const checkout = checkoutOf(state, payment);
  const parts = isZero(left) ? [] : partsOf(state, asked, payment.paidAt, toCredit || checkout !== null);
  if (typeof parts === 'string') return { why: parts };
  const arrived: Effect = isKept
    ? { type: 'payment-assigned', paymentId: payment.id }
    : { type: 'payment-received', payment: { ...payment, why: null } };
  const placed = parts.map((part) => placeOf(state, part));
  const first: Effect[] = [
    arrived,
    ...placed.flatMap((it) => allocate(payment, it, now, ids)),
    ...postParts(payment, left, placed, ids),
    {
      type: 'history-written',
      entry: {
        id: ids('his', `${payment.id}/taken`, now),
        subscriptionId: placed.find((it) => it.subscriptionId)?.subscriptionId ?? null,
        changeId: null,
        at: now,
        event: isKept ? 'payment-assigned' : 'payment-received',
        by,
        text: explainPayment(payment, left, placed),
        amounts: amountsOf(placed, currency),
      },
    },
  ];
  const effects = inTurn(state, [
    () => first,
    ...placed.map((it) => (state: AccountState) => consequences(state, payment, it, now, ids)),
  ]);
  if (checkout === null || isZero(left)) return { effects: [...named.effects, ...effects] };
  const after = evolveAll(state, effects);
  const noted = notePayment(after, checkout, { paymentId: payment.id, amount: left, now, by }, ids);
  return { effects: [...named.effects, ...effects, ...noted] };
}

/** Finds the open checkout of a service that a payment names: all of it waits as account credit, until it covers what was asked (PS-11). */
function checkoutOf(state: AccountState, { names }: Payment): ServiceReactivation | null {
  const named = state.changes.find((it) => it.id === names.changeId);
  return named?.kind === 'service-reactivation' ? named : null;
}

function partsOf(
  state: AccountState,
  asked: Parameters<typeof allocatePayment>[0],
  paidAt: Instant,
  toCredit: boolean,
): ReturnType<typeof allocatePayment> {
  if (toCredit) return [{ kind: 'account-credit', id: null, amount: asked.amount }];
  // Of what is due on one day the order comes first: what it is applied with may pay the rest (PO-15).
  const invoices = [...payableOrders(state, paidAt), ...state.openInvoices];
  return allocatePayment(asked, [...paygCandidates(state, paidAt), ...invoiceCandidates(invoices)]);
}

export interface PlacedPart {
  readonly part: Part;
  readonly invoice: OpenInvoice | null;
  readonly subscriptionId: string | null;
}

/** Finds what a part goes to: the invoice that it settles, the subscription that it is for. */
function placeOf(state: AccountState, part: Part): PlacedPart {
  const { kind, id } = part;
  if (kind === 'account-credit') return { part, invoice: null, subscriptionId: null };
  if (kind === 'time') return { part, invoice: null, subscriptionId: id };
  if (kind === 'booking') {
    const booking = openBookings(state).find((it) => it.id === id);
    return { part, invoice: null, subscriptionId: booking?.subscriptionId ?? null };
  }
  const invoice = findInvoice(state, id);
  if (!invoice) throw new Error(`a part of a payment cannot be posted to ${kind} ${id}`);
  return { part, invoice, subscriptionId: invoice.subscriptionId };
}

/** What a part does beside being posted: it counts towards a booking, or buys time. */
function consequences(
  state: AccountState,
  payment: Payment,
  { part }: PlacedPart,
  now: Instant,
  ids: IdMaker,
): Effect[] {
  const { kind, id, amount } = part;
  if (kind === 'booking' && id !== null) return paidForBooking(state, { bookingId: id, payment, amount, at: now }, ids);
  if (kind === 'time' && id !== null) return paidForTime(state, { subscriptionId: id, payment, amount, at: now }, ids);
  return [];
}

function findInvoice(state: AccountState, id: string | null): OpenInvoice | undefined {
  return [...state.openInvoices, ...state.orderInvoices].find((it) => it.id === id);
}

function allocate(
  payment: Payment,
  { part, invoice, subscriptionId }: PlacedPart,
  at: Instant,
  ids: IdMaker,
): Effect[] {
  const { amount, kind, id } = part;
  const key = `${payment.id}/${id ?? kind}`;
  const about = { id: ids('pal', key, at), paymentId: payment.id, refundId: null, amount, at };
  const allocation: PaymentAllocation = {
    ...about,
    kind,
    invoiceId: invoice?.id ?? null,
    ...(kind === 'time' || kind === 'booking' ? { subscriptionId, changeId: kind === 'booking' ? id : null } : {}),
  };
  const allocated: Effect = { type: 'payment-allocated', allocation };
  if (!invoice) return [allocated];
  const source = { paymentId: payment.id };
  return [allocated, { type: 'invoice-settled', id: ids('stl', key, at), invoiceId: invoice.id, amount, source, at }];
}

const LEDGER: Readonly<Record<Part['kind'], LedgerAccount>> = {
  invoice: 'receivable',
  booking: 'down-payment',
  time: 'unearned-time',
  'account-credit': 'account-credit',
};

function postParts(payment: Payment, left: string, placed: readonly PlacedPart[], ids: IdMaker): Effect[] {
  const { id, currency, paidAt } = payment;
  const credits = placed.map(
    ({ part, invoice, subscriptionId }): Posting => ({
      ledgerAccount: LEDGER[part.kind],
      changeId: part.kind === 'booking' ? part.id : null,
      ...(invoice ? owedIn(invoice) : {}),
      amount: negateAmount(part.amount, currency),
      currency,
      subscriptionId,
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
  const sum = (kind: Part['kind']) =>
    sumAmounts(
      placed.filter((it) => it.part.kind === kind).map((it) => it.part.amount),
      currency,
    );
  const always = { toInvoices: sum('invoice'), toAccountCredit: sum('account-credit') };
  const [toBooking, toTime] = [sum('booking'), sum('time')];
  return { ...always, ...(isZero(toBooking) ? {} : { toBooking }), ...(isZero(toTime) ? {} : { toTime }) };
}
