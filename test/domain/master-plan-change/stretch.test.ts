import { describe, expect, it } from 'vitest';
import type { MasterPlanChangeRequest } from '../../../domain/master-plan-change/request.schema.js';
import type { Subscription } from '../../../domain/subscription/state.js';
import { anAccountState, aPlan, aRequest, aSubscription, withNewPrice } from '../../support/builders.js';
import { refusal } from '../../support/refusal.js';
import { aStory } from '../../support/story.js';

const PAID_YEAR = { plan: 'yearly', periodStart: '2026-01-01', paidThrough: '2026-12-31' };

function on(date: string, subscription: Subscription = aSubscription()) {
  return aStory(anAccountState({ subscriptions: [subscription] }), date);
}

describe('the amounts between plans of the same interval (MP-10)', () => {
  it.each([
    ['2026-11-01', '30.00', '60.00'],
    ['2026-11-02', '29.00', '58.00'],
    ['2026-11-29', '2.00', '4.00'],
    ['2026-11-30', '1.00', '2.00'],
  ])('from %s to the paid-through date: credit %s, charge %s', (date, credit, charge) => {
    expect(on(date).quote(aRequest())).toMatchObject({ credit, charge, prorationEnd: '2026-11-30' });
  });

  it('are zero with the start on the day after: the new plan bills a full interval that day', () => {
    const story = on('2026-11-11');
    const request = aRequest({ scope: 'on-date', effectiveDate: '2026-12-01' });
    expect(story.quote(request)).toMatchObject({ lines: [], net: '0.00', nextBillDate: '2026-12-01' });
    const id = story.accept(request);
    story.advanceTo('2026-12-01');
    expect(story.applied(id)).toMatchObject({ lines: [], net: '0.00', prorationEnd: '2026-11-30' });
    expect(story.bills()).toEqual(['2026-12-01 invoice 60.00 USD']);
  });

  it('are computed after billing is brought up to today: nothing is ever left below zero days', () => {
    const story = on('2027-02-15');
    expect(story.subscription()).toMatchObject({ periodStart: '2027-02-01', paidThrough: '2027-02-28' });
    expect(story.quote(aRequest())).toMatchObject({ credit: '15.00', charge: '30.00', prorationEnd: '2027-02-28' });
  });

  it('credit the price that was charged, never today’s list price', () => {
    const plans = [aPlan({ code: 'silver' }), aPlan({ code: 'gold', price: '60.00' })];
    const edited = plans.map((it) => (it.code === 'silver' ? withNewPrice(it, '90.00', '2026-11-05') : it));
    const subscription = aSubscription({ plan: plans[0] ?? '' });
    const story = aStory(anAccountState({ plans: edited, subscriptions: [subscription] }), '2026-11-11');
    expect(story.quote(aRequest())).toMatchObject({ credit: '20.00', charge: '40.00' });
  });

  it('credit each charge by its own price, plan and units', () => {
    const story = on('2026-11-11', aSubscription({ units: 2 }));
    story.accept(aRequest({ plan: 'gold', units: 3, proration: 'none' }));
    story.advanceTo('2026-11-21');
    const quote = story.quote(aRequest({ plan: 'gold', units: 1 }));
    expect(quote).toMatchObject({ credit: '20.00', charge: '20.00' });
    expect(quote.lines[0]).toMatchObject({ planId: 'silver', quantity: 2, price: '30.00' });
  });

  it('credit several charges that reach into the days left, each for its own days', () => {
    const [only] = aSubscription().charges;
    if (!only) throw new Error('the builder made no charge');
    const first = { ...only, id: 'first', to: '2026-11-16', liveTo: '2026-11-16', amount: '15.00' };
    const second = { ...only, id: 'second', from: '2026-11-16', amount: '20.00', price: '40.00' };
    const story = on('2026-11-11', aSubscription({ charges: [first, second] }));
    const quote = story.quote(aRequest());
    expect(quote.lines.map((it) => [it.chargeId, it.from, it.to, it.amount])).toEqual([
      ['first', '2026-11-11', '2026-11-16', '4.84'],
      ['second', '2026-11-16', '2026-12-01', '20.00'],
      [null, '2026-11-11', '2026-12-01', '40.00'],
    ]);
  });

  it.each([
    ['30.00', '0.00', '20.00', ': 30.00 x 20/30 = 20.00 USD'],
    ['20.00', '0.00', '20.00', ': 30.00 x 20/30 = 20.00 USD'],
    ['19.99', '0.00', '19.99', ': 30.00 x 20/30 = 20.00, at most 19.99 USD (19.99 charged less 0.00 credited)'],
    ['30.00', '12.00', '18.00', ': 30.00 x 20/30 = 20.00, at most 18.00 USD (30.00 charged less 12.00 credited)'],
    ['30.00', '30.00', '0.00', ': 30.00 x 20/30 = 20.00, at most 0.00 USD (30.00 charged less 30.00 credited)'],
  ])(
    'never credit more than what was charged less what was credited: %s less %s -> %s',
    (amount, credited, credit, text) => {
      const [only] = aSubscription().charges;
      if (!only) throw new Error('the builder made no charge');
      const quote = on('2026-11-11', aSubscription({ charges: [{ ...only, amount, credited }] })).quote(aRequest());
      expect(quote.credit).toBe(credit);
      expect(quote.lines[0]?.explanation).toContain(text);
    },
  );

  it('are explained with the interval’s name', () => {
    const story = on('2026-11-11', aSubscription({ ...PAID_YEAR, periodStart: '2025-01-01' }));
    expect(story.quote(aRequest({ prorationStart: '2025-10-01' })).lines.map((it) => it.explanation)).toEqual([
      '365.00 for 1 whole year and 92 of the 365 days from 2025-10-01 to 2026-12-31: 365.00 x (1 + 92/365) = 457.00 USD',
      '60.00 for 14 whole months from 2025-10-01 to 2026-11-30: 60.00 x 14 = 840.00 USD',
    ]);
  });
});

