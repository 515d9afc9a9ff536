import type { Instant } from '../calendar/instant.js';
import { compareAmounts } from '../money/amount.js';
import { serviceOf } from '../payg-time/rate.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import { bookingOptions } from './entitlement.js';

/** A payment without a booking that looks like the down payment of an upgrade (PB-17). */
export interface BookingProposal {
  readonly id: string;
  readonly subscriptionId: string;
  /** The `payment` transaction that it was turned into time by. */
  readonly transactionId: string;
  /** Products that the customer is entitled to and whose down payment it covers, the dearest first. */
  readonly planIds: readonly string[];
  readonly at: Instant;
}

/**
 * Raises a proposal where a payment that was turned into time covers the down payment of a product that the customer is entitled to
 * (PB-17): 100.00 paid without a call, and an upgrade that takes 80.00 down.
 */
export function propose(
  state: AccountState,
  {
    subscriptionId,
    transactionId,
    amount,
    at,
  }: { subscriptionId: string; transactionId: string; amount: string; at: Instant },
  ids: IdMaker,
): Effect[] {
  const options = bookingOptions(state, serviceOf(state.payg, subscriptionId), at);
  const fitting = options
    .filter(
      (it) => it.entitled && compareAmounts(it.downPayment, '0') > 0 && compareAmounts(amount, it.downPayment) >= 0,
    )
    .sort((a, b) => compareAmounts(b.downPayment, a.downPayment) || (a.planId < b.planId ? -1 : 1));
  if (fitting.length === 0) return [];
  const id = ids('bpr', transactionId, at);
  const planIds = fitting.map((it) => it.planId);
  const names = planIds.map((it) => state.payg.products[it]?.name ?? it).join(' or ');
  const text = `A payment without a booking is enough for an upgrade to ${names}: it became time, and a booking is proposed.`;
  const about = { subscriptionId, changeId: null, at, by: 'system', amounts: null };
  return [
    { type: 'booking-proposed', proposal: { id, subscriptionId, transactionId, planIds, at } },
    {
      type: 'history-written',
      entry: { ...about, id: ids('his', `${id}/proposed`, at), event: 'booking-proposed', text },
    },
  ];
}
