import { DomainError } from '../errors.js';
import { compareAmounts, subtractAmounts, sumAmounts } from '../money/amount.js';
import { type Money, parseAmount } from '../money/money.js';
import { isPayable } from './allocate.js';

/** `requested`: we asked the provider for it; `made`: the money went back; `refused`: the provider will not. */
export type RefundState = 'requested' | 'made' | 'refused';

/** A refund of a payment as it is known, whoever started it. */
export interface KnownRefund {
  readonly id: string;
  /** The provider's id; null until it has told one. */
  readonly externalId: string | null;
  readonly state: RefundState;
  readonly amount: string;
  readonly currency: string;
  /** What it took of the payment; null while it took nothing. */
  readonly taken: string | null;
}

/** What a provider reports of a refund, in its answer or by a webhook. */
export interface RefundReport {
  readonly externalId: string;
  /** Our id of it, where the provider tells it back. */
  readonly ourId: string | null;
  readonly amount: string;
  readonly currency: string;
}

/**
 * Tells which refund a report is of, so that its answer and its webhooks count once, in whatever order they come (EN-14): one whose id
 * the provider told before; else ours by our id; else ours of that amount, while its answer is awaited; else one that is new to us.
 */
export function matchRefund(known: readonly KnownRefund[], report: RefundReport): KnownRefund | null {
  const { externalId, ourId, amount, currency } = report;
  const isAwaited = (it: KnownRefund) => it.externalId === null && it.state === 'requested';
  return (
    known.find((it) => it.externalId === externalId) ??
    known.find((it) => isAwaited(it) && it.id === ourId) ??
    known.find((it) => isAwaited(it) && it.currency === currency && compareAmounts(it.amount, amount) === 0) ??
    null
  );
}

/** Tells what may still be refunded: the payment less what was taken back and less what is under way. 60.00, 10.00 back, 20.00 asked: 30.00. */
export function refundable(payment: Money, known: readonly KnownRefund[]): string {
  const gone = known.flatMap((it) => {
    if (it.state === 'refused' || it.currency !== payment.currency) return [];
    return [it.state === 'requested' ? it.amount : (it.taken ?? '0')];
  });
  return subtractAmounts(payment.amount, sumAmounts(gone, payment.currency), payment.currency);
}

/**
 * Tells how much a refund that somebody asks for is of: all that is left where no amount is given. Refuses `refund-amount` for more than
 * is left or nothing, `payment-currency` for another currency than the payment's.
 */
export function refundAmount(asked: Money | null, payment: Money, known: readonly KnownRefund[]): string {
  const { currency } = payment;
  const left = refundable(payment, known);
  if (asked !== null && asked.currency !== currency) {
    const message = `The payment is in ${currency}, not in ${asked.currency}.`;
    throw new DomainError('payment-currency', message, { path: 'amount.currency' });
  }
  const amount = asked === null ? left : parseAmount(asked.amount, currency, 'amount.amount');
  if (isPayable(amount) && compareAmounts(amount, left) <= 0) return amount;
  const message = isPayable(left)
    ? `Of this payment ${left} ${currency} can go back, not ${amount}.`
    : 'Nothing of this payment is left to go back.';
  throw new DomainError('refund-amount', message, { path: 'amount.amount' });
}
