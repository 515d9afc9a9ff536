import type { Instant } from '../calendar/instant.js';
import type { LedgerAccount } from '../ledger/chart.js';
import { journal } from '../ledger/issue.js';
import { negateAmount } from '../money/amount.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { Booking } from './booking.js';

/** Somebody or something that acts on a booking, and when. */
export interface Acting {
  readonly by: string;
  readonly at: Instant;
}

/** Writes a sentence into the history of a booking. `key` tells it apart from others of the same event. */
export function told(
  booking: Pick<Booking, 'id' | 'subscriptionId'>,
  { by, at }: Acting,
  entry: { event: string; key?: string; text: string; amounts?: Record<string, string> },
  ids: IdMaker,
): Effect {
  const { event, key = '', text, amounts = null } = entry;
  const id = ids('his', `${booking.id}/${event}/${key}/${at}`, at);
  const about = { id, subscriptionId: booking.subscriptionId, changeId: booking.id, at, event, by, text, amounts };
  return { type: 'history-written', entry: about };
}

/** Moves money of a booking from one ledger account to another: debits the first, credits the second. Nothing for zero. */
export function moved(
  booking: Pick<Booking, 'id' | 'subscriptionId' | 'quote'>,
  { at, key, kind, description }: { at: Instant; key: string; kind: string; description: string },
  { from, to, amount }: { from: LedgerAccount; to: LedgerAccount; amount: string },
  ids: IdMaker,
): Effect[] {
  const { currency } = booking.quote;
  const about = { currency, subscriptionId: booking.subscriptionId, changeId: booking.id, invoiceId: null };
  return journal({
    id: ids('jnl', `${booking.id}/${kind}/${key}`, at),
    kind,
    description,
    effectiveAt: at,
    postings: [
      { ...about, ledgerAccount: from, amount },
      { ...about, ledgerAccount: to, amount: negateAmount(amount, currency) },
    ],
  });
}

/** Says where a part of a payment goes from now on: held for the booking, or time of the subscription. */
export function reallocated(
  booking: Pick<Booking, 'id' | 'subscriptionId'>,
  payment: { readonly paymentId: string | null; readonly key: string; readonly at: Instant; readonly currency: string },
  { from, to, amount }: { from: 'booking' | 'time'; to: 'booking' | 'time'; amount: string },
  ids: IdMaker,
): Effect[] {
  const { paymentId, key, at, currency } = payment;
  if (paymentId === null || !/[1-9]/.test(amount)) return [];
  const part = (kind: 'booking' | 'time', signed: string): Effect => ({
    type: 'payment-allocated',
    allocation: {
      id: ids('pal', `${paymentId}/${key}/${kind}`, at),
      paymentId,
      kind,
      invoiceId: null,
      refundId: null,
      subscriptionId: booking.subscriptionId,
      changeId: booking.id,
      amount: signed,
      at,
    },
  });
  return [part(from, negateAmount(amount, currency)), part(to, amount)];
}

/** Sets what of a booking changes. */
export function bookingSet(
  booking: Booking,
  set: Partial<Pick<Booking, 'dueAt' | 'data' | 'attention'>> & { readonly state?: Booking['state'] },
): Effect {
  return { type: 'booking-updated', changeId: booking.id, set, closed: null };
}

/** Closes a booking. */
export function bookingClosed(
  booking: Booking,
  state: 'collected' | 'expired' | 'cancelled',
  at: Instant,
  data: Booking['data'],
): Effect {
  return {
    type: 'booking-updated',
    changeId: booking.id,
    set: { dueAt: null, data, attention: null },
    closed: { state, at },
  };
}
