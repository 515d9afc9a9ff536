import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../domain/settings.js';
import { daysOfPeriod } from '../../oracle/prepaid.js';
import { anAccountState, aPlan, aSubscription } from '../../support/builders.js';
import { OrderStory } from '../../support/order-story.js';
import { aPrepaidPlan } from '../../support/prepaid-story.js';
import { refusal } from '../../support/refusal.js';

const TEN = aPlan({ code: 'ten', price: '10.00' });
const PLANS = [TEN, aPlan({ code: 'twenty', price: '20.00' }), aPlan({ code: 'five', price: '5.00' })];
const NOVEMBER = ['2026-11-01', '2026-11-30'] as const;

/** A service that is paid for November and active to a day; it is 2026-11-16. */
function activeTo(day: string | null, settings: Partial<Settings> = {}): OrderStory {
  const story = new OrderStory(
    anAccountState({ plans: PLANS, settings, subscriptions: [aSubscription({ plan: TEN })] }),
    '2026-11-16',
  );
  return story.setActiveTo(day);
}

const bills = (story: OrderStory) => story.documents().map((it) => `${it.issuedOn} ${it.kind} ${it.total}`);

describe('a service with a billing period of its own (PS-02)', () => {
  const quarterly = aPrepaidPlan('quarterly', { 1: '20.00', 3: '54.00' });
  const begin = () => {
    const plans = [
      quarterly,
      aPrepaidPlan('more', { 1: '40.00', 3: '81.00' }),
      aPrepaidPlan('monthly', { 1: '30.00' }),
      ...PLANS,
    ];
    const paid = aSubscription({ plan: quarterly });
    return new OrderStory(
      anAccountState({ plans, subscriptions: [{ ...paid, billingPeriodMonths: 3 }] }),
      '2026-11-16',
    );
  };

  it('keeps it: a term of 3 months at its price, and its renewals', () => {
    const story = begin();
    expect(story.quote('more')).toMatchObject({ price: '81.00', charge: '81.00', paidThrough: '2027-02-15' });
    story.order('more');
    story.pay('p', story.quote('more').dueToday);
    expect(story.subscription()).toMatchObject({ planId: 'more', billingPeriodMonths: 3, paidThrough: '2027-02-15' });
    expect(bills(story.advanceTo('2027-02-16')).at(-1)).toBe('2027-02-16 invoice 81.00');
  });

  it('is refused a package that does not enable it', () => {
    expect(() => begin().order('monthly')).toThrow(refusal('billing-period-not-enabled'));
  });

  it('has none any more with a package that has no billing periods, and renews by its term', () => {
    const story = begin();
    story.order('five');
    expect(story.subscription()).toMatchObject({
      planId: 'five',
      billingPeriodMonths: null,
      paidThrough: '2026-12-15',
    });
    expect(story.advanceTo('2026-12-16').subscription().paidThrough).toBe('2027-01-15');
  });
});

describe('a service that is active to a day (PS-07)', () => {
  it('within the new term is credited the days after it (PO-13)', () => {
    const story = activeTo('2026-12-05');
    story.order('twenty');
    story.pay('p', '15.00').advanceTo('2026-12-10');
    const unused = daysOfPeriod('20.00', ['2026-11-16', '2026-12-15'], ['2026-12-06', '2026-12-15']);
    expect([story.state.credit, bills(story).at(-1)]).toEqual([unused, `2026-11-16 credit-note ${unused}`]);
    expect(story.subscription()).toMatchObject({ status: 'paused', paidThrough: '2026-12-05' });
  });

  it('charges the days left of a term that is kept and cut short by the whole term (PO-17)', () => {
    const left = ['2026-11-16', '2026-11-20'] as const;
    const { charge, credit } = activeTo('2026-11-20', { upgradeTerm: 'keep' }).quote('twenty');
    expect({ charge, credit }).toEqual({
      charge: daysOfPeriod('20.00', NOVEMBER, left),
      credit: daysOfPeriod('10.00', NOVEMBER, left),
    });
  });

  it.each([
    ['paid while it is paused', '2026-11-20', {}, 'twenty', '2026-11-22'],
    [
      'of a downgrade at the end of the term',
      '2026-11-30',
      { downgradeTiming: 'end-of-term' } as const,
      'five',
      '2026-12-02',
    ],
  ])(
    'takes no money for days after it: an order %s needs attention, and can be cancelled',
    (_name, day, settings, to, then) => {
      const story = activeTo(day, settings);
      const id = story.order(to);
      const revenue = story.balance('revenue');
      story.advanceTo(then);
      const due = story.open(id)?.data.quote.dueToday ?? '0.00';
      if (due !== '0.00') story.pay('p', due);
      expect(story.open(id)).toMatchObject({
        state: 'needs-attention',
        attention: { code: 'subscription-not-active' },
      });
      expect([story.balance('revenue'), story.subscription().status]).toEqual([revenue, 'paused']);
      expect(() => story.revise(id, 'process')).toThrow(refusal('subscription-not-active'));
      story.revise(id, 'cancel');
      expect([story.stateOf(id), story.state.orderInvoices]).toEqual(['cancelled', []]);
    },
  );

  it('can be moved while an order is open; the money follows once that is over, cancelled or expired (PO-11, PS-07)', () => {
    for (const end of ['cancel', 'expire'] as const) {
      const story = activeTo(null);
      const id = story.order('twenty');
      story.setActiveTo('2026-11-20');
      expect([story.subscription().paidThrough, story.state.credit]).toEqual(['2026-11-30', '0.00']);
      if (end === 'cancel') story.revise(id, 'cancel');
      else story.advanceTo('2026-12-05');
      // 10 of the 30 days of November, at 10.00.
      expect([story.subscription().paidThrough, story.state.credit]).toEqual(['2026-11-20', '3.33']);
    }
  });

  it('that is moved while an order is open cuts the new term short as it is applied; the quote stays (PO-11, PO-13)', () => {
    const story = activeTo(null);
    const id = story.order('twenty');
    story.setActiveTo('2026-11-30').pay('p', '15.00', { invoiceId: `inv:${id}` });
    expect(story.stateOf(id)).toBe('applied');
    // 15 of the 30 days from the 16th of 20.00 are credited again.
    expect([story.subscription().paidThrough, story.state.credit]).toEqual(['2026-11-30', '10.00']);
    expect(story.balance('revenue')).toBe('5.00');
  });

  it('is charged again where it is moved later while an order is open that comes to nothing (PS-07)', () => {
    const story = activeTo('2026-11-20');
    const id = story.order('twenty');
    story.setActiveTo(null);
    expect(story.subscription()).toMatchObject({ activeTo: null, paidThrough: '2026-11-20' });
    story.revise(id, 'cancel');
    expect([story.subscription().paidThrough, story.documents().at(-1)?.total]).toEqual(['2026-11-30', '3.33']);
  });

  it('stays as it is while the service is paused and an order open', () => {
    const story = activeTo('2026-11-20');
    story.order('twenty');
    story.advanceTo('2026-11-21');
    expect(story.subscription().status).toBe('paused');
    expect(() => story.setActiveTo(null)).toThrow(refusal('change-already-open'));
  });
});
