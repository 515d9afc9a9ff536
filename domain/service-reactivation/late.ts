import type { Instant } from '../calendar/instant.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import { reactivate } from './apply.js';
import type { ServiceReactivation } from './change.js';
import { coverOf } from './cover.js';

/** A checkout that has ended unpaid, for which money came after all. */
export interface LatePayment {
  readonly changeId: string;
  readonly request: ServiceReactivation['request'];
  readonly paymentId: string;
  readonly amount: string;
  readonly by: string;
}

/**
 * Reactivates a service by a payment that came after its checkout had ended, where it covers the amount (PS-11); the money is account
 * credit already. Nothing happens where the service does not wait any more: a second payment never buys months.
 */
export function lateReactivation(state: AccountState, late: LatePayment, now: Instant, ids: IdMaker): Effect[] {
  const { changeId, request, paymentId, amount, by } = late;
  const { subscriptionId, withoutEnd, quote } = request;
  const subscription = state.subscriptions.find((it) => it.id === subscriptionId);
  const waits = subscription?.status === 'suspended' || subscription?.status === 'paused';
  const { monthsPrice } = quote;
  const cover = waits ? coverOf(state, { subscriptionId, monthsPrice, paid: amount }, now) : null;
  const isBought = cover?.isCovered ?? false;
  const text = isBought
    ? `${amount} came after the checkout had ended, and covers it: the service is active.`
    : `${amount} came after the checkout had ended and is account credit${cover ? `; ${cover.missing} is missing` : ''}.`;
  const entry = {
    id: ids('his', `${changeId}/late/${paymentId}`, now),
    subscriptionId,
    changeId,
    at: now,
    event: isBought ? 'reactivated-late' : 'paid-late',
    by,
    text,
    amounts: { paid: amount },
  };
  const bought = { changeId, subscriptionId, monthsPrice, withoutEnd, by };
  return [...(isBought ? reactivate(state, bought, now, ids) : []), { type: 'history-written', entry }];
}
