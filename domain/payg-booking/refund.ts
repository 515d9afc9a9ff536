import { addDays } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { localDateAt } from '../calendar/time-zone.js';
import { minAmount, subtractAmounts, sumAmounts } from '../money/amount.js';
import { formatAmount } from '../money/money.js';
import { isSome } from '../payg-time/buy.js';
import { floorShare, liveLots, takeTimeBack } from '../payg-time/take-back.js';
import type { Effect, IdMaker, InvoiceLine } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import type { AccountState } from '../subscription/state.js';
import { type Booking, type Holding, openBookings } from './booking.js';
import { progressText } from './explain.js';
import { downPaymentUndone } from './hold.js';
import { bookingSet, told } from './tell.js';

/** What a payment became that is paid as you go, less what was taken back of it. */
export interface PaygStanding {
  /** Its `payment` transactions. */
  readonly transactions: readonly {
    readonly transactionId: string;
    readonly subscriptionId: string;
    readonly paidAt: Instant;
  }[];
  /** The subscription that it was paid for; null where nothing of it was. */
  readonly subscriptionId: string | null;
  /** What that is on, or was as it was cancelled. */
  readonly planId?: string | null;
  /** What of it is allocated to time, used or not. */
  readonly time: string;
  /** What of it is allocated to bookings, open or collected. */
  readonly booking: string;
}

export interface PaygRefund {
  readonly id: string;
  readonly paymentId: string;
  readonly now: Instant;
  readonly by: string;
}

export interface PaygTaken {
  readonly effects: readonly Effect[];
  readonly fromTime: string;
  readonly fromBooking: string;
  /** The open booking that it was taken from. */
  readonly bookingId: string | null;
}

/**
 * Takes of a payment what is still there as you go (EN-14): first its unused time, then its part in the open booking; one that was paid
 * needs attention then. 120.00 of which 9 of 12 days are left: 90.00 by a reversal.
 */
export function takeBackPayg(
  state: AccountState,
  standing: PaygStanding,
  { refund, limit }: { refund: PaygRefund; limit: string },
  ids: IdMaker,
): PaygTaken {
  const { currency } = state.account;
  const effects: Effect[] = [];
  let current = state;
  let left = limit;
  const isRunning = (id: string) => state.payg.services.some((it) => it.id === id);
  for (const { transactionId, subscriptionId, paidAt } of standing.transactions) {
    // Of one that was cancelled no time is left: what there was has become account credit.
    if (!isRunning(subscriptionId)) continue;
    const { id: refundId, paymentId, now: at } = refund;
    const taken = minAmount(left, unusedOf(current, subscriptionId, transactionId, at), currency);
    const about = { subscriptionId, transactionId, paidAt, paymentId, at, changeId: null, refundId };
    const key = `${refundId}/${transactionId}`;
    const back = takeTimeBack(current, { ...about, key, goodwill: formatAmount('0', currency) }, taken, ids);
    effects.push(...back.effects);
    current = evolveAll(current, back.effects);
    left = subtractAmounts(left, taken, currency);
  }
  const fromTime = subtractAmounts(limit, left, currency);
  const [booking] = openBookings(current);
  const held = booking?.data.holdings.filter((it) => it.paymentId === refund.paymentId) ?? [];
  if (!booking || held.length === 0) {
    return { effects, fromTime, fromBooking: formatAmount('0', currency), bookingId: null };
  }
  const cut = cutHoldings(booking, held, left);
  return {
    effects: [...effects, ...lessHeld(booking, cut, refund, ids)],
    fromTime,
    fromBooking: cut.taken,
    bookingId: booking.id,
  };
}

function unusedOf(state: AccountState, subscriptionId: string, transactionId: string, at: Instant): string {
  const { currency } = state.account;
  const service = state.payg.services.find((it) => it.id === subscriptionId);
  const lots = service ? liveLots(service, at, currency).filter((it) => it.transactionId === transactionId) : [];
  return sumAmounts(
    lots.map((it) => it.amount),
    currency,
  );
}

interface Cut {
  readonly holdings: readonly Holding[];
  readonly taken: string;
}

/** Takes up to so much of some of the money that is held; the goodwill that was given with it stays. */
function cutHoldings({ data }: Booking, held: readonly Holding[], limit: string): Cut {
  const { currency } = data.quote;
  let left = limit;
  const holdings = data.holdings.map((it): Holding => {
    if (!held.includes(it)) return it;
    const taken = minAmount(left, subtractAmounts(it.amount, it.goodwill, currency), currency);
    left = subtractAmounts(left, taken, currency);
    const own = subtractAmounts(it.amount, it.goodwill, currency);
    const kept = subtractAmounts(own, taken, currency);
    const seconds = floorShare(it.seconds, kept, own, currency);
    return { ...it, amount: subtractAmounts(it.amount, taken, currency), seconds };
  });
  return { holdings: holdings.filter((it) => isSome(it.amount)), taken: subtractAmounts(limit, left, currency) };
}

function lessHeld(before: Booking, { holdings, taken }: Cut, refund: PaygRefund, ids: IdMaker): Effect[] {
  if (!isSome(taken)) return [];
  const { currency } = before.data.quote;
  const acting = { by: refund.by, at: refund.now };
  const wasPaid = before.state === 'install-collect' || before.state === 'needs-attention';
  const data = { ...before.data, holdings, recorded: formatAmount('0', currency), step: before.data.step + 1 };
  const booking = { ...before, data };
  const key = String(data.step);
  const message = `${taken} ${currency} that it held have gone back: ${progressText(data)}.`;
  if (!wasPaid)
    return [
      bookingSet(booking, acting.at, { data }),
      told(booking, acting, { event: 'refunded', key, text: message }, ids),
    ];
  const attention = { code: 'downpayment-refunded', message };
  return [
    bookingSet(booking, acting.at, { state: 'needs-attention', dueAt: null, attention, data }),
    ...downPaymentUndone(before, { key, refundId: refund.id }, acting, ids),
    told(booking, acting, { event: 'needs-attention', key, text: message, amounts: { taken } }, ids),
  ];
}

/**
 * Makes a receivable, due today, of what a payment that went back had been used for already (EN-14). The refund posts it: no revenue is
 * made twice. 30.00 of time used of 120.00 that went back -> an invoice of 30.00.
 */
export function receivableOfUsed(
  state: AccountState,
  { id: refundId, now: at }: PaygRefund,
  { amount, subscriptionId, planId }: { amount: string; subscriptionId: string; planId: string | null },
  ids: IdMaker,
): { readonly invoiceId: string; readonly effects: readonly Effect[] } {
  const { currency } = state.account;
  const service = state.payg.services.find((it) => it.id === subscriptionId);
  const today = localDateAt(at, state.settings.timeZone);
  const invoiceId = ids('inv', `${refundId}/used`, at);
  const line: InvoiceLine = {
    kind: 'charge',
    subscriptionId,
    planId: service?.products[0]?.planId ?? planId ?? '',
    description: 'Used, of a payment that went back',
    quantity: 1,
    from: today,
    to: addDays(today, 1),
    fraction: { whole: 1, numerator: 0, denominator: 1 },
    price: amount,
    amount,
    explanation: `${amount} ${currency} of the payment had been used when it went back`,
  };
  const about = { subscriptionId, changeId: null, currency, issuedOn: today, dueOn: today };
  const invoice = { id: invoiceId, kind: 'invoice' as const, total: amount, lines: [line], ...about };
  return { invoiceId, effects: [{ type: 'invoice-issued', invoice, at }] };
}