describe('the anniversary between plans of different intervals (MP-11)', () => {
  it.each([
    ['2026-11-30', '2026-11-30', '1.00'],
    ['2026-12-01', '2026-12-31', '31.00'],
    ['2026-12-31', '2026-12-31', '1.00'],
  ])('is the first bill day strictly after %s: the charge ends with %s', (date, end, charge) => {
    const quote = on(date, aSubscription()).quote(aRequest({ plan: 'yearly' }));
    expect(quote).toMatchObject({ prorationEnd: end, charge });
  });

  it('is strictly after the effective date where the proration starts earlier', () => {
    const quote = on('2026-11-11', aSubscription(PAID_YEAR)).quote(
      aRequest({ plan: 'silver', prorationStart: '2026-10-01' }),
    );
    expect(quote).toMatchObject({ prorationEnd: '2026-11-30', charge: '60.00', credit: '92.00' });
  });

  it('is strictly after the proration’s start where that is later', () => {
    const ask = (prorationStart: string) => aRequest({ plan: 'silver', prorationStart });
    const story = on('2026-11-11', aSubscription(PAID_YEAR));
    expect(story.quote(ask('2026-11-30'))).toMatchObject({ prorationEnd: '2026-11-30', charge: '1.00' });
    expect(story.quote(ask('2026-12-01'))).toMatchObject({ prorationEnd: '2026-12-31', charge: '30.00' });
    expect(story.quote(ask('2026-12-31'))).toMatchObject({ prorationEnd: '2026-12-31', charge: '0.97' });
  });

  it('is the monthly day for weeks too: whole weeks are counted back from it', () => {
    const story = on('2026-11-11');
    const quote = story.quote(aRequest({ plan: 'weekly' }));
    expect(quote).toMatchObject({ prorationEnd: '2026-11-30', credit: '20.00', charge: '20.00' });
    expect(quote.lines[1]?.fraction).toEqual({ whole: 2, numerator: 6, denominator: 7 });
    story.accept(aRequest({ plan: 'weekly' }));
    story.advanceTo('2026-12-15');
    expect(story.bills().slice(1)).toEqual([
      '2026-12-01 invoice 7.00 USD',
      '2026-12-08 invoice 7.00 USD',
      '2026-12-15 invoice 7.00 USD',
    ]);
  });

  it('comes after the days that are credited, where a plan by weeks is left for one by months', () => {
    const week = aSubscription({ plan: 'weekly', periodStart: '2026-11-09', paidThrough: '2026-11-15' });
    const story = on('2026-11-11', week);
    const quote = story.quote(aRequest({ plan: 'silver' }));
    expect(quote).toMatchObject({ credit: '5.00', charge: '20.00', prorationEnd: '2026-11-30' });
    story.accept(aRequest({ plan: 'silver' }));
    expect(story.advanceTo('2027-01-01').bills()).toEqual([
      '2026-11-11 invoice 15.00 USD',
      '2026-12-01 invoice 30.00 USD',
      '2027-01-01 invoice 30.00 USD',
    ]);
  });

  it('charges the days to the next bill day where a dated change has its turn on a bill day, before the renewal', () => {
    const story = on('2026-11-11');
    const id = story.accept(aRequest({ plan: 'yearly', scope: 'on-date', effectiveDate: '2026-12-01' }));
    story.advanceTo('2027-01-01');
    expect(story.applied(id)).toMatchObject({ credit: '0.00', charge: '31.00', prorationEnd: '2026-12-31' });
    expect(story.bills()).toEqual(['2026-12-01 invoice 31.00 USD', '2027-01-01 invoice 365.00 USD']);
  });
});

