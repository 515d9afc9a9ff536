import type { Settings } from '../../domain/settings.js';
import type { AccountState, Subscription } from '../../domain/subscription/state.js';
import { anAccountState, aPlan, aSubscription, YEAR } from './builders.js';
import { OrderStory } from './order-story.js';

export const TEN = aPlan({ code: 'ten', price: '10.00' });
export const TWENTY = aPlan({ code: 'twenty', price: '20.00' });
export const FIVE = aPlan({ code: 'five', price: '5.00' });
export const HUNDRED = aPlan({ code: 'hundred', price: '100.00', interval: YEAR });
export const PLANS = [TEN, TWENTY, FIVE, HUNDRED];

/** Begins the story of a client on the plan `ten`, 10.00 a month paid for November, who may order any of the four. */
export function begin(
  settings: Partial<Settings> = {},
  on = '2026-11-16',
  subscription: Partial<Subscription> = {},
): OrderStory {
  const state: AccountState = anAccountState({
    plans: PLANS,
    settings,
    subscriptions: [{ ...aSubscription({ plan: TEN }), ...subscription }],
  });
  return new OrderStory(state, on);
}
