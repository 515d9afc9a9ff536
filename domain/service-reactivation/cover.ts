import type { Instant } from '../calendar/instant.js';
import { addAmounts, compareAmounts, minAmount, subtractAmounts } from '../money/amount.js';
import { formatAmount } from '../money/money.js';
import type { AccountState } from '../subscription/state.js';
import type { MonthsPrice } from './change.js';
import { overdueAmount } from './quote.js';

export interface Cover {
  /** What is overdue now, and the months. */
  readonly needed: string;
  /** What of it can be paid: account credit where it is used automatically, else what was paid for this checkout. */
  readonly usable: string;
  /** What is missing; zero where it is covered. */
  readonly missing: string;
  readonly isCovered: boolean;
}

/**
 * Tells whether money covers a reactivation now (PS-11): what is overdue may have grown since it was quoted. 40.00 paid where 20.00 more
 * is overdue since -> missing 20.00.
 */
export function coverOf(
  state: AccountState,
  about: { subscriptionId: string; monthsPrice: MonthsPrice; paid: string },
  now: Instant,
): Cover {
  const { currency } = state.account;
  const needed = addAmounts(overdueAmount(state, about.subscriptionId, now), about.monthsPrice.amount, currency);
  const usable = state.settings.useCreditAutomatically ? state.credit : minAmount(state.credit, about.paid, currency);
  const isCovered = compareAmounts(usable, needed) >= 0;
  const missing = isCovered ? formatAmount('0', currency) : subtractAmounts(needed, usable, currency);
  return { needed, usable, missing, isCovered };
}
