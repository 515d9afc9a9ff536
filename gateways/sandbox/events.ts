import { randomUUID } from 'node:crypto';
import type { SandboxPayment } from '../../prisma/stores/sandbox.store.js';

/** Makes the event that tells of a payment; each has an id of its own. */
export function paymentEvent(type: 'payment.succeeded', { id, amount, paidAt, checkout }: SandboxPayment) {
  const { checkoutId, ...names } = checkout.names;
  return { type, id: eventId(), data: { paymentId: id, amount, paidAt, ...names, checkoutReference: checkoutId } };
}

/** Makes the event that tells of a card which was declined: no money moves. */
export function declinedEvent({ checkout, amount, paidAt }: Omit<SandboxPayment, 'id' | 'organizationId'>) {
  const data = { paymentId: `${checkout.id}/declined`, amount, paidAt, checkoutReference: checkout.names.checkoutId };
  return { type: 'payment.failed', id: eventId(), data };
}

/** Makes the event that tells of a refund; with our id of it where we asked for it. */
export function refundEvent(
  payment: SandboxPayment,
  refund: { readonly id: string; readonly amount: string; readonly refundReference: string | null },
) {
  const { id: refundId, refundReference } = refund;
  const amount = { amount: refund.amount, currency: payment.amount.currency };
  const data = { paymentId: payment.id, amount, paidAt: payment.paidAt, refundId, refundReference };
  return { type: 'payment.refunded', id: eventId(), data };
}

function eventId(): string {
  return `evt_${randomUUID().replaceAll('-', '')}`;
}
