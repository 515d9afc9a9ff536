import type { Effect } from '../../domain/subscription/effects.js';
import type { Tx } from '../client.js';
import { effectsOf } from './effect-rows.js';

/** Writes what changes of payments and refunds that are there: whose it is, and what was taken back. */
export async function movePayments(
  tx: Tx,
  organizationId: string,
  accountId: string,
  effects: readonly Effect[],
): Promise<void> {
  for (const { paymentId } of effectsOf(effects, 'payment-assigned')) {
    await tx.payment.update({
      where: { organizationId_id: { organizationId, id: paymentId } },
      data: { accountId, state: 'allocated', why: null },
    });
  }
  for (const { refundId, paymentId, taken } of effectsOf(effects, 'payment-refunded')) {
    await tx.paymentRefund.update({
      where: { organizationId_id: { organizationId, id: refundId } },
      data: { paymentId, taken },
    });
  }
}
