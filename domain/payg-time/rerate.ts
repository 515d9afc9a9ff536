import type { Instant } from '../calendar/instant.js';
import { formatAmount } from '../money/money.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import { secondsFor } from './lot.js';
import type { TimeLot } from './payg.js';
import { serviceOf } from './rate.js';
import { liveLots, rechained } from './take-back.js';

/**
 * Keeps the time that is left in value at another daily rate (PB-12): 6 days left of 10.00 a day are 60.00, which buy 4 days at 15.00.
 * Each payment keeps its own unused value; what its time grew or shrank by is a reversal without an amount.
 */
export function rerateTime(
  state: AccountState,
  { subscriptionId, dailyRate, at, key }: { subscriptionId: string; dailyRate: string; at: Instant; key: string },
  ids: IdMaker,
): Effect[] {
  const { currency } = state.account;
  const service = serviceOf(state.payg, subscriptionId);
  const live = liveLots(service, at, currency);
  const kept = live.map((lot) => ({ ...lot, seconds: secondsFor(lot.amount, dailyRate, lot.startsAt) }));
  const zero = formatAmount('0', currency);
  const told = kept.flatMap((lot, index): Effect[] => {
    const seconds = lot.seconds - secondsOf(live[index]);
    if (seconds === 0) return [];
    const id = ids('ott', `${key}/rerate/${lot.id}`, at);
    const about = { subscriptionId, at, paidAt: at, paymentId: null, changeId: key, refundId: null, reference: null };
    const transaction = { ...about, id, type: 'reversal' as const, amount: zero, seconds, goodwill: zero };
    return [{ type: 'on-time-recorded', transaction: { ...transaction, ofId: lot.transactionId } }];
  });
  return [...rechained(state, service, live, kept, at, ids), ...told];
}

function secondsOf(lot: TimeLot | undefined): number {
  return lot?.seconds ?? 0;
}
