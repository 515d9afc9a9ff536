import type { Instant } from '../calendar/instant.js';
import type { LedgerAccount } from '../ledger/chart.js';
import { journal } from '../ledger/issue.js';
import { negateAmount } from '../money/amount.js';
import type { Effect, HistoryEntry, IdMaker } from '../subscription/effects.js';
import type { Booking } from './booking.js';

/** Somebody or something that acts on a booking, and when. */
export interface Acting {
  readonly by: string;
  readonly at: Instant;
}

interface Told {
  readonly event: string;
  /** Tells it apart from others of the same event. */
  readonly key?: string;
  readonly text: string;
  readonly amounts?: Record<string, string>;
}

/** Makes a sentence for the history of a booking. */
export function entryOf(
  booking: Pick<Booking, 'id' | 'subscriptionId'>,
  { by, at }: Acting,
  { event, key = '', text, amounts }: Told,
  ids: IdMaker,
): HistoryEntry {
  const id = ids('his', `${booking.id}/${event}/${key}`, at);
  const about = { id, subscriptionId: booking.subscriptionId, changeId: booking.id, at, event, by, text };
  return { ...about, amounts: amounts ?? null };
}

/** Writes a sentence into the history of a booking. */
export function told(
  booking: Pick<Booking, 'id' | 'subscriptionId'>,
  acting: Acting,
  entry: Told,
  ids: IdMaker,
): Effect {
  return { type: 'history-written', entry: entryOf(booking, acting, entry, ids) };
}

/** Moves money of a booking from one ledger account to another: debits the first, credits the second. Nothing for zero. */
export function moved(
  booking: Pick<Booking, 'id' | 'subscriptionId' | 'data'>,
  { at, key, kind, description }: { at: Instant; key: string; kind: string; description: string },
  { from, to, amount }: { from: LedgerAccount; to: LedgerAccount; amount: string },
  ids: IdMaker,
): Effect[] {
  const { currency } = booking.data.quote;
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
  at: Instant,
  set: Partial<Pick<Booking, 'dueAt' | 'data' | 'attention'>> & { readonly state?: Booking['state'] },
): Effect {
  return { type: 'change-updated', changeId: booking.id, set, at };
}

/** Closes a booking. */
export function bookingClosed(
  booking: Booking,
  state: 'collected' | 'expired' | 'cancelled',
  at: Instant,
  data: Booking['data'],
): Effect {
  return { type: 'change-updated', changeId: booking.id, set: { state, dueAt: null, data, attention: null }, at };
}
