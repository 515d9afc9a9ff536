import type { ErrorCodeEntry } from './entry.js';

/** Refusals about a subscription or its service. */
export const SUBSCRIPTION_ERRORS = {
  'active-to-in-past': {
    kind: 'invalid',
    title: 'Active to a day that has passed',
    description: 'The last active day of a service is set to today or later (PS-07).',
    whatToDo: 'Choose today or a later date, or null to let the service go on.',
  },
  'billing-period-not-enabled': {
    kind: 'invalid',
    title: 'Billing period not enabled',
    description: 'The plan does not enable billing periods of this number of months (PS-02).',
    whatToDo: 'Choose one of the numbers that the message names.',
  },
  'months-not-offered': {
    kind: 'invalid',
    title: 'So many months are not offered',
    description: 'The plan does not enable this number of months, and no single month either (PS-09).',
    whatToDo: 'Choose one of the numbers that the message names.',
  },
  'period-invalid': {
    kind: 'invalid',
    title: 'Billing period does not hold together',
    description: 'periodStart, paidThrough and lastBilled of a subscription contradict each other.',
    whatToDo: 'Give the dates as they are in the system that it is taken over from.',
  },
  'subscription-ambiguous': {
    kind: 'invalid',
    title: 'Which subscription is not clear',
    description: 'The account has several subscriptions that are paid as you go, or none.',
    whatToDo: 'Give the subscriptionId.',
  },
  'subscription-cancelled': {
    kind: 'conflict',
    title: 'Subscription cancelled',
    description: 'The subscription is cancelled, so nothing of it can change.',
    whatToDo: 'Make a new subscription.',
  },
  'subscription-kind': {
    kind: 'invalid',
    title: 'Not for this kind of subscription',
    description: 'A subscription by terms has plan changes; one that is paid as you go has time and bookings.',
    whatToDo: 'Choose a subscription of the other kind, or the call that fits this one.',
  },
  'subscription-not-found': {
    kind: 'not-found',
    title: 'Subscription not found',
    description: 'The subscription does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/subscriptions lists them.',
  },
  'subscription-state': {
    kind: 'conflict',
    title: 'The state of the subscription does not take this',
    description: 'The subscription is in a state in which this is not possible (PS-09).',
    whatToDo: 'See its status.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
