import type { Instant } from '../calendar/instant.js';
import { DomainError } from '../errors.js';
import { parseAmount } from '../money/money.js';
import { isPayable } from './allocate.js';
import type { Payment } from './payment.js';
import type { ManualPayment } from './payment.schema.js';

/** Who takes a payment by hand, where and when. */
export interface TakenBy {
  readonly id: string;
  readonly accountId: string;
  readonly now: Instant;
  readonly by: string;
  /** Only an admin may date a payment back. */
  readonly mayDateBack: boolean;
}

/**
 * Makes a payment of what was taken by hand. It was paid now, unless an admin dates it back, with a reason; a date in the future counts
 * as now (PB-06). Refuses `payment-amount` for zero or less (EN-13), `payment-date-refused`, `payment-reason-missing`.
 */
export function manualPayment(
  request: ManualPayment,
  { id, accountId, now, by, mayDateBack }: TakenBy,
): Payment & { accountId: string } {
  const { currency } = request.amount;
  const amount = payableAmount(request.amount.amount, currency);
  const paidAt = paidAtOf(request, now, mayDateBack);
  return {
    id,
    provider: 'manual',
    externalId: id,
    accountId,
    amount,
    currency,
    paidAt,
    receivedAt: now,
    reference: request.reference,
    source: 'manual',
    by,
    reason: paidAt === now ? null : (request.reason ?? null),
    names: {
      accountId,
      invoiceId: request.invoiceId ?? null,
      subscriptionId: request.subscriptionId ?? null,
      changeId: null,
    },
    why: null,
  };
}

function payableAmount(text: string, currency: string): string {
  const amount = parseAmount(text, currency, 'amount.amount');
  if (isPayable(amount)) return amount;
  throw new DomainError('payment-amount', `A payment is above zero; this one is ${amount} ${currency}.`, {
    path: 'amount.amount',
  });
}

function paidAtOf({ paidAt, reason }: ManualPayment, now: Instant, mayDateBack: boolean): Instant {
  if (paidAt === undefined || paidAt >= now) return now;
  if (!mayDateBack) {
    throw new DomainError(
      'payment-date-refused',
      'Only an admin may date a payment back; leave paidAt out: it is paid now.',
      {
        path: 'paidAt',
      },
    );
  }
  if (reason === undefined) {
    throw new DomainError('payment-reason-missing', 'Say why the payment is dated back.', { path: 'reason' });
  }
  return paidAt;
}
