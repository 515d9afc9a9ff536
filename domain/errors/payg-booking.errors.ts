import type { ErrorCodeEntry } from './entry.js';

/** Refusals of upgrade bookings and of the time they rest on. */
export const PAYG_BOOKING_ERRORS = {
  'booking-not-found': {
    kind: 'not-found',
    title: 'Booking not found',
    description: 'The booking, or the proposal of one, does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/bookings lists them.',
  },
  'booking-open': {
    kind: 'conflict',
    title: 'A booking is open',
    description: 'The customer has an open booking; there is one at a time (PB-02).',
    whatToDo: 'Go on with that one, or cancel it first.',
  },
  'booking-paid': {
    kind: 'forbidden',
    title: 'The booking is paid',
    description: 'Only an admin cancels a booking whose down payment is there (PB-13).',
    whatToDo: 'Ask an admin, or let it be collected.',
  },
  'booking-state': {
    kind: 'conflict',
    title: 'Not in this state of the booking',
    description:
      'The state of the booking does not take the command: it is expired, cancelled, collected, or not paid yet.',
    whatToDo: 'Look at the booking; once it is over the customer has to call again.',
  },
  'conversion-not-found': {
    kind: 'not-found',
    title: 'Conversion transaction not found',
    description: 'The subscription has no such conversion transaction (PB-10).',
    whatToDo: 'Check the id; GET /v1/subscriptions/{id}/on-time-transactions lists it.',
  },
  'conversion-payment-too-small': {
    kind: 'conflict',
    title: 'No payment of the conversion is large enough',
    description: 'None of the payments linked to the conversion covers what is missing of the down payment (PB-10).',
    whatToDo: 'See the payments in the answer; take another payment for the rest.',
  },
  'downpayment-missing': {
    kind: 'conflict',
    title: 'Not enough for the down payment',
    description: 'What was chosen is worth less than is missing of the down payment (PB-08).',
    whatToDo: 'Choose more, or accept it as a part payment with acceptPart.',
  },
  'not-entitled': {
    kind: 'conflict',
    title: 'Not entitled to the upgrade',
    description:
      'The customer may not upgrade to a product: no path, not long enough a customer, off for too long, or blocked (PB-01).',
    whatToDo: 'See GET /v1/accounts/{id}/booking-options for what is open and why the rest is not.',
  },
  'on-time-payment-spent': {
    kind: 'conflict',
    title: 'Nothing left of the on-time payment',
    description: 'All that the payment was worth has been used for a down payment or has gone back (PB-08).',
    whatToDo: 'Choose another payment.',
  },
  'on-time-payment-too-old': {
    kind: 'conflict',
    title: 'On-time payment too old',
    description: 'An old payment counts in full only up to the age that the setting onTimeMaxAge allows (PB-09).',
    whatToDo: 'Choose a newer payment.',
  },
  'on-time-transaction-not-found': {
    kind: 'not-found',
    title: 'On-time transaction not found',
    description: 'The subscription has no such on-time transaction of the type payment.',
    whatToDo: 'Check the id; GET /v1/subscriptions/{id}/on-time-transactions lists them.',
  },
  'payment-into-closed-booking': {
    kind: 'conflict',
    title: 'Payment dated back into a closed booking',
    description: 'A payment cannot be dated back into the window of a booking that is over (PB-06).',
    whatToDo: 'Let it be paid now, or date it outside the window.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
