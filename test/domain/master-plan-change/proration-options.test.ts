import { describe, expect, it } from 'vitest';
import type { Proration } from '../../../domain/master-plan-change/request.schema.js';
import { resolveProration, whyWithheld } from '../../../domain/master-plan-change/withhold.js';
import { anAccountState, aPlan, aRequest, aSubscription } from '../../support/builders.js';
import { aStory } from '../../support/story.js';

const PLANS = [
  aPlan({ code: 'base', price: '30.00' }),
  aPlan({ code: 'dearer', price: '60.00' }),
  aPlan({ code: 'cheaper', price: '15.00' }),
  aPlan({ code: 'same', price: '30.00' }),
  aPlan({ code: 'cent-more', price: '30.05' }),
  aPlan({ code: 'free', price: '0.00' }),
];

function changed(plan: string, proration: Proration | undefined, defaultProration: 'full' | 'none' = 'full') {
  const state = anAccountState({
    plans: PLANS,
    subscriptions: [aSubscription({ plan: PLANS[0] ?? '' })],
    settings: { defaultProration },
  });
  const story = aStory(state);
  const { proration: _, ...request } = aRequest({ plan });
  const id = story.accept(proration === undefined ? request : { ...request, proration });
  return { story, plan: story.applied(id) };
}

describe('the proration options (MP-13)', () => {
  it.each([
    ['full', 'dearer', '20.00'],
    ['full', 'cheaper', '-10.00'],
    ['full', 'same', '0.00'],
    ['charge-only', 'dearer', '20.00'],
    ['charge-only', 'same', '0.00'],
    ['charge-only', 'cent-more', '0.03'],
    ['credit-only', 'cheaper', '-10.00'],
    ['credit-only', 'same', '0.00'],
    ['credit-only', 'free', '-20.00'],
  ] as const)('%s to a plan that is %s posts both lines, net %s', (option, plan, net) => {
    const { story, plan: applied } = changed(plan, option);
    expect(applied).toMatchObject({ net, withheld: null });
    expect(applied?.lines.map((it) => it.kind)).toEqual(['credit', 'charge']);
    expect(story.subscription()).toMatchObject({ lastBilled: '2026-11-11', paidThrough: '2026-11-30' });
  });

  it.each([
    ['none', 'dearer', '20.00', '40.00'],
    ['none', 'cheaper', '20.00', '10.00'],
    ['none', 'same', '20.00', '20.00'],
    ['charge-only', 'cheaper', '20.00', '10.00'],
    ['credit-only', 'dearer', '20.00', '40.00'],
    ['credit-only', 'cent-more', '20.00', '20.03'],
  ] as const)('%s to a plan that is %s posts nothing and says what is withheld: %s, %s', (option, plan, ...amounts) => {
    const { story, plan: applied } = changed(plan, option);
    expect(applied).toMatchObject({ lines: [], credit: '0.00', charge: '0.00', net: '0.00' });
    expect(applied?.withheld?.lines.map((it) => it.amount)).toEqual(amounts);
    expect(applied?.withheld?.reason).toMatch(/nothing is/);
    expect(story.documents()).toEqual([]);
    expect(story.subscription()).toMatchObject({
      planId: plan,
      lastBilled: '2026-11-01',
      paidThrough: '2026-11-30',
    });
  });

  it.each([
    ['default', 'full', '20.00'],
    ['default', 'none', '0.00'],
    [undefined, 'full', '20.00'],
    [undefined, 'none', '0.00'],
    ['full', 'none', '20.00'],
  ] as const)('%s where the organization’s setting is %s: net %s', (option, setting, net) => {
    expect(changed('dearer', option, setting).plan?.net).toBe(net);
  });

  it('resolves the default and nothing else', () => {
    const settings = anAccountState({ settings: { defaultProration: 'none' } }).settings;
    const options = ['default', 'none', 'full', 'charge-only', 'credit-only'] as const;
    expect(options.map((it) => resolveProration(it, settings))).toEqual([
      'none',
      'none',
      'full',
      'charge-only',
      'credit-only',
    ]);
  });

  it('decides by the net to the cent', () => {
    const withheld = (option: 'charge-only' | 'credit-only', net: string) => whyWithheld(option, net) !== null;
    expect(['-0.01', '0.00', '0.01'].map((net) => withheld('charge-only', net))).toEqual([true, false, false]);
    expect(['-0.01', '0.00', '0.01'].map((net) => withheld('credit-only', net))).toEqual([false, false, true]);
  });
});

describe('a free plan (MP-10, MP-13)', () => {
  it('is credited nothing, and charged nothing', () => {
    const { story } = changed('free', 'full');
    expect(story.bills()).toEqual(['2026-11-11 credit-note -20.00 USD']);
    const back = story.accept(aRequest({ plan: 'base' }));
    expect(story.applied(back)).toMatchObject({ credit: '0.00', charge: '20.00', net: '20.00' });
    expect(story.applied(back)?.settlement).toMatchObject({ fromAccountCredit: '20.00', dueNow: '0.00' });
  });

  it('renews with invoices of nothing, which nobody has to pay', () => {
    const { story } = changed('free', 'none');
    story.advanceTo('2027-01-01');
    expect(story.bills()).toEqual(['2026-12-01 invoice 0.00 USD', '2027-01-01 invoice 0.00 USD']);
    expect(story.state.openInvoices).toEqual([]);
    expect(story.journals()).toEqual([]);
  });
});
