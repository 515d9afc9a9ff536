/** What went wrong, in four kinds: a bad request, not allowed, against the state, not there. */
export type ErrorKind = 'invalid' | 'forbidden' | 'conflict' | 'not-found';

export interface ErrorCodeEntry {
  readonly kind: ErrorKind;
  readonly title: string;
  /** When this happens, for the reader of the documentation. */
  readonly description: string;
  /** What the caller can do about it. */
  readonly whatToDo: string;
}

/** The closed set of codes. A code is never reused for another meaning, and never renamed. */
export const ERROR_CODES = {
  'period-invalid': {
    kind: 'invalid',
    title: 'Billing period does not hold together',
    description: 'periodStart, paidThrough and lastBilled of a subscription contradict each other.',
    whatToDo: 'Give the dates as they are in the system that it is taken over from.',
  },
  'subscription-not-found': {
    kind: 'not-found',
    title: 'Subscription not found',
    description: 'The subscription does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/subscriptions lists them.',
  },
  'change-not-found': {
    kind: 'not-found',
    title: 'Plan change not found',
    description: 'The plan change does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/plan-changes lists them.',
  },
  'plan-not-found': {
    kind: 'not-found',
    title: 'Plan not found',
    description: 'The plan does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/plans lists them.',
  },
  'rate-schedule-not-found': {
    kind: 'not-found',
    title: 'Rate schedule not found',
    description: 'The plan has no such rate schedule, or it was made for another account.',
    whatToDo: 'Take a rate schedule of the plan.',
  },
  'rate-schedule-currency': {
    kind: 'invalid',
    title: 'Rate schedule in another currency',
    description: 'The chosen rate schedule is not in the currency of the change.',
    whatToDo: 'Choose a schedule in that currency.',
  },
  'subscription-cancelled': {
    kind: 'conflict',
    title: 'Subscription cancelled',
    description: 'The subscription is cancelled, so nothing of it can change.',
    whatToDo: 'Make a new subscription.',
  },
  'plan-kind': {
    kind: 'invalid',
    title: 'Not a plan of this kind',
    description: 'The chosen plan is not a master plan.',
    whatToDo: 'Choose a master plan.',
  },
  'plan-inactive': {
    kind: 'invalid',
    title: 'Plan not active',
    description: 'The chosen plan is not active any more.',
    whatToDo: 'Choose an active plan, or activate this one and retry.',
  },
  'plan-not-in-group': {
    kind: 'invalid',
    title: 'Plan outside the plan groups',
    description: 'The current plan is in plan groups that the new plan is not in (MP-01).',
    whatToDo: 'Choose a plan that shares a group with the current one.',
  },
  'no-change': {
    kind: 'conflict',
    title: 'Nothing would change',
    description: 'Plan, units, rates and currency are what they are already (MP-01).',
    whatToDo: 'Ask for another plan, other units or other rates.',
  },
  'currency-without-rate': {
    kind: 'invalid',
    title: 'No rate in the currency',
    description: 'The plan has no rate in the currency of the account (MP-16).',
    whatToDo: 'Choose another plan or rate schedule, or force the currency change.',
  },
  'currency-change-refused': {
    kind: 'conflict',
    title: 'Currency cannot change',
    description:
      'The account has a financial history or something open in its currency, or another subscription has no rate in the new one (MP-16).',
    whatToDo: 'Do what the message names, or use another account.',
  },
  'renewal-held': {
    kind: 'conflict',
    title: 'Billing is held',
    description: 'An earlier plan change needs attention, so the subscription is not billed up to the date (MP-26).',
    whatToDo: 'Settle that change first: retry, reschedule or cancel it.',
  },
  'proration-start-out-of-range': {
    kind: 'invalid',
    title: 'Proration start out of range',
    description: 'The proration may start from the last billing to the paid-through date (MP-14).',
    whatToDo: 'Choose a date in the range that the message names.',
  },
  'offset-months-refused': {
    kind: 'invalid',
    title: 'Offset months do not apply',
    description:
      'Offset months need different billing intervals, a proration, and a prorated period no longer than the new interval (MP-12).',
    whatToDo: 'Leave offsetMonths out, or choose fewer.',
  },
  'effective-date-in-past': {
    kind: 'invalid',
    title: 'Date in the past',
    description: 'A change takes effect today or later (MP-05).',
    whatToDo: 'Choose today or a later date.',
  },
  'change-already-open': {
    kind: 'conflict',
    title: 'Another change stands in the way',
    description: 'An open plan change of the subscription holds the place (MP-09).',
    whatToDo: 'Reschedule, complete or cancel the change that is named.',
  },
  'change-state': {
    kind: 'conflict',
    title: 'The state does not take this',
    description: 'The plan change is in a state that does not take the command (MP-06).',
    whatToDo: 'See its state and history.',
  },
  'quote-changed': {
    kind: 'conflict',
    title: 'The quote no longer holds',
    description: 'Amounts, dates or the resulting state differ from the quote that was sent (MP-23).',
    whatToDo: 'Ask for a new quote, show it, and send its hash.',
  },
  'invalid-quote-hash': {
    kind: 'invalid',
    title: 'Not a quote hash',
    description: 'The quoteHash was not made by a quote.',
    whatToDo: 'Send the hash that the quote returned, or leave it out.',
  },
  'organization-not-found': {
    kind: 'not-found',
    title: 'Organization not found',
    description: 'There is no organization with this id.',
    whatToDo: 'Check the id.',
  },
  'account-not-found': {
    kind: 'not-found',
    title: 'Account not found',
    description: 'The account does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/accounts lists them.',
  },
  'api-key-not-found': {
    kind: 'not-found',
    title: 'API key not found',
    description: 'The API key does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/api-keys lists them.',
  },
  'plan-group-not-found': {
    kind: 'not-found',
    title: 'Plan group not found',
    description: 'The plan group does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/plan-groups lists them.',
  },
  'plan-code-taken': {
    kind: 'conflict',
    title: 'Plan code in use',
    description: 'Another plan of the organization has this code.',
    whatToDo: 'Choose another code.',
  },
  'second-default-schedule': {
    kind: 'invalid',
    title: 'Two default rate schedules',
    description: 'A plan has at most one default rate schedule for a currency.',
    whatToDo: 'Mark only one schedule of each currency as the default.',
  },
  'invalid-settings': {
    kind: 'invalid',
    title: 'Settings not valid',
    description: 'A setting is unknown or has a value that it cannot have.',
    whatToDo: 'Correct the field that is named.',
  },
  'clock-not-movable': {
    kind: 'conflict',
    title: 'The clock cannot be moved so',
    description: 'Only the clock of a test organization can be moved, and only forward (EN-12).',
    whatToDo: 'Use a test organization, and a later time.',
  },
  'invalid-cursor': {
    kind: 'invalid',
    title: 'Not a cursor of this list',
    description: 'The cursor was not given out by the list that it was sent to.',
    whatToDo: 'Send nextCursor of the page before as it was, or leave the cursor out.',
  },
  'idempotency-key-reused': {
    kind: 'invalid',
    title: 'Idempotency key used for another request',
    description: 'The Idempotency-Key was sent before with another method, path or body.',
    whatToDo: 'Use a new key for a new request.',
  },
  'request-in-progress': {
    kind: 'conflict',
    title: 'The first request is under way',
    description: 'A request with the same Idempotency-Key has not been answered yet.',
    whatToDo: 'Send the same request again in a few seconds.',
  },
  'unknown-currency': {
    kind: 'invalid',
    title: 'Unknown currency',
    description: 'The currency is not an active ISO 4217 code.',
    whatToDo: 'Use the three capital letters of the currency, for example USD.',
  },
  'currency-mismatch': {
    kind: 'invalid',
    title: 'Two currencies in one calculation',
    description: 'Two amounts were to be added or compared and are in different currencies.',
    whatToDo: 'Send all amounts of one calculation in the same currency.',
  },
  'invalid-amount': {
    kind: 'invalid',
    title: 'Not an amount of this currency',
    description: 'The amount is not a plain decimal number, or has more decimals than its currency.',
    whatToDo: 'Write digits with a point, and at most the decimals of the currency: 12.50 USD, 1250 JPY, 12.500 KWD.',
  },
  'invalid-weights': {
    kind: 'invalid',
    title: 'Nothing to spread over',
    description: 'An amount was to be spread over no parts, over negative parts, or over parts that are all zero.',
    whatToDo: 'Give at least one part with a weight above zero, and none below.',
  },
  'date-out-of-range': {
    kind: 'invalid',
    title: 'Date out of range',
    description: 'A date calculation left the years 1 to 9999.',
    whatToDo: 'Use dates between 1900-01-01 and 9999-12-31 and durations that stay between them.',
  },
  'invalid-range': {
    kind: 'invalid',
    title: 'The dates are in the wrong order',
    description:
      'A range ends before it starts, is empty where it may not be, or leaves the period that it belongs to.',
    whatToDo: 'Check the two dates; the end of a range is the first day that is no longer in it.',
  },
  'too-many-periods': {
    kind: 'invalid',
    title: 'Too many billing periods',
    description: 'The preview would list more billing periods than one answer holds.',
    whatToDo: 'Choose an earlier "until", or a longer interval.',
  },
  'invoice-not-found': {
    kind: 'not-found',
    title: 'Invoice not found',
    description: 'The invoice or credit note does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/accounts/{id}/invoices lists them.',
  },
  'payment-not-found': {
    kind: 'not-found',
    title: 'Payment not found',
    description: 'The payment does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/payments lists them.',
  },
  'payment-endpoint-not-found': {
    kind: 'not-found',
    title: 'Payment endpoint not found',
    description: 'There is no such address for the webhooks of a payment provider.',
    whatToDo: 'Check the address; GET /v1/payment-endpoints lists those of the organization.',
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
  'payment-reason-missing': {
    kind: 'invalid',
    title: 'No reason for dating back',
    description: 'A payment that is dated back needs a reason (PB-06).',
    whatToDo: 'Say why in `reason`.',
  },
  'payment-allocated': {
    kind: 'conflict',
    title: 'Payment allocated already',
    description: 'The payment is not among the unallocated ones any more, so it cannot be assigned.',
    whatToDo: 'See where it went: GET /v1/payments/{id}.',
  },
  'payment-unallocatable': {
    kind: 'conflict',
    title: 'Where the payment goes is not clear',
    description: 'Several things of the account could take the payment, and it is not guessed between them (EN-13).',
    whatToDo: 'Name what it is for.',
  },
  'nothing-to-settle': {
    kind: 'conflict',
    title: 'Nothing to settle',
    description: 'The account has no credit, or nothing open that it could settle.',
    whatToDo: 'See GET /v1/accounts/{id}/credit and its invoices.',
  },
  'agreement-not-found': {
    kind: 'not-found',
    title: 'Agreement not found',
    description: 'The agreement does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/agreements lists them.',
  },
  'import-not-found': {
    kind: 'not-found',
    title: 'Import not found',
    description: 'The import does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/imports lists them.',
  },
  'import-file': {
    kind: 'invalid',
    title: 'Not a file that can be imported',
    description: 'The file has no header line, or no column that an import needs (AG-23).',
    whatToDo: 'Send CSV in UTF-8 with the columns of docs/imports.md.',
  },
  'upgrade-downgrade-off': {
    kind: 'forbidden',
    title: 'Upgrade/Downgrade is off',
    description: 'The operator of the platform has not turned upgrades and downgrades on for the club (AG-01).',
    whatToDo: 'Ask the operator: PUT /v1/clubs/{number}/features.',
  },
  'agreement-club-managed': {
    kind: 'conflict',
    title: 'Club managed',
    description: 'The club itself bills the member, so that the agreement does not qualify (AG-03).',
    whatToDo: 'Make a renewal or rewrite.',
  },
  'agreement-canceled': {
    kind: 'conflict',
    title: 'Member canceled',
    description: 'The member is canceled (AG-03).',
    whatToDo: 'Make a renewal or rewrite.',
  },
  'agreement-expired': {
    kind: 'conflict',
    title: 'Member expired',
    description: 'The agreement is expired (AG-03).',
    whatToDo: 'Make a renewal or rewrite.',
  },
  'agreement-inactive': {
    kind: 'conflict',
    title: 'Member inactive',
    description: 'The member is inactive (AG-03).',
    whatToDo: 'Make a renewal or rewrite.',
  },
  'agreement-return-for-collection': {
    kind: 'conflict',
    title: 'Member returned for collection',
    description: 'The member is in return for collection (AG-03).',
    whatToDo: 'Make a renewal or rewrite.',
  },
  'agreement-cash-open': {
    kind: 'conflict',
    title: 'Cash Open',
    description: 'A cash agreement that is open does not qualify (AG-04).',
    whatToDo: 'Make a renewal or rewrite.',
  },
  'agreement-past-due': {
    kind: 'conflict',
    title: 'Past due',
    description: 'The member is past due (AG-06).',
    whatToDo: 'Bring the account current: what is to be paid is in the way out.',
  },
  'agreement-pending-cancel': {
    kind: 'conflict',
    title: 'Pending cancel',
    description: 'The member is pending cancel (AG-07).',
    whatToDo: 'Withdraw the cancellation.',
  },
  'agreement-past-due-and-pending-cancel': {
    kind: 'conflict',
    title: 'Past due and pending cancel',
    description: 'The member is past due and pending cancel (AG-08).',
    whatToDo: 'Bring the account current and withdraw the cancellation.',
  },
  'agreement-frequencies-differ': {
    kind: 'conflict',
    title: 'Different billing frequencies',
    description: 'Scheduled invoices have another frequency than their schedule (AG-09).',
    whatToDo: 'Align the frequencies.',
  },
  'agreement-invalid': {
    kind: 'conflict',
    title: 'Invalid payment schedules or fees',
    description: 'A payment schedule or fee of the agreement is not valid (AG-10).',
    whatToDo: 'Make a rewrite: a new agreement without what the way out names.',
  },
  'agreement-freeze-unconfirmed': {
    kind: 'conflict',
    title: 'Frozen',
    description: 'The member has a freeze, which completing the change would remove (AG-05).',
    whatToDo: 'Ask, and send confirmFreezeRemoval.',
  },
  'agreement-plan': {
    kind: 'invalid',
    title: 'Not an agreement plan',
    description: 'The plan has no price in the currency of the account, or an interval that has no frequency (AG-12).',
    whatToDo: 'Choose an active agreement plan: GET /v1/agreement-plans lists them by category.',
  },
  'agreement-draft-edit': {
    kind: 'invalid',
    title: 'Edit not possible',
    description: 'A field of the edit is wrong for this draft (AG-17).',
    whatToDo: 'Correct the field that is named.',
  },
  'agreement-draft-open': {
    kind: 'conflict',
    title: 'A draft is open',
    description: 'There is at most one open draft for an agreement (AG-21).',
    whatToDo: 'Complete or abandon the draft that is named.',
  },
  'agreement-changed': {
    kind: 'conflict',
    title: 'The agreement has changed meanwhile',
    description: 'Term, payments left or a first due date differ from what the draft was based on (AG-22).',
    whatToDo: 'Look at the refreshed draft, which has both values, and complete it again.',
  },
  'agreement-standing': {
    kind: 'conflict',
    title: 'The standing does not take this',
    description: 'The member is not past due, pending cancel or frozen, or still owes what is overdue.',
    whatToDo: 'See GET /v1/agreements/{id} and its change-eligibility.',
  },
  'upgrade-not-permitted': {
    kind: 'forbidden',
    title: 'The client may not change packages',
    description:
      'The client group of the account does not have the permission to upgrade and downgrade packages (PO-07).',
    whatToDo: 'An admin can order the change, or give the client another group.',
  },
  'no-upgrade-path': {
    kind: 'invalid',
    title: 'The package is not offered',
    description: 'No upgrade path leads from the current package to the chosen one (PO-01).',
    whatToDo: 'Choose one of GET /v1/subscriptions/{id}/upgrade-options, or make the path: POST /v1/upgrade-paths.',
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
  'term-unpaid': {
    kind: 'conflict',
    title: 'The current term is not paid',
    description: "A client orders another package once the current term's invoice is paid (PO-15).",
    whatToDo: 'Pay the invoice that is named; or let an admin order the change.',
  },
  'order-term-over': {
    kind: 'conflict',
    title: 'The term that the order keeps is over',
    description: 'The order was quoted for the rest of a term, which has ended since (PO-17).',
    whatToDo: 'Cancel the order, which makes account credit of what was paid, and order anew.',
  },
  'upgrade-path-not-found': {
    kind: 'not-found',
    title: 'Upgrade path not found',
    description: 'The upgrade path does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/upgrade-paths lists them.',
  },
  'upgrade-path-taken': {
    kind: 'conflict',
    title: 'Path taken',
    description: 'There is an upgrade path between these two plans already.',
    whatToDo: 'See GET /v1/upgrade-paths.',
  },
  'booking-open': {
    kind: 'conflict',
    title: 'A booking is open',
    description: 'The customer has an open booking; there is one at a time (PB-02).',
    whatToDo: 'Go on with that one, or cancel it first.',
  },
  'booking-not-found': {
    kind: 'not-found',
    title: 'Booking not found',
    description: 'The booking, or the proposal of one, does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/bookings lists them.',
  },
  'booking-state': {
    kind: 'conflict',
    title: 'Not in this state of the booking',
    description:
      'The state of the booking does not take the command: it is expired, cancelled, collected, or not paid yet.',
    whatToDo: 'Look at the booking; once it is over the customer has to call again.',
  },
  'booking-paid': {
    kind: 'forbidden',
    title: 'The booking is paid',
    description: 'Only an admin cancels a booking whose down payment is there (PB-13).',
    whatToDo: 'Ask an admin, or let it be collected.',
  },
  'not-entitled': {
    kind: 'conflict',
    title: 'Not entitled to the upgrade',
    description:
      'The customer may not upgrade to a product: no path, not long enough a customer, off for too long, or blocked (PB-01).',
    whatToDo: 'See GET /v1/accounts/{id}/booking-options for what is open and why the rest is not.',
  },
  'downpayment-missing': {
    kind: 'conflict',
    title: 'Not enough for the down payment',
    description: 'What was chosen is worth less than is missing of the down payment (PB-08).',
    whatToDo: 'Choose more, or accept it as a part payment with acceptPart.',
  },
  'on-time-transaction-not-found': {
    kind: 'not-found',
    title: 'On-time transaction not found',
    description: 'The subscription has no such on-time transaction of the type payment.',
    whatToDo: 'Check the id; GET /v1/subscriptions/{id}/on-time-transactions lists them.',
  },
  'on-time-payment-too-old': {
    kind: 'conflict',
    title: 'On-time payment too old',
    description: 'An old payment counts in full only up to the age that the setting onTimeMaxAge allows (PB-09).',
    whatToDo: 'Choose a newer payment.',
  },
  'on-time-payment-spent': {
    kind: 'conflict',
    title: 'Nothing left of the on-time payment',
    description: 'All that the payment was worth has been used for a down payment or has gone back (PB-08).',
    whatToDo: 'Choose another payment.',
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
  'payment-into-closed-booking': {
    kind: 'conflict',
    title: 'Payment dated back into a closed booking',
    description: 'A payment cannot be dated back into the window of a booking that is over (PB-06).',
    whatToDo: 'Let it be paid now, or date it outside the window.',
  },
  'subscription-kind': {
    kind: 'invalid',
    title: 'Not for this kind of subscription',
    description: 'A subscription by terms has plan changes; one that is paid as you go has time and bookings.',
    whatToDo: 'Choose a subscription of the other kind, or the call that fits this one.',
  },
  'subscription-ambiguous': {
    kind: 'invalid',
    title: 'Which subscription is not clear',
    description: 'The account has several subscriptions that are paid as you go, or none.',
    whatToDo: 'Give the subscriptionId.',
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
  'no-payment-gateway': {
    kind: 'conflict',
    title: 'No payment provider to ask',
    description:
      'The organization has no payment endpoint at which a provider can be asked, or the provider is off here.',
    whatToDo: 'Make one: POST /v1/payment-endpoints, for Stripe with its key.',
  },
  'client-group-not-found': {
    kind: 'not-found',
    title: 'Client group not found',
    description: 'The client group does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/client-groups lists them.',
  },
  'client-group-name-taken': {
    kind: 'conflict',
    title: 'Client group name taken',
    description: 'There is a client group with this name already.',
    whatToDo: 'Choose another name.',
  },
  'billing-period-not-enabled': {
    kind: 'invalid',
    title: 'Billing period not enabled',
    description: 'The plan does not enable billing periods of this number of months (PS-02).',
    whatToDo: 'Choose one of the numbers that the message names.',
  },
  'active-to-in-past': {
    kind: 'invalid',
    title: 'Active to a day that has passed',
    description: 'The last active day of a service is set to today or later (PS-07).',
    whatToDo: 'Choose today or a later date, or null to let the service go on.',
  },
  'setting-refuses': {
    kind: 'forbidden',
    title: 'A setting does not allow it',
    description:
      'A setting of the organization, or of the subscription, that the message names does not allow it (PS-14).',
    whatToDo: 'Turn the setting on, or call the provider.',
  },
  'subscription-state': {
    kind: 'conflict',
    title: 'The state of the subscription does not take this',
    description: 'The subscription is in a state in which this is not possible (PS-09).',
    whatToDo: 'See its status.',
  },
  'months-not-offered': {
    kind: 'invalid',
    title: 'So many months are not offered',
    description: 'The plan does not enable this number of months, and no single month either (PS-09).',
    whatToDo: 'Choose one of the numbers that the message names.',
  },
  'webhook-endpoint-not-found': {
    kind: 'not-found',
    title: 'Webhook endpoint not found',
    description: 'The webhook endpoint does not exist in this organization, or was removed.',
    whatToDo: 'Check the id; GET /v1/webhook-endpoints lists them.',
  },
  'webhook-delivery-not-found': {
    kind: 'not-found',
    title: 'Webhook delivery not found',
    description: 'The webhook delivery does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/webhook-endpoints/{id}/deliveries lists them.',
  },
  'webhook-delivery-open': {
    kind: 'conflict',
    title: 'The delivery is under way',
    description: 'The message is still being tried, by its schedule.',
    whatToDo: 'Wait until it is delivered or given up.',
  },
  'webhook-address': {
    kind: 'invalid',
    title: 'Not an address for webhooks',
    description:
      'Webhooks go to http or https addresses of the public internet, unless the operator allows others (PS-16).',
    whatToDo: 'Give a public address, or ask the operator of the installation.',
  },
  'units-not-priced': {
    kind: 'invalid',
    title: 'No price for so many units',
    description: 'The rate schedule ends before this number of units.',
    whatToDo: 'Choose fewer units, or a rate schedule that prices them.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;

export type DomainErrorCode = keyof typeof ERROR_CODES;

export interface DomainErrorContext {
  /** The field that is wrong, as a path with points: `lines.0.price`. */
  readonly path?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Refuses a request, with a code that programs can act on and a message that says to people what is wrong. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: DomainErrorCode;
  readonly kind: ErrorKind;
  readonly path: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: DomainErrorCode, message: string, context: DomainErrorContext = {}) {
    super(message);
    this.code = code;
    this.kind = ERROR_CODES[code].kind;
    this.path = context.path;
    this.details = context.details;
  }
}

/** Tells a refusal of the domain from a fault of the program. */
export function isDomainError(error: unknown): error is DomainError {
  return error instanceof DomainError;
}
