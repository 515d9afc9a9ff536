import { describe, expect, it } from 'vitest';
import { lateReactivation } from '../../../domain/service-reactivation/late.js';
import { offersOf, quoteReactivation } from '../../../domain/service-reactivation/quote.js';
import { reactivatedTo } from '../../oracle/prepaid.js';
import { ids, PLANS } from '../../support/builders.js';
import { aPrepaidPlan, type PrepaidOptions, PrepaidStory } from '../../support/prepaid-story.js';
import { refusal } from '../../support/refusal.js';

const SETTINGS = { serviceReactivation: true, suspension: true, suspendAfterDays: 7 } as const;

/** A service that was paid for November 2026 and is paused since 12-01; it is 2027-06-10. */
function paused(options: PrepaidOptions = {}): PrepaidStory {
  const settings = { ...SETTINGS, ...options.settings };
  return new PrepaidStory({ activeTo: '2026-11-30', ...options, settings }).pay('20.00').advanceTo('2027-06-10');
}

/** A service that is suspended since 2026-11-08 for an invoice of 20.00; it is 2026-11-10. */
function suspended(options: PrepaidOptions = {}): PrepaidStory {
  const settings = { ...SETTINGS, ...options.settings };
  return new PrepaidStory({ ...options, settings }).advanceTo('2026-11-10');
}

describe('the worked examples of reactivation', () => {
  it.each([
    [2, '40.00', '2027-08-09'],
    [3, '54.00', '2027-09-09'],
  ])('PS-09, PS-10: paused, reactivated on 2027-06-10 for %i months: pays %s, active to %s', (months, amount, to) => {
    const story = paused();
    const id = story.checkout(months);
    expect(story.state.changes[0]).toMatchObject({ request: { quote: { amount } } });
    story.pay(amount, { changeId: id });
    expect(story.subscription()).toMatchObject({ status: 'active', activeTo: to, anchorDay: 10, paidThrough: to });
    expect(reactivatedTo('2027-06-10', months)).toBe(to);
    expect(story.bills().at(-1)).toBe(`2027-06-10 invoice ${amount} USD`);
    expect(story.state).toMatchObject({ credit: '0.00', openInvoices: [], changes: [] });
    expect(story.advanceTo('2028-01-01').bills()).toHaveLength(2);
    expect(story.standings()).toEqual([
      '2026-12-01 paused',
      '2027-06-10 reactivated',
      `${new Date(Date.parse(to) + 86_400_000).toISOString().slice(0, 10)} paused`,
    ]);
    expect(story.sumOfPostings()).toBe(0);
  });

  it('PS-10: goes on without an end where the client chose so, on its new anchor (PS-15)', () => {
    const story = paused().advanceTo('2027-08-31');
    story.pay('20.00', { changeId: story.checkout(1, { withoutEnd: true }) });
    story.advanceTo('2027-12-01');
    expect(
      story
        .documents()
        .slice(1)
        .map((it) => it.issuedOn),
    ).toEqual(['2027-08-31', '2027-09-30', '2027-10-31', '2027-11-30']);
  });
});

describe('what a reactivation costs (PS-09)', () => {
  it('is what is overdue plus the months, and one that was not paused goes on after its last invoiced period', () => {
    const story = suspended();
    const quote = quoteReactivation(story.state, story.subscription(), 2, story.now);
    expect(quote).toMatchObject({ overdue: '20.00', amount: '60.00' });
    story.pay('60.00', { changeId: story.checkout(2) });
    expect(story.bills()).toEqual(['2026-11-01 invoice 20.00 USD', '2026-11-10 invoice 40.00 USD']);
    expect(story.subscription()).toMatchObject({ status: 'active', anchorDay: 1, paidThrough: '2027-01-31' });
    expect(story.advanceTo('2027-02-01').bills()).toHaveLength(3);
  });

  it('is less by account credit where that is used automatically, and nothing is to be paid where it pays all', () => {
    const story = paused();
    story.pay('25.00');
    expect(quoteReactivation(story.state, story.subscription(), 2, story.now)).toMatchObject({
      fromAccountCredit: '25.00',
      amount: '15.00',
    });
    story.checkout(1);
    expect(story.subscription()).toMatchObject({ status: 'active', activeTo: '2027-07-09' });
    expect(story.state.credit).toBe('5.00');
  });

  it('leaves account credit alone where it is not used automatically', () => {
    const story = paused({ settings: { useCreditAutomatically: false } });
    story.pay('25.00');
    const id = story.checkout(2);
    story.pay('40.00', { changeId: id });
    expect(story.checkoutState(id)).toBe('applied');
    expect(story.state.credit).toBe('25.00');
  });

  it('is so many single months where no period of so many is enabled; without single months, only what is enabled is offered', () => {
    const story = paused();
    expect(
      offersOf(story.state, story.subscription(), story.now).map((it) => [it.monthsPrice.months, it.amount]),
    ).toEqual([
      [1, '20.00'],
      [2, '40.00'],
      [3, '54.00'],
      ...[4, 5, 6, 7, 8, 9, 10, 11, 12].map((months) => [months, `${20 * months}.00`]),
    ]);
    const quarters = aPrepaidPlan('prepaid', { 3: '54.00', 6: '100.00' });
    const only = paused({ plans: [quarters, ...PLANS], billingPeriodMonths: 3, activeTo: '2027-01-31' });
    expect(offersOf(only.state, only.subscription(), only.now).map((it) => it.monthsPrice.months)).toEqual([3, 6]);
    expect(() => only.checkout(2)).toThrow(refusal('months-not-offered'));
  });
});

