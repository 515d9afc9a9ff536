import type { Checkout } from '../../domain/payment/checkout.js';

export function checkoutView(checkout: Checkout) {
  const { id, accountId, invoiceId, subscriptionId, changeId, endpointId, amount, currency, description } = checkout;
  const { state, payUrl, returnUrl, createdAt, expiresAt, paymentId, error } = checkout;
  return {
    id,
    accountId,
    invoiceId,
    subscriptionId,
    changeId,
    endpointId,
    amount: { amount, currency },
    description,
    state,
    payUrl,
    returnUrl,
    createdAt,
    expiresAt,
    paymentId,
    error,
  };
}
