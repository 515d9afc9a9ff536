import type { ErrorCodeEntry } from './entry.js';

/** Refusals of calculations with money and dates. */
export const CALCULATION_ERRORS = {
  'currency-mismatch': {
    kind: 'invalid',
    title: 'Two currencies in one calculation',
    description: 'Two amounts were to be added or compared and are in different currencies.',
    whatToDo: 'Send all amounts of one calculation in the same currency.',
  },
  'date-out-of-range': {
    kind: 'invalid',
    title: 'Date out of range',
    description: 'A date calculation left the years 1 to 9999.',
    whatToDo: 'Use dates between 1900-01-01 and 9999-12-31 and durations that stay between them.',
  },
  'invalid-amount': {
    kind: 'invalid',
    title: 'Not an amount of this currency',
    description: 'The amount is not a plain decimal number, or has more decimals than its currency.',
    whatToDo: 'Write digits with a point, and at most the decimals of the currency: 12.50 USD, 1250 JPY, 12.500 KWD.',
  },
  'invalid-range': {
    kind: 'invalid',
    title: 'The dates are in the wrong order',
    description:
      'A range ends before it starts, is empty where it may not be, or leaves the period that it belongs to.',
    whatToDo: 'Check the two dates; the end of a range is the first day that is no longer in it.',
  },
  'invalid-weights': {
    kind: 'invalid',
    title: 'Nothing to spread over',
    description: 'An amount was to be spread over no parts, over negative parts, or over parts that are all zero.',
    whatToDo: 'Give at least one part with a weight above zero, and none below.',
  },
  'too-many-periods': {
    kind: 'invalid',
    title: 'Too many billing periods',
    description: 'The preview would list more billing periods than one answer holds.',
    whatToDo: 'Choose an earlier "until", or a longer interval.',
  },
  'unknown-currency': {
    kind: 'invalid',
    title: 'Unknown currency',
    description: 'The currency is not an active ISO 4217 code.',
    whatToDo: 'Use the three capital letters of the currency, for example USD.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
