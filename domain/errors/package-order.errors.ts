import type { ErrorCodeEntry } from './entry.js';

/** Refusals of package orders. */
export const PACKAGE_ORDER_ERRORS = {
  'no-upgrade-path': {
    kind: 'invalid',
    title: 'The package is not offered',
    description: 'No upgrade path leads from the current package to the chosen one (PO-01).',
    whatToDo: 'Choose one of GET /v1/subscriptions/{id}/upgrade-options, or make the path: POST /v1/upgrade-paths.',
  },
  'order-not-found': {
    kind: 'not-found',
    title: 'Package order not found',
    description: 'The package order does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/package-orders lists them.',
  },
  'order-open': {
    kind: 'conflict',
    title: 'An order is open already',
    description: 'There is one open package order per service (PO-12).',
    whatToDo: 'Go on with the order that is named, or cancel it first.',
  },
  'order-term-over': {
    kind: 'conflict',
    title: 'The term that the order keeps is over',
    description: 'The order was quoted for the rest of a term, which has ended since (PO-17).',
    whatToDo: 'Cancel the order, which makes account credit of what was paid, and order anew.',
  },
  'subscription-not-active': {
    kind: 'conflict',
    title: 'Subscription not active',
    description:
      'The subscription is suspended, paused, cancelled, or about to end; its package cannot be ordered anew (PO-08).',
    whatToDo: 'Make it active first.',
  },
  'subscription-not-paid-ahead': {
    kind: 'conflict',
    title: 'Subscription is not paid ahead',
    description:
      'A package is ordered for a term that is paid ahead; this subscription is invoiced at the end of its periods.',
    whatToDo: 'Change its plan by a master plan change.',
  },
  'term-unpaid': {
    kind: 'conflict',
    title: 'The current term is not paid',
    description: "A client orders another package once the current term's invoice is paid (PO-15).",
    whatToDo: 'Pay the invoice that is named; or let an admin order the change.',
  },
  'upgrade-not-permitted': {
    kind: 'forbidden',
    title: 'The client may not change packages',
    description:
      'The client group of the account does not have the permission to upgrade and downgrade packages (PO-07).',
    whatToDo: 'An admin can order the change, or give the client another group.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
