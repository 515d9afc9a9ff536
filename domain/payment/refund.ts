import type { Instant } from '../calendar/instant.js';
import { journal, settle } from '../ledger/issue.js';
import { isNegative, isZero, minAmount, negateAmount, subtractAmounts, sumAmounts } from '../money/amount.js';
import { type PaygStanding, type PaygTaken, receivableOfUsed, takeBackPayg } from '../payg-booking/refund.js';
import type { Effect, IdMaker, Posting } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import type { AccountState } from '../subscription/state.js';
import { explainRefund } from './explain.js';
import { creditReturned, less, type Reopening, reopen, reopened, type SettledInvoice, takenFrom } from './reopen.js';

/** A payment as it stands before a refund takes of it. */
export interface PaymentStanding {
  readonly id: string;
  readonly currency: string;
  /** What of it became account credit and has not been taken back; it may be used since. */
  readonly credited: string;
  readonly settled: readonly SettledInvoice[];
  /** What of it is or was paid as you go. */
  readonly payg: PaygStanding;
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
  const { time, booking } = standing.payg;
  const left = sumAmounts([standing.credited, settled, time, booking], currency);
  const taken = minAmount(refund.amount, left, currency);
  const fromCredit = minAmount(taken, smallest(standing.credited, state.credit, currency), currency);
  let rest = subtractAmounts(taken, fromCredit, currency);
  const payg = takeBackPayg(
    state,
    standing.payg,
    {
      refund: { ...refund, paymentId: standing.id },
      limit: minAmount(rest, sumAmounts([time, booking], currency), currency),
    },
    ids,
  );
  rest = subtractAmounts(rest, sumAmounts([payg.fromTime, payg.fromBooking], currency), currency);
  const bySelf = reopen(standing.settled, { paymentId: standing.id }, rest, currency);
  rest = less(rest, bySelf, currency);
  const byCredit = reopen(standing.settledByCredit, 'account-credit', rest, currency);
  rest = less(rest, byCredit, currency);
  const used = usedUp(state, standing, refund, { payg, rest }, ids);
  rest = subtractAmounts(rest, used.amount, currency);
  if (!isZero(rest)) throw new Error(`${rest} of payment ${standing.id} are neither account credit nor settled`);
  const creditPart = sumAmounts([fromCredit, ...byCredit.map((it) => it.amount)], currency);
  const effects: Effect[] = [
    { type: 'payment-refunded', refundId: refund.id, paymentId: standing.id, taken },
    ...payg.effects,
    ...used.effects,
    ...takenBack(standing, refund, { bySelf, creditPart, used }, ids),
    ...[...bySelf, ...byCredit].map((it) => reopened(it, refund, ids)),
    ...creditReturned(byCredit, refund, ids),
    ...posted({ standing, refund, taken, bySelf, creditPart, used }, ids),
    history(refund, { taken, currency, fromCredit, reopened: [...bySelf, ...byCredit], used }, ids),
  ];
  return [
    ...effects,
    ...settleAgain(
      state,
      effects,
      [...[...bySelf, ...byCredit].map((it) => it.invoice.id), ...used.invoiceIds],
      refund,
      ids,
    ),
  ];
}

/** What is left as credit of the payment, at most what the account has: the rest of it has been used. */
function smallest(credited: string, credit: string, currency: string): string {
  return isNegative(credit) ? '0' : minAmount(credited, credit, currency);
}

function takenBack(
  { id: paymentId, currency }: PaymentStanding,
  { id: refundId, now: at }: Refund,
  parts: { readonly bySelf: readonly Reopening[]; readonly creditPart: string; readonly used: UsedUp },
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
    ...(['time', 'booking'] as const).flatMap((kind) => {
      const amount = negateAmount(parts.used.taken[kind], currency);
      const { subscriptionId, back } = parts.used;
      const changeId = kind === 'booking' ? back.bookingId : null;
      const allocation = { id: ids('pal', `${refundId}/${kind}`, at), ...about, kind, invoiceId: null, amount };
      return isZero(amount) ? [] : [{ ...allocation, subscriptionId, changeId }];
    }),
  ];
  return allocations.map((allocation) => ({ type: 'payment-allocated', allocation }));
}

