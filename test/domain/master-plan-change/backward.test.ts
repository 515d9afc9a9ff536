import { describe, expect, it } from 'vitest';
import type { Proration } from '../../../domain/master-plan-change/request.schema.js';
import { whyNotSplit } from '../../../domain/master-plan-change/withhold.js';
import { anAccountState, aPlan, aRequest, aSubscription, WEEK, YEAR } from '../../support/builders.js';
import { refusal } from '../../support/refusal.js';
import { aStory } from '../../support/story.js';

const PLANS = [
  aPlan({ code: 'silver', price: '30.00' }),
  aPlan({ code: 'gold', price: '60.00' }),
  aPlan({ code: 'bronze', price: '15.00' }),
  aPlan({ code: 'same', price: '30.00' }),
  aPlan({ code: 'yearly', price: '365.00', interval: YEAR }),
  aPlan({ code: 'weekly', price: '7.00', interval: WEEK }),
];

function backward(plan = 'silver', period: readonly [string, string] = ['2026-11-01', '2026-11-30']) {
  const [periodStart, paidThrough] = period;
  const of = PLANS.find((it) => it.id === plan) ?? '';
  const subscription = aSubscription({ plan: of, invoicing: 'backward', periodStart, paidThrough });
  return anAccountState({ plans: PLANS, subscriptions: [subscription] });
}

const lastLines = (story: ReturnType<typeof aStory>) =>
  story
    .documents()
    .at(-1)
    ?.lines.map((it) => [it.planId, it.from, it.to, it.amount]);

