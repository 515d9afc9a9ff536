import type { StoredPayment } from '../../prisma/stores/payments.store.js';

export function paymentView(payment: StoredPayment) {
  const { id, provider, externalId, accountId, amount, currency, paidAt, receivedAt, reference, source, by, reason } =
    payment;
  return {
    id,
    provider,
    externalId,
    accountId,
    amount: { amount, currency },
    paidAt,
    receivedAt,
    reference,
    source,
    by,
    reason,
    names: payment.names,
    state: payment.why === null ? ('allocated' as const) : ('unallocated' as const),
    why: payment.why,
    allocations: payment.allocations.map((it) => ({
      kind: it.kind,
      invoiceId: it.invoiceId,
      refundId: it.refundId,
      subscriptionId: it.subscriptionId ?? null,
      bookingId: it.changeId ?? null,
      amount: it.amount,
      at: it.at,
    })),
    refunds: payment.refunds.map(({ id, externalId, kind, amount, taken, at }) => ({
      id,
      externalId,
      kind,
      amount,
      taken,
      at,
    })),
  };
}