/** What of a refund was paid as you go: taken back, or used up and owed. */
interface UsedUp {
  readonly amount: string;
  /** All that leaves time and bookings, used or not. */
  readonly taken: { readonly time: string; readonly booking: string };
  readonly back: PaygTaken;
  readonly invoiceIds: readonly string[];
  readonly subscriptionId: string | null;
  readonly effects: readonly Effect[];
}

/** What a payment bought and was used already becomes a receivable due today (EN-14). */
function usedUp(
  state: AccountState,
  { id: paymentId, currency, payg: standing }: PaymentStanding,
  refund: Refund,
  { payg: back, rest }: { payg: PaygTaken; rest: string },
  ids: IdMaker,
): UsedUp {
  const usedTime = minAmount(rest, subtractAmounts(standing.time, back.fromTime, currency), currency);
  const afterTime = subtractAmounts(rest, usedTime, currency);
  const usedBooking = minAmount(afterTime, subtractAmounts(standing.booking, back.fromBooking, currency), currency);
  const amount = sumAmounts([usedTime, usedBooking], currency);
  const time = sumAmounts([usedTime, back.fromTime], currency);
  const booking = sumAmounts([usedBooking, back.fromBooking], currency);
  const subscriptionId = standing.subscriptionId;
  const about = { amount, taken: { time, booking }, back, subscriptionId };
  if (isZero(amount) || subscriptionId === null) return { ...about, invoiceIds: [], effects: [] };
  const { planId = null } = standing;
  const owed = receivableOfUsed(state, { ...refund, paymentId }, { amount, subscriptionId, planId }, ids);
  return { ...about, invoiceIds: [owed.invoiceId], effects: owed.effects };
}

interface Taking {
  readonly standing: PaymentStanding;
  readonly refund: Refund;
  readonly taken: string;
  readonly bySelf: readonly Reopening[];
  readonly creditPart: string;
  readonly used: UsedUp;
}

function posted({ standing, refund, taken, bySelf, creditPart, used }: Taking, ids: IdMaker): Effect[] {
  const { currency } = standing;
  const about = { currency, subscriptionId: null, changeId: null, invoiceId: null };
  const receivable = bySelf.map(
    (it): Posting => ({
      ...about,
      ...takenFrom(it),
      amount: it.amount,
      subscriptionId: it.invoice.subscriptionId,
      invoiceId: it.invoice.id,
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
      { ...about, ledgerAccount: 'unearned-time', subscriptionId: used.subscriptionId, amount: used.back.fromTime },
      { ...about, ledgerAccount: 'down-payment', subscriptionId: used.subscriptionId, amount: used.back.fromBooking },
      {
        ...about,
        ledgerAccount: 'receivable',
        subscriptionId: used.subscriptionId,
        invoiceId: used.invoiceIds[0] ?? null,
        amount: used.amount,
      },
      { ...about, ledgerAccount: 'cash', amount: negateAmount(taken, currency) },
    ],
  });
}

function history(
  { id, kind, now, by }: Refund,
  took: { taken: string; currency: string; fromCredit: string; reopened: readonly Reopening[]; used: UsedUp },
  ids: IdMaker,
): Effect {
  const reopened = took.reopened.map(({ invoice, amount }) => ({ number: invoice.number, amount }));
  return {
    type: 'history-written',
    entry: {
      id: ids('his', `${id}/taken`, now),
      subscriptionId: took.reopened[0]?.invoice.subscriptionId ?? took.used.subscriptionId,
      changeId: null,
      at: now,
      event: kind === 'refund' ? 'payment-refunded' : 'dispute-lost',
      by,
      text: explainRefund({ ...took, kind, reopened, ...took.used.back, used: took.used.amount }),
      amounts: { taken: took.taken, fromAccountCredit: took.fromCredit },
    },
  };
}

/** Lets what is open again take credit that other money left, where credit is used automatically (PS-04). */
function settleAgain(
  state: AccountState,
  effects: readonly Effect[],
  invoiceIds: readonly string[],
  refund: Refund,
  ids: IdMaker,
): Effect[] {
  if (!state.settings.useCreditAutomatically) return [];
  const after = evolveAll(state, effects);
  const open = after.openInvoices.filter((it) => invoiceIds.includes(it.id));
  const use = { key: `${refund.id}/again`, subscriptionId: null, changeId: null, at: refund.now };
  return settle(use, open, after.credit, ids);
}
