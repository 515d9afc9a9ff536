import { describe, expect, it } from 'vitest';
import type { Subscription } from '../../../domain/subscription/state.js';
import { anAccountState, aPlan, aRequest, aSubscription, WEEK } from '../../support/builders.js';
import { aStory } from '../../support/story.js';

const PAID_YEAR = { plan: 'yearly', periodStart: '2026-01-01', paidThrough: '2026-12-31' };

function on(date: string, subscription: Subscription = aSubscription()) {
  return aStory(anAccountState({ subscriptions: [subscription] }), date);
}

describe('what a change leaves behind (MP-25)', () => {
  it('with lines, for equal intervals: lastBilled is the start, the period stays', () => {
    const story = on('2026-11-11');
    story.accept(aRequest({ units: 2 }));
    expect(story.subscription()).toMatchObject({
      planId: 'gold',
      units: 2,
      priceVersionId: 'gold-USD-v1',
      periodStart: '2026-11-01',
      lastBilled: '2026-11-11',
      paidThrough: '2026-11-30',
    });
  });

  it('with lines, for different intervals: the period starts where the proration does', () => {
    const story = on('2026-11-11', aSubscription(PAID_YEAR));
    story.accept(aRequest({ plan: 'silver', prorationStart: '2026-10-15' }));
    expect(story.subscription()).toMatchObject({
      periodStart: '2026-10-15',
      lastBilled: '2026-10-15',
      paidThrough: '2026-11-30',
    });
  });

  it('with none: everything that is paid stays, and the new plan bills a full interval from the day after', () => {
    const story = on('2026-11-11');
    story.accept(aRequest({ plan: 'yearly', proration: 'none' }));
    expect(story.subscription()).toMatchObject({
      planId: 'yearly',
      periodStart: '2026-11-01',
      lastBilled: '2026-11-01',
      paidThrough: '2026-11-30',
    });
    expect(story.advanceTo('2027-12-01').bills()).toEqual([
      '2026-12-01 invoice 365.00 USD',
      '2027-12-01 invoice 365.00 USD',
    ]);
  });

  it('with none, after a period of weeks: the new plan bills a full interval on its own day, then is cut short once', () => {
    const week = aSubscription({ plan: 'weekly', periodStart: '2026-11-09', paidThrough: '2026-11-15' });
    const story = on('2026-11-11', week);
    story.accept(aRequest({ plan: 'silver', proration: 'none' }));
    expect(story.advanceTo('2027-02-01').bills()).toEqual([
      '2026-11-16 invoice 30.00 USD',
      '2026-12-16 invoice 15.48 USD',
      '2027-01-01 invoice 30.00 USD',
      '2027-02-01 invoice 30.00 USD',
    ]);
  });

  it('with none, after weeks that end with January: the month from the 31st is a full one, and credited as such', () => {
    const week = aSubscription({ plan: 'weekly', periodStart: '2027-01-24', paidThrough: '2027-01-30' });
    const story = on('2027-01-25', week);
    story.accept(aRequest({ plan: 'silver', proration: 'none' }));
    story.advanceTo('2027-01-31');
    expect(story.subscription()).toMatchObject({ periodStart: '2027-01-31', paidThrough: '2027-02-27' });
    expect(story.bills()).toEqual(['2027-01-31 invoice 30.00 USD']);
    expect(story.quote(aRequest({ plan: 'gold' }))).toMatchObject({ credit: '30.00', charge: '60.00', net: '30.00' });
    story.advanceTo('2027-02-14');
    expect(story.quote(aRequest({ plan: 'gold' }))).toMatchObject({ credit: '15.00', charge: '30.00' });
  });

  it('with none, after a period of months that does not end on a bill day: the new plan is cut short once', () => {
    const odd = aSubscription({ periodStart: '2026-10-21', paidThrough: '2026-11-20' });
    const story = on('2026-11-11', odd);
    story.accept(aRequest({ plan: 'yearly', proration: 'none' }));
    expect(story.advanceTo('2026-12-01').bills()).toEqual([
      '2026-11-21 invoice 10.00 USD',
      '2026-12-01 invoice 365.00 USD',
    ]);
  });

  it('never charges a setup fee', () => {
    const fee = aPlan({ code: 'gold', price: '60.00' });
    const schedules = fee.schedules.map((it) => ({
      ...it,
      versions: it.versions.map((version) => ({ ...version, setupFee: '99.00' })),
    }));
    const plans = [aPlan({ code: 'silver' }), { ...fee, schedules }];
    const story = aStory(anAccountState({ plans, subscriptions: [aSubscription()] }), '2026-11-11');
    expect(story.quote(aRequest())).toMatchObject({ charge: '40.00', nextBillAmount: '60.00' });
  });

  it('keeps a weekly plan’s own rhythm for equal intervals', () => {
    const plans = [
      aPlan({ code: 'w7', price: '7.00', interval: WEEK }),
      aPlan({ code: 'w14', price: '14.00', interval: WEEK }),
    ];
    const week = aSubscription({ plan: plans[0] ?? '', periodStart: '2026-11-09', paidThrough: '2026-11-15' });
    const story = aStory(anAccountState({ plans, subscriptions: [week] }), '2026-11-11');
    story.accept(aRequest({ plan: 'w14' }));
    expect(story.advanceTo('2026-11-23').bills()).toEqual([
      '2026-11-11 invoice 5.00 USD',
      '2026-11-16 invoice 14.00 USD',
      '2026-11-23 invoice 14.00 USD',
    ]);
  });
});
