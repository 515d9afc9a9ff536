import type { ErrorCodeEntry } from './entry.js';

/** Refusals about invoices, payments, checkouts and refunds. */
export const PAYMENT_ERRORS = {
  'checkout-not-found': {
    kind: 'not-found',
    title: 'Checkout not found',
    description: 'The checkout does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/checkouts lists them.',
  },
  'checkout-refused': {
    kind: 'conflict',
    title: 'The provider will not open the checkout',
    description: 'The payment provider refused to ask for this money; its reason is in the message.',
    whatToDo: 'Do what the message says, then ask for a new checkout.',
  },
  'invoice-not-found': {
    kind: 'not-found',
    title: 'Invoice not found',
    description: 'The invoice or credit note does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/accounts/{id}/invoices lists them.',
  },
  'no-payment-gateway': {
    kind: 'conflict',
    title: 'No payment provider to ask',
    description:
      'The organization has no payment endpoint at which a provider can be asked, or the provider is off here.',
    whatToDo: 'Make one: POST /v1/payment-endpoints, for Stripe with its key.',
  },
  'nothing-to-settle': {
    kind: 'conflict',
    title: 'Nothing to settle',
    description: 'The account has no credit, or nothing open that it could settle.',
    whatToDo: 'See GET /v1/accounts/{id}/credit and its invoices.',
  },
  'payment-allocated': {
    kind: 'conflict',
    title: 'Payment allocated already',
    description: 'The payment is not among the unallocated ones any more, so it cannot be assigned.',
    whatToDo: 'See where it went: GET /v1/payments/{id}.',
  },
  'payment-amount': {
    kind: 'invalid',
    title: 'Not the amount of a payment',
    description: 'A payment is above zero (EN-13).',
    whatToDo: 'Send the amount that was paid.',
  },
  'payment-currency': {
    kind: 'invalid',
    title: 'Payment in another currency',
    description: 'The payment is not in the currency of the account (EN-13).',
    whatToDo: "Take the payment in the account's currency, or choose another account.",
  },
  'payment-date-refused': {
    kind: 'forbidden',
    title: 'Payment dated back',
    description: 'A payment taken by an agent or a shop is paid now (PB-06).',
    whatToDo: 'Leave paidAt out, or ask an admin.',
  },
  'payment-endpoint-not-found': {
    kind: 'not-found',
    title: 'Payment endpoint not found',
    description: 'There is no such address for the webhooks of a payment provider.',
    whatToDo: 'Check the address; GET /v1/payment-endpoints lists those of the organization.',
  },
  'payment-not-found': {
    kind: 'not-found',
    title: 'Payment not found',
    description: 'The payment does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/payments lists them.',
  },
  'payment-reason-missing': {
    kind: 'invalid',
    title: 'No reason for dating back',
    description: 'A payment that is dated back needs a reason (PB-06).',
    whatToDo: 'Say why in `reason`.',
  },
  'payment-unallocatable': {
    kind: 'conflict',
    title: 'Where the payment goes is not clear',
    description: 'Several things of the account could take the payment, and it is not guessed between them (EN-13).',
    whatToDo: 'Name what it is for.',
  },
  'refund-amount': {
    kind: 'invalid',
    title: 'Not an amount that can go back',
    description: 'A refund is above zero and at most what is left of the payment, less what is under way (EN-14).',
    whatToDo: 'Ask for less, or leave the amount out: then all that is left goes back.',
  },
  'refund-refused': {
    kind: 'conflict',
    title: 'The provider will not refund',
    description: 'The payment provider refused to give the money back; its reason is in the message.',
    whatToDo: 'Do what the message says, or give the money back in another way.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
