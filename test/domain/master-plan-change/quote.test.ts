import { describe, expect, it } from 'vitest';
import { anAccountState, aPlan, aRequest, aSubscription, YEAR } from '../../support/builders.js';
import { aStory } from '../../support/story.js';

const PLANS = [
  aPlan({ code: 'silver', price: '30.00' }),
  aPlan({ code: 'gold', price: '60.00' }),
  aPlan({ code: 'yearly', price: '365.00', interval: YEAR }),
];
const begin = () => aStory(anAccountState({ plans: PLANS, subscriptions: [aSubscription({ plan: PLANS[0] ?? '' })] }));

describe('a quote (MP-23)', () => {
  it('is what applying posts, line for line: dates, quantities, fractions, amounts and sentences', () => {
    const story = begin();
    const quote = story.quote(aRequest({ units: 2 }));
    expect(quote.lines).toEqual([
      {
        kind: 'credit',
        chargeId: 'rch:sub/opening',
        subscriptionId: 'sub',
        planId: 'silver',
        description: 'Silver, unused',
        quantity: 1,
        from: '2026-11-11',
        to: '2026-12-01',
        fraction: { whole: 0, numerator: 20, denominator: 30 },
        price: '30.00',
        amount: '20.00',
        explanation: '30.00 for 20 of the 30 days from 2026-11-11 to 2026-11-30: 30.00 x 20/30 = 20.00 USD',
      },
      {
        kind: 'charge',
        chargeId: null,
        subscriptionId: 'sub',
        planId: 'gold',
        description: 'Gold',
        quantity: 2,
        from: '2026-11-11',
        to: '2026-12-01',
        fraction: { whole: 0, numerator: 20, denominator: 30 },
        price: '60.00',
        amount: '80.00',
        explanation:
          '60.00 x 2 units for 20 of the 30 days from 2026-11-11 to 2026-11-30: 60.00 x 2 x 20/30 = 80.00 USD',
      },
    ]);
    story.accept(aRequest({ units: 2 }));
    const [invoice] = story.documents();
    expect(invoice?.lines).toEqual(quote.lines.map(({ chargeId: _, ...line }) => line));
    expect(invoice?.total).toBe(quote.net);
  });

  it('stores nothing and can be asked for again and again', () => {
    const story = begin();
    const before = structuredClone(story.state);
    const first = story.quote(aRequest());
    expect(story.quote(aRequest())).toEqual(first);
    expect(story.state).toEqual(before);
  });

  it('for a future date projects the billing period that will hold then, and says that it is an estimate', () => {
    const story = begin();
    const on = (effectiveDate: string) => aRequest({ scope: 'on-date', effectiveDate });
    expect(story.quote(on('2027-02-15'))).toMatchObject({ estimate: true, credit: '15.00', charge: '30.00' });
    expect(story.quote(on('2027-02-15')).lines[0]).toMatchObject({ from: '2027-02-15', to: '2027-03-01' });
    expect(story.quote(on('2026-11-12'))).toMatchObject({ estimate: true });
    expect(story.quote(on('2026-11-11'))).toMatchObject({ estimate: false });
  });

  it('for a future date counts in the credit that renewals will have used by then', () => {
    const story = begin().edit((state) => ({ ...state, credit: '50.00' }));
    const on = (effectiveDate: string) => aRequest({ scope: 'on-date', effectiveDate });
    expect(story.quote(on('2026-11-21')).settlement).toMatchObject({ fromAccountCredit: '10.00', dueNow: '0.00' });
    expect(story.quote(on('2026-12-17')).settlement).toMatchObject({ fromAccountCredit: '14.51', dueNow: '0.00' });
    expect(story.quote(on('2027-01-17')).settlement).toMatchObject({ fromAccountCredit: '0.00', dueNow: '14.51' });
  });

  it('names the settings that it was computed with', () => {
    const story = aStory(anAccountState({ settings: { version: 7 } }));
    expect(story.quote(aRequest())).toMatchObject({ settingsVersion: 7, prorationProfile: 'default' });
  });
});
