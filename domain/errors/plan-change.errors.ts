import type { ErrorCodeEntry } from './entry.js';

/** Refusals of changes of plan, of every kind. */
export const PLAN_CHANGE_ERRORS = {
  'change-already-open': {
    kind: 'conflict',
    title: 'Another change stands in the way',
    description: 'An open plan change of the subscription holds the place (MP-09).',
    whatToDo: 'Reschedule, complete or cancel the change that is named.',
  },
  'change-not-found': {
    kind: 'not-found',
    title: 'Plan change not found',
    description: 'The plan change does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/plan-changes lists them.',
  },
  'change-state': {
    kind: 'conflict',
    title: 'The state does not take this',
    description: 'The plan change is in a state that does not take the command (MP-06).',
    whatToDo: 'See its state and history.',
  },
  'currency-change-refused': {
    kind: 'conflict',
    title: 'Currency cannot change',
    description:
      'The account has a financial history or something open in its currency, or another subscription has no rate in the new one (MP-16).',
    whatToDo: 'Do what the message names, or use another account.',
  },
  'currency-without-rate': {
    kind: 'invalid',
    title: 'No rate in the currency',
    description: 'The plan has no rate in the currency of the account (MP-16).',
    whatToDo: 'Choose another plan or rate schedule, or force the currency change.',
  },
  'effective-date-in-past': {
    kind: 'invalid',
    title: 'Date in the past',
    description: 'A change takes effect today or later (MP-05).',
    whatToDo: 'Choose today or a later date.',
  },
  'invalid-quote-hash': {
    kind: 'invalid',
    title: 'Not a quote hash',
    description: 'The quoteHash was not made by a quote.',
    whatToDo: 'Send the hash that the quote returned, or leave it out.',
  },
  'no-change': {
    kind: 'conflict',
    title: 'Nothing would change',
    description: 'Plan, units, rates and currency are what they are already (MP-01).',
    whatToDo: 'Ask for another plan, other units or other rates.',
  },
  'offset-months-refused': {
    kind: 'invalid',
    title: 'Offset months do not apply',
    description:
      'Offset months need different billing intervals, a proration, and a prorated period no longer than the new interval (MP-12).',
    whatToDo: 'Leave offsetMonths out, or choose fewer.',
  },
  'plan-not-in-group': {
    kind: 'invalid',
    title: 'Plan outside the plan groups',
    description: 'The current plan is in plan groups that the new plan is not in (MP-01).',
    whatToDo: 'Choose a plan that shares a group with the current one.',
  },
  'proration-start-out-of-range': {
    kind: 'invalid',
    title: 'Proration start out of range',
    description: 'The proration may start from the last billing to the paid-through date (MP-14).',
    whatToDo: 'Choose a date in the range that the message names.',
  },
  'quote-changed': {
    kind: 'conflict',
    title: 'The quote no longer holds',
    description: 'Amounts, dates or the resulting state differ from the quote that was sent (MP-23).',
    whatToDo: 'Ask for a new quote, show it, and send its hash.',
  },
  'renewal-held': {
    kind: 'conflict',
    title: 'Billing is held',
    description: 'An earlier plan change needs attention, so the subscription is not billed up to the date (MP-26).',
    whatToDo: 'Settle that change first: retry, reschedule or cancel it.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