describe('offset months (MP-12)', () => {
  const ask = (offsetMonths: number, more: Partial<MasterPlanChangeRequest> = {}, plan = 'yearly') =>
    aRequest({ plan, offsetMonths, ...more });

  it.each([
    [1, '2026-12-31', '51.00'],
    [2, '2027-01-31', '82.00'],
    [11, '2027-10-31', '355.00'],
  ])('%i move the anniversary so many months on: to %s, charge %s', (months, prorationEnd, charge) => {
    expect(on('2026-11-11').quote(ask(months))).toMatchObject({ prorationEnd, charge });
  });

  it('may make the prorated period exactly as long as the interval, and no day longer', () => {
    expect(on('2026-11-01').quote(ask(11)).charge).toBe('365.00');
    expect(() => on('2026-11-01').quote(ask(12))).toThrow(refusal('offset-months-refused', 'offsetMonths'));
    expect(() => on('2026-11-11').quote(ask(12))).toThrow(refusal('offset-months-refused', 'offsetMonths'));
    const earlier = on('2026-11-11', aSubscription({ ...PAID_YEAR, plan: 'weekly' }));
    const quarter = (prorationStart: string) => earlier.quote(ask(2, { prorationStart }, 'quarterly'));
    expect(quarter('2026-11-01')).toMatchObject({ charge: '90.00', prorationEnd: '2027-01-31' });
    expect(() => quarter('2026-10-31')).toThrow(refusal('offset-months-refused'));
  });

  it('keep the bill day over short months', () => {
    const plan = aSubscription({ billDay: 31, periodStart: '2026-10-31', paidThrough: '2026-11-29' });
    const state = anAccountState({ subscriptions: [plan], account: { billDay: 31 } });
    const end = (months: number) => aStory(state, '2026-11-15').quote(ask(months)).prorationEnd;
    expect([end(1), end(3), end(4)]).toEqual(['2026-12-30', '2027-02-27', '2027-03-30']);
  });

  it('are refused for equal intervals', () => {
    expect(() => on('2026-11-11').quote(ask(1, {}, 'gold'))).toThrow(refusal('offset-months-refused', 'offsetMonths'));
  });

  it('are refused without proration, also where the organization’s default is none', () => {
    expect(() => on('2026-11-11').quote(ask(2, { proration: 'none' }))).toThrow(refusal('offset-months-refused'));
    const story = aStory(anAccountState({ settings: { defaultProration: 'none' } }));
    expect(() => story.quote(ask(2, { proration: 'default' }))).toThrow(refusal('offset-months-refused'));
    expect(story.quote(ask(2)).charge).toBe('82.00');
  });
});

describe('an alternate proration start (MP-14)', () => {
  const ask = (prorationStart: string) => aRequest({ prorationStart });

  it.each([
    ['2026-10-31', 'before the last billing'],
    ['2026-12-01', 'after the paid-through date'],
  ])('is refused on %s: %s', (date) => {
    const refused = refusal('proration-start-out-of-range', 'prorationStart');
    expect(() => on('2026-11-11').quote(ask(date))).toThrow(refused);
  });

  it.each([
    ['2026-11-01', '30.00', '60.00'],
    ['2026-11-30', '1.00', '2.00'],
  ])('is taken on %s: credit %s, charge %s', (date, credit, charge) => {
    expect(on('2026-11-11').quote(ask(date))).toMatchObject({ credit, charge, effectiveDate: '2026-11-11' });
  });

  it('is bounded by the day of the last billing, not by the start of the period', () => {
    const story = on('2026-11-11', aSubscription({ lastBilled: '2026-11-05' }));
    expect(() => story.quote(ask('2026-11-04'))).toThrow(refusal('proration-start-out-of-range'));
    expect(story.quote(ask('2026-11-05'))).toMatchObject({ credit: '26.00' });
  });

  it('moves the proration only: the plan is assigned on the effective date', () => {
    const story = on('2026-11-11');
    story.accept(ask('2026-11-21'));
    expect(story.subscription()).toMatchObject({ planId: 'gold', lastBilled: '2026-11-21', paidThrough: '2026-11-30' });
    const assigned = story.effects.find((it) => it.type === 'plan-assigned');
    expect(assigned).toMatchObject({ planId: 'gold', from: '2026-11-11' });
  });

  it('is by default the later of the effective date and the last billing', () => {
    const billedLater = on('2026-11-11', aSubscription({ lastBilled: '2026-11-21' }));
    expect(billedLater.quote(aRequest())).toMatchObject({ credit: '10.00', charge: '20.00' });
    const story = on('2026-11-11');
    story.accept(ask('2026-11-21'));
    story.advanceTo('2026-11-15');
    expect(story.quote(aRequest({ plan: 'silver' }))).toMatchObject({ credit: '20.00', charge: '10.00' });
  });

  it('of a future change is checked against the period that holds at its date', () => {
    const future = (prorationStart: string) =>
      aRequest({ scope: 'on-date', effectiveDate: '2027-02-15', prorationStart });
    const story = on('2026-11-11');
    expect(() => story.quote(future('2026-11-11'))).toThrow(refusal('proration-start-out-of-range'));
    expect(() => story.quote(future('2027-03-01'))).toThrow(refusal('proration-start-out-of-range'));
    expect(story.quote(future('2027-02-01'))).toMatchObject({ credit: '30.00', charge: '60.00' });
  });
});