describe('a subscription invoiced backward (MP-24)', () => {
  it('is billed at the end of each period, and nothing of it is ever charged ahead', () => {
    const story = aStory(backward()).advanceTo('2027-02-01');
    expect(story.bills()).toEqual([
      '2026-12-01 invoice 30.00 USD',
      '2027-01-01 invoice 30.00 USD',
      '2027-02-01 invoice 30.00 USD',
    ]);
    expect(story.documents()[1]?.lines[0]).toMatchObject({ from: '2026-12-01', to: '2027-01-01' });
    expect(story.subscription()).toMatchObject({ charges: [], paidThrough: '2027-02-28' });
  });

  it('gets no credit from a change, and pays nothing at once', () => {
    const story = aStory(backward());
    const quote = story.quote(aRequest());
    expect(quote).toMatchObject({ lines: [], credit: '0.00', charge: '0.00', net: '0.00', withheld: null });
    expect(quote.settlement).toMatchObject({ dueNow: '0.00', toAccountCredit: '0.00' });
    expect(quote).toMatchObject({ prorationEnd: '2026-11-30', nextBillDate: '2026-12-01', nextBillAmount: '50.00' });
    story.accept(aRequest());
    expect(story.documents()).toEqual([]);
  });

  it.each([
    ['full', 'silver', 'gold', ['10.00', '40.00'], '50.00'],
    ['full', 'gold', 'silver', ['20.00', '20.00'], '40.00'],
    ['none', 'silver', 'gold', ['30.00'], '30.00'],
    ['none', 'gold', 'silver', ['60.00'], '60.00'],
    ['charge-only', 'silver', 'gold', ['10.00', '40.00'], '50.00'],
    ['charge-only', 'gold', 'silver', ['60.00'], '60.00'],
    ['charge-only', 'silver', 'same', ['30.00'], '30.00'],
    ['credit-only', 'silver', 'gold', ['30.00'], '30.00'],
    ['credit-only', 'gold', 'silver', ['20.00', '20.00'], '40.00'],
    ['credit-only', 'silver', 'same', ['30.00'], '30.00'],
    ['full', 'silver', 'same', ['10.00', '20.00'], '30.00'],
  ] as [Proration, string, string, string[], string][])(
    '%s, %s -> %s: the period’s end bills %j, in all %s',
    (proration, from, to, amounts, total) => {
      const story = aStory(backward(from));
      const quote = story.quote(aRequest({ plan: to, proration }));
      expect(quote).toMatchObject({ nextBillDate: '2026-12-01', nextBillAmount: total });
      expect(quote.withheld === null).toBe(amounts.length === 2);
      const id = story.accept(aRequest({ plan: to, proration }));
      expect(story.applied(id)).toEqual(quote);
      expect(story.subscription()).toMatchObject({ planId: to, paidThrough: '2026-11-30' });
      story.advanceTo('2026-12-01');
      expect(lastLines(story)?.map((it) => it[3])).toEqual(amounts);
      expect(story.documents().at(-1)?.total).toBe(total);
      const renewed = PLANS.find((it) => it.id === to)?.schedules[0]?.versions[0]?.tiers[0]?.price;
      expect(story.advanceTo('2027-01-01').documents().at(-1)?.total).toBe(renewed);
    },
  );

  it('decides by the difference to the cent, and splits nothing where there is none', () => {
    const nets = ['-0.01', '0.00', '0.01'];
    expect(nets.map((it) => whyNotSplit('charge-only', it) === null)).toEqual([false, false, true]);
    expect(nets.map((it) => whyNotSplit('credit-only', it) === null)).toEqual([true, false, false]);
    expect(nets.map((it) => whyNotSplit('full', it))).toEqual([null, null, null]);
    expect(nets.map((it) => whyNotSplit('none', it) === null)).toEqual([false, false, false]);
  });

  it('adds several changes up within one period, each plan for its own days', () => {
    const story = aStory(backward());
    story.accept(aRequest());
    story.advanceTo('2026-11-21').accept(aRequest({ plan: 'bronze' }));
    story.advanceTo('2026-12-01');
    expect(lastLines(story)).toEqual([
      ['silver', '2026-11-01', '2026-11-11', '10.00'],
      ['gold', '2026-11-11', '2026-11-21', '20.00'],
      ['bronze', '2026-11-21', '2026-12-01', '5.00'],
    ]);
  });

  it('keeps an earlier split where a later change is without proration', () => {
    const story = aStory(backward());
    story.accept(aRequest());
    story.advanceTo('2026-11-21').accept(aRequest({ plan: 'bronze', proration: 'none' }));
    story.advanceTo('2026-12-01');
    expect(lastLines(story)?.map((it) => [it[0], it[3]])).toEqual([
      ['silver', '10.00'],
      ['gold', '40.00'],
    ]);
  });

  it('takes an alternate proration start within the running period', () => {
    const story = aStory(backward());
    story.accept(aRequest({ prorationStart: '2026-11-06' }));
    story.advanceTo('2026-12-01');
    expect(lastLines(story)?.map((it) => it[3])).toEqual(['5.00', '50.00']);
    const early = aRequest({ plan: 'silver', prorationStart: '2026-11-30' });
    expect(() => story.quote(early)).toThrow(refusal('proration-start-out-of-range'));
  });

  it('changes the plan on the first day of the period: the whole of it is the new plan’s', () => {
    const story = aStory(backward(), '2026-11-01');
    story.accept(aRequest());
    story.advanceTo('2026-12-01');
    expect(lastLines(story)).toEqual([['gold', '2026-11-01', '2026-12-01', '60.00']]);
  });
});

