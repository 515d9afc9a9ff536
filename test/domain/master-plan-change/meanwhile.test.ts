import { describe, expect, it } from 'vitest';
import type { AccountState, SubscriptionStatus } from '../../../domain/subscription/state.js';
import { anAccountState, aPlan, aRequest, aSubscription } from '../../support/builders.js';
import { aStory } from '../../support/story.js';

const SILVER = aPlan({ code: 'silver', price: '30.00', groupIds: ['g'] });
const PLANS = [
  SILVER,
  aPlan({ code: 'gold', price: '60.00', groupIds: ['g'] }),
  aPlan({ code: 'bronze', price: '15.00', groupIds: ['g'] }),
];
const on = (effectiveDate: string | null, plan = 'gold') => aRequest({ plan, scope: 'on-date', effectiveDate });
const begin = () => aStory(anAccountState({ plans: PLANS, subscriptions: [aSubscription({ plan: SILVER })] }));

function deactivated(state: AccountState): AccountState {
  return { ...state, catalog: { ...state.catalog, silver: { ...SILVER, status: 'inactive' } } };
}

const setSubscriptions =
  (status: SubscriptionStatus) =>
  (state: AccountState): AccountState => ({
    ...state,
    subscriptions: state.subscriptions.map((it) => ({ ...it, status })),
  });

describe('plans and subscriptions that change meanwhile (MP-27)', () => {
  it('a plan that is deactivated: running subscriptions renew', () => {
    const story = begin().edit(deactivated).advanceTo('2027-01-01');
    expect(story.bills()).toEqual(['2026-12-01 invoice 30.00 USD', '2027-01-01 invoice 30.00 USD']);
  });

  it('paused at the effective date: applied without proration, billed when it is reactivated', () => {
    const story = begin();
    const id = story.accept(on('2026-11-21'));
    story.edit(setSubscriptions('paused'));
    story.advanceTo('2027-03-01');
    expect(story.applied(id)).toMatchObject({ lines: [], withheld: null, nextBillDate: null, nextBillAmount: null });
    expect(story.subscription()).toMatchObject({ planId: 'gold', paidThrough: '2026-11-30', lastBilled: '2026-11-01' });
    expect(story.bills()).toEqual([]);
  });

  it('suspended at the effective date: applied as usual', () => {
    const story = begin();
    const id = story.accept(on('2026-11-21'));
    story.edit(setSubscriptions('suspended'));
    story.advanceTo('2026-12-01');
    expect(story.applied(id)).toMatchObject({ credit: '10.00', charge: '20.00' });
    expect(story.bills()).toEqual(['2026-11-21 invoice 10.00 USD', '2026-12-01 invoice 60.00 USD']);
  });

  it('cancelled: its open changes are cancelled with it, each with its history', () => {
    const story = begin();
    const dated = story.accept(on('2026-11-21'));
    const undated = story.accept(on(null, 'bronze'));
    story.cancelSubscription('2026-11-15').advanceTo('2026-11-14');
    expect(story.state.changes).toHaveLength(2);
    story.advanceTo('2026-11-15');
    expect(story.state.changes).toEqual([]);
    for (const id of [dated, undated]) {
      expect(story.history(id).at(-1)).toMatchObject({ event: 'cancelled', at: '2026-11-15T00:00:00.000Z' });
    }
    expect(story.subscription().status).toBe('cancelled');
    expect(story.advanceTo('2027-11-15').bills()).toEqual([]);
  });
});