describe('what a checkout does with money (PS-11)', () => {
  it('leaves the service as it was on a shortfall, says what is missing, and is completed by the rest', () => {
    const story = suspended();
    const id = story.checkout(1);
    story.pay('25.00', { changeId: id });
    expect(story.subscription().status).toBe('suspended');
    expect(story.owed()).toEqual(['2026-11-01 20.00']);
    expect(story.history(id).at(-1)).toMatchObject({ event: 'paid-in-part', amounts: { missing: '15.00' } });
    story.pay('15.00', { changeId: id });
    expect(story.subscription().status).toBe('active');
    expect(story.state.credit).toBe('0.00');
  });

  it('is short where what is overdue has grown since', () => {
    const story = suspended({ settings: { checkoutExpiry: 'P60D' } });
    const id = story.checkout(1);
    story.advanceTo('2026-12-02').pay('40.00', { changeId: id });
    expect(story.subscription().status).toBe('suspended');
    expect(story.history(id).at(-1)?.amounts).toMatchObject({ missing: '20.00' });
  });

  it('keeps a surplus as credit, and a second payment never buys months', () => {
    const story = paused();
    const id = story.checkout(2);
    story.pay('45.00', { changeId: id });
    expect(story.state.credit).toBe('5.00');
    expect(story.bills()).toHaveLength(2);
  });

  it('ends unpaid after its expiry and the grace, and leaves the service as it was', () => {
    const story = paused();
    const id = story.checkout(2);
    story.advanceTo('2027-06-10T01:01:59.999Z');
    expect(story.checkoutState(id)).toBe('waiting');
    story.advanceTo('2027-06-10T01:02:00.000Z');
    expect(story.checkoutState(id)).toBe('expired');
    expect(story.subscription().status).toBe('paused');
  });

  it.each([
    ['40.00', 'active', '0.00'],
    ['39.99', 'paused', '39.99'],
  ])('of %s that comes after its end leaves the service %s and %s credit', (amount, status, credit) => {
    const story = paused();
    const id = story.checkout(2);
    const change = story.state.changes.find((it) => it.id === id);
    if (change?.kind !== 'service-reactivation') throw new Error('no checkout');
    story.advanceTo('2027-06-11');
    story.pay(amount);
    const late = { changeId: id, request: change.request, paymentId: 'late', amount, by: 'webhook' };
    story.playAll(lateReactivation(story.state, late, story.now, ids));
    expect(story.subscription().status).toBe(status);
    expect(story.state.credit).toBe(credit);
    story.playAll(lateReactivation(story.state, { ...late, paymentId: 'again' }, story.now, ids));
    expect(story.documents()).toHaveLength(status === 'active' ? 2 : 1);
  });

  it('paid twice after its end buys the months once', () => {
    const story = paused();
    const id = story.checkout(2);
    const change = story.state.changes.find((it) => it.id === id);
    if (change?.kind !== 'service-reactivation') throw new Error('no checkout');
    story.advanceTo('2027-06-11');
    for (const paymentId of ['late', 'again']) {
      story.pay('40.00');
      const late = { changeId: id, request: change.request, paymentId, amount: '40.00', by: 'webhook' };
      story.playAll(lateReactivation(story.state, late, story.now, ids));
    }
    expect([story.documents().length, story.state.credit, story.subscription().activeTo]).toEqual([
      2,
      '40.00',
      '2027-08-10',
    ]);
  });

  it('is bought by whatever leaves enough credit while the service waits (EN-13)', () => {
    const story = paused();
    const id = story.checkout(2);
    story.pay('40.00');
    expect(story.checkoutState(id)).toBe('applied');
  });

  it('is one per service', () => {
    const story = paused();
    story.checkout(2);
    expect(() => story.checkout(1)).toThrow(refusal('change-already-open'));
  });
});

describe('who may reactivate by themselves (PS-09, PS-14)', () => {
  it.each([
    ['serviceReactivation', { serviceReactivation: false }, {}],
    ['suspension', { suspension: false }, {}],
    ['invoicing', {}, { invoicing: 'backward' as const, paidThrough: '2026-11-30' }],
  ])('the setting %s does not allow it', (setting, settings, given) => {
    const story = paused({ settings, ...given });
    expect(() => story.checkout(1)).toThrow(setting);
    expect(() => story.checkout(1)).toThrow(refusal('setting-refuses'));
  });

  it('not one whose service is active', () => {
    const story = new PrepaidStory({ settings: SETTINGS }).pay('20.00');
    expect(() => story.checkout(1)).toThrow(refusal('subscription-state'));
  });
});