describe('a change between intervals on a subscription invoiced backward (MP-11, MP-24)', () => {
  it('month -> year: the stub is billed on the anniversary, then a year at its end', () => {
    const story = aStory(backward());
    story.accept(aRequest({ plan: 'yearly' }));
    story.advanceTo('2026-12-01');
    expect(lastLines(story)?.map((it) => [it[0], it[3]])).toEqual([
      ['silver', '10.00'],
      ['yearly', '20.00'],
    ]);
    expect(story.subscription()).toMatchObject({ periodStart: '2026-12-01', paidThrough: '2027-11-30' });
    expect(story.advanceTo('2027-12-01').bills().at(-1)).toBe('2027-12-01 invoice 365.00 USD');
  });

  it('year -> month: the year’s days up to the change and the stub are billed on the anniversary', () => {
    const story = aStory(backward('yearly', ['2026-01-01', '2026-12-31']));
    story.accept(aRequest({ plan: 'silver' }));
    expect(story.subscription().paidThrough).toBe('2026-11-30');
    story.advanceTo('2027-01-01');
    expect(story.bills()).toEqual(['2026-12-01 invoice 334.00 USD', '2027-01-01 invoice 30.00 USD']);
    expect(story.documents()[0]?.lines.map((it) => it.amount)).toEqual(['314.00', '20.00']);
  });

  it('year -> month, none: the year is billed whole at its end', () => {
    const story = aStory(backward('yearly', ['2026-01-01', '2026-12-31']));
    story.accept(aRequest({ plan: 'silver', proration: 'none' }));
    story.advanceTo('2027-02-01');
    expect(story.bills()).toEqual(['2027-01-01 invoice 365.00 USD', '2027-02-01 invoice 30.00 USD']);
  });

  it('month -> year with offset months: the running period ends so many months later', () => {
    const story = aStory(backward());
    story.accept(aRequest({ plan: 'yearly', offsetMonths: 2 }));
    story.advanceTo('2027-02-01');
    expect(lastLines(story)).toEqual([
      ['silver', '2026-11-01', '2026-11-11', '10.00'],
      ['yearly', '2026-11-11', '2027-02-01', '82.00'],
    ]);
    expect(() => aStory(backward()).quote(aRequest({ plan: 'gold', offsetMonths: 1 }))).toThrow(
      refusal('offset-months-refused'),
    );
  });

  it('week -> month: the days of the week, then the month from its bill day', () => {
    const story = aStory(backward('weekly', ['2026-11-09', '2026-11-15']));
    story.accept(aRequest({ plan: 'silver' }));
    story.advanceTo('2027-01-01');
    expect(story.bills()).toEqual(['2026-12-01 invoice 22.00 USD', '2027-01-01 invoice 30.00 USD']);
  });

  it('week -> month, none, from the 31st: the month is a full one', () => {
    const story = aStory(backward('weekly', ['2027-01-24', '2027-01-30']), '2027-01-25');
    story.accept(aRequest({ plan: 'silver', proration: 'none' }));
    story.advanceTo('2027-02-28');
    expect(story.bills()).toEqual(['2027-01-31 invoice 7.00 USD', '2027-02-28 invoice 30.00 USD']);
  });
});

describe('a change at the end of a period invoiced backward (MP-03, MP-24)', () => {
  it.each([
    ['end-of-period', aRequest({ plan: 'gold', scope: 'end-of-period' })],
    ['on the day after it', aRequest({ plan: 'gold', scope: 'on-date', effectiveDate: '2026-12-01' })],
  ])('%s: the old plan is billed for the whole period, and the new one from then on', (_which, request) => {
    const story = aStory(backward());
    const quote = story.quote(request);
    expect(quote).toMatchObject({ lines: [], nextBillDate: '2026-12-01', nextBillAmount: '30.00' });
    const id = story.accept(request);
    story.advanceTo('2027-01-01');
    expect(story.applied(id)).toEqual({ ...quote, estimate: false });
    expect(story.bills()).toEqual(['2026-12-01 invoice 30.00 USD', '2027-01-01 invoice 60.00 USD']);
  });

  it('on the day after it to another interval: that day begins a full one, and no invoice waits for it', () => {
    const story = aStory(backward());
    story.accept(aRequest({ plan: 'yearly', scope: 'on-date', effectiveDate: '2026-12-01' }));
    story.advanceTo('2027-12-01');
    expect(story.bills()).toEqual(['2026-12-01 invoice 30.00 USD', '2027-12-01 invoice 365.00 USD']);
  });

  it('while it is paused: what was used so far is billed at the old plan when it goes on', () => {
    const story = aStory(backward());
    const id = story.accept(aRequest({ scope: 'on-date', effectiveDate: '2026-11-21' }));
    const setStatus = (status: 'paused' | 'active') =>
      story.edit((state) => ({ ...state, subscriptions: state.subscriptions.map((it) => ({ ...it, status })) }));
    setStatus('paused').advanceTo('2026-12-15');
    expect(story.applied(id)).toMatchObject({ lines: [], nextBillDate: null });
    setStatus('active').advanceTo('2026-12-16');
    expect(story.bills()).toEqual(['2026-12-01 invoice 30.00 USD']);
    expect(story.subscription().planId).toBe('gold');
  });
});
