import { addDuration } from '../calendar/duration.js';
import type { Instant } from '../calendar/instant.js';
import { addAmounts, maxAmount, minAmount, subtractAmounts, sumAmounts } from '../money/amount.js';
import { formatAmount } from '../money/money.js';
import type { PaygService } from '../payg-time/payg.js';
import { liveLots } from '../payg-time/take-back.js';
import type { Settings } from '../settings.js';
import type { AccountState } from '../subscription/state.js';

/** An old payment that was turned into time, as it stands (PB-08). */
export interface OnTimePayment {
  readonly transactionId: string;
  readonly paymentId: string | null;
  readonly paidAt: Instant;
  /** What of its amount was neither taken back nor given as goodwill before. */
  readonly counted: string;
  /** Money of it went back: what is used of it counts no more. */
  readonly isRefunded: boolean;
}

/** What an old payment is worth for a down payment. */
export interface Worth {
  readonly unused: string;
  /** What counts of its used part, as goodwill. */
  readonly goodwill: string;
  readonly worth: string;
}

/**
 * Values an old payment for a down payment (PB-09): `unused` counts what it has bought and not used, `full` its whole amount, the used
 * part as goodwill, up to the limit for one booking. 120.00, 9 of 12 days left: 90.00 or 120.00, of which 30.00 are goodwill. One that
 * is too old to be used is worth nothing.
 */
export function worthOf(
  state: AccountState,
  service: PaygService,
  payment: OnTimePayment,
  { at, goodwillLeft }: { at: Instant; goodwillLeft: string | null },
): Worth {
  const { currency } = state.account;
  const lots = liveLots(service, at, currency).filter((it) => it.transactionId === payment.transactionId);
  const unused = sumAmounts(
    lots.map((it) => it.amount),
    currency,
  );
  if (isTooOld(state.settings, payment, at)) {
    return { unused, goodwill: formatAmount('0', currency), worth: formatAmount('0', currency) };
  }
  const used = maxAmount(subtractAmounts(payment.counted, unused, currency), '0', currency);
  const counts = state.settings.onTimeValuation === 'full' && !payment.isRefunded;
  const given = counts ? minAmount(used, goodwillLeft ?? used, currency) : formatAmount('0', currency);
  return { unused, goodwill: given, worth: addAmounts(unused, given, currency) };
}

/** Tells whether a payment is too old to count in full: made more than `onTimeMaxAge` ago (PB-09). */
export function isTooOld(
  { onTimeValuation, onTimeMaxAge }: Settings,
  { paidAt }: Pick<OnTimePayment, 'paidAt'>,
  at: Instant,
): boolean {
  return onTimeValuation === 'full' && addDuration(paidAt, onTimeMaxAge) < at;
}

/** Tells how much goodwill may be given besides what was given: null without a limit; one in another currency allows none. */
export function goodwillLeftFor({ onTimeMaxGoodwill }: Settings, currency: string, given: string): string | null {
  if (onTimeMaxGoodwill === null) return null;
  const isMoney = typeof onTimeMaxGoodwill === 'object';
  if (isMoney && onTimeMaxGoodwill.currency !== currency) return formatAmount('0', currency);
  const most = isMoney ? onTimeMaxGoodwill.amount : onTimeMaxGoodwill;
  return maxAmount(subtractAmounts(most, given, currency), '0', currency);
}
