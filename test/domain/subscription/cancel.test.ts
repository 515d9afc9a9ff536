import { describe, expect, it } from 'vitest';
import { cancelSubscription, endSubscription } from '../../../domain/subscription/cancel.js';
import { anAccountState, aRequest, aSubscription, ids } from '../../support/builders.js';
import { refusal } from '../../support/refusal.js';
import { aStory } from '../../support/story.js';

const begin = (options: Parameters<typeof aSubscription>[0] = {}) =>
  aStory(anAccountState({ subscriptions: [aSubscription(options)] }), '2026-11-11T10:00:00.000Z');

describe('a subscription that is cancelled (MP-27)', () => {
  it('today ends at once; what was charged ahead is not given back', () => {
    const story = begin().cancelSubscription('2026-11-11');
    expect(story.subscription().status).toBe('cancelled');
    expect(story.advanceTo('2027-11-11').bills()).toEqual([]);
    expect(story.state.credit).toBe('0.00');
  });

  it('on a later day renews until then', () => {
    const story = begin().cancelSubscription('2027-01-15');
    expect(story.subscription().status).toBe('active');
    expect(story.advanceTo('2027-03-01').bills()).toEqual([
      '2026-12-01 invoice 30.00 USD',
      '2027-01-01 invoice 30.00 USD',
    ]);
    expect(story.subscription().status).toBe('cancelled');
  });

  it('on the day of a renewal ends without it', () => {
    expect(begin().cancelSubscription('2026-12-01').advanceTo('2027-03-01').bills()).toEqual([]);
  });

  it('goes on where the cancellation is withdrawn', () => {
    const story = begin().cancelSubscription('2026-11-20').cancelSubscription(null).advanceTo('2026-12-01');
    expect(story.subscription()).toMatchObject({ status: 'active', cancelledOn: null });
    expect(story.bills()).toEqual(['2026-12-01 invoice 30.00 USD']);
  });

  it('can be moved, and is refused for the past and once it has ended', () => {
    const story = begin().cancelSubscription('2026-11-20').cancelSubscription('2026-11-25');
    expect(() => story.cancelSubscription('2026-11-10')).toThrow(refusal('effective-date-in-past', 'on'));
    expect(story.advanceTo('2026-11-24').subscription().status).toBe('active');
    expect(story.advanceTo('2026-11-25').subscription().status).toBe('cancelled');
    expect(() => story.cancelSubscription('2026-12-25')).toThrow(refusal('subscription-cancelled'));
    expect(() => story.cancelSubscription(null)).toThrow(refusal('subscription-cancelled'));
  });

  it('takes no change any more, and tells so in the quote of one', () => {
    const story = begin().cancelSubscription('2026-11-11');
    expect(() => story.quote(aRequest())).toThrow(refusal('subscription-cancelled'));
  });

  it('announces no bill after its end', () => {
    const story = begin().cancelSubscription('2026-12-01');
    expect(story.quote(aRequest())).toMatchObject({ net: '20.00', nextBillDate: null, nextBillAmount: null });
    story.cancelSubscription('2026-12-02');
    expect(story.quote(aRequest())).toMatchObject({ nextBillDate: '2026-12-01', nextBillAmount: '60.00' });
  });

  it('invoiced backward is billed for the days up to its end, each plan for its own', () => {
    const story = begin({ invoicing: 'backward' });
    story.accept(aRequest());
    story.cancelSubscription('2026-11-21').advanceTo('2026-12-15');
    expect(story.bills()).toEqual(['2026-11-21 invoice 30.00 USD']);
    expect(story.documents()[0]?.lines.map((it) => [it.planId, it.from, it.to, it.amount])).toEqual([
      ['silver', '2026-11-01', '2026-11-11', '10.00'],
      ['gold', '2026-11-11', '2026-11-21', '20.00'],
    ]);
  });

  it('invoiced backward and ended on the first day of its period is billed nothing more', () => {
    const story = begin({ invoicing: 'backward' }).cancelSubscription('2026-12-01').advanceTo('2026-12-01');
    expect(story.bills()).toEqual(['2026-12-01 invoice 30.00 USD']);
    expect(story.advanceTo('2027-12-01').bills()).toHaveLength(1);
  });

  it('bills what a change that needs attention has held, before it ends (MP-26)', () => {
    const story = begin();
    const id = story.accept(aRequest({ scope: 'on-date', effectiveDate: '2026-11-21' }));
    story.edit((state) => {
      const { gold, ...catalog } = state.catalog;
      return gold ? { ...state, catalog: { ...catalog, gold: { ...gold, status: 'inactive' } } } : state;
    });
    story.advanceTo('2026-12-20');
    expect(story.change(id)?.state).toBe('needs-attention');
    story.cancelSubscription('2027-01-15').advanceTo('2027-01-14');
    expect(story.bills()).toEqual([]);
    story.advanceTo('2027-01-15');
    expect(story.bills()).toEqual(['2026-12-01 invoice 30.00 USD', '2027-01-01 invoice 30.00 USD']);
    expect(story.state.changes).toEqual([]);
    expect(story.history(id).filter((it) => it.event === 'cancelled')).toHaveLength(1);
    expect(story.subscription().status).toBe('cancelled');
  });

  it('tells its history, once for each decision', () => {
    const story = begin();
    const { state, now } = story;
    const [, set] = cancelSubscription(
      state,
      story.subscription(),
      { on: '2026-11-20', reason: 'moved', by: 'a', now },
      ids,
    );
    expect(set).toMatchObject({
      entry: { event: 'cancellation-set', text: 'The subscription ends on 20 Nov 2026. Reason: moved' },
    });
    story.cancelSubscription('2026-11-20').cancelSubscription(null).advanceTo('2026-11-21');
    expect(story.effects.flatMap((it) => (it.type === 'history-written' ? [it.entry.event] : []))).toEqual([
      'cancellation-set',
      'cancellation-withdrawn',
    ]);
    expect(() => endSubscription(story.state, story.subscription(), ids)).toThrow('has no end');
  });
});
