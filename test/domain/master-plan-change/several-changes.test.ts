import { describe, expect, it } from 'vitest';
import { anAccountState, aPlan, aRequest, aSubscription, withNewPrice, YEAR } from '../../support/builders.js';
import { refusal } from '../../support/refusal.js';
import { aStory } from '../../support/story.js';

const PLANS = [
  aPlan({ code: 'silver', price: '30.00' }),
  aPlan({ code: 'gold', price: '60.00' }),
  aPlan({ code: 'bronze', price: '15.00' }),
  aPlan({ code: 'yearly', price: '365.00', interval: YEAR }),
];
const on = (effectiveDate: string | null, plan = 'gold') => aRequest({ plan, scope: 'on-date', effectiveDate });
const atEnd = (plan = 'gold') => aRequest({ plan, scope: 'end-of-period' });
const begin = () => aStory(anAccountState({ plans: PLANS }));

describe('several future changes of one subscription (MP-09)', () => {
  it('are open side by side, one per date and one without a date', () => {
    const story = begin();
    story.accept(on('2026-11-21'));
    story.accept(on('2026-11-26', 'bronze'));
    story.accept(atEnd('yearly'));
    story.accept(on(null));
    expect(() => story.accept(on('2026-11-21', 'bronze'))).toThrow(refusal('change-already-open'));
    expect(() => story.accept(on('2026-12-01', 'bronze'))).toThrow(refusal('change-already-open'));
    expect(() => story.accept(atEnd('bronze'))).toThrow(refusal('change-already-open'));
    expect(() => story.accept(on(null, 'bronze'))).toThrow(refusal('change-already-open'));
    expect(story.state.changes.map((it) => it.id)).toEqual(['c1', 'c2', 'c3', 'c4']);
  });

  it('refuse by naming the change that is in the way', () => {
    const story = begin();
    story.accept(on('2026-11-21'));
    const details = { changeId: 'c1', state: 'waiting', effectiveDate: '2026-11-21' };
    expect(() => story.accept(on('2026-11-21'))).toThrow(
      expect.objectContaining({ details, message: expect.stringContaining('c1 for 2026-11-21 is open') }),
    );
  });

  it('of different subscriptions do not know of each other', () => {
    const subscriptions = [aSubscription(), aSubscription({ id: 'other' })];
    const story = aStory(anAccountState({ subscriptions }));
    story.accept(on('2026-11-21'));
    expect(story.accept({ ...on('2026-11-21'), subscriptionId: 'other' })).toBe('c2');
  });

  it('are quoted with what is pending before them counted in, in order', () => {
    const story = begin();
    story.accept(on('2026-11-21', 'gold'));
    expect(story.quote(on('2026-11-26', 'bronze'))).toMatchObject({ credit: '10.00', charge: '2.50' });
    expect(story.quote(on('2026-11-16', 'bronze'))).toMatchObject({ credit: '15.00', charge: '7.50' });
    expect(story.quote(on('2026-11-26', 'silver'))).toMatchObject({ credit: '10.00', charge: '5.00' });
    expect(() => story.quote(on('2026-11-26', 'gold'))).toThrow(refusal('no-change'));
  });

  it('still stand when one is applied, and are checked and computed again when their turn comes', () => {
    const story = begin();
    const later = story.accept(on('2026-11-26', 'bronze'));
    const now = story.accept(aRequest({ plan: 'gold' }));
    expect(story.applied(now)).toMatchObject({ net: '20.00' });
    expect(story.change(later)).toMatchObject({ state: 'waiting', effectiveDate: '2026-11-26' });
    expect(story.advanceTo('2026-11-26').applied(later)).toMatchObject({ credit: '10.00', charge: '2.50' });
  });

  it('that have come to change nothing need attention', () => {
    const story = begin();
    const later = story.accept(on('2026-11-26', 'gold'));
    story.accept(aRequest({ plan: 'gold' }));
    story.advanceTo('2026-11-26');
    expect(story.change(later)).toMatchObject({ state: 'needs-attention', attention: { code: 'no-change' } });
  });

  it('count in the end of the subscription: a change from that day on is refused', () => {
    const story = begin();
    story.cancelSubscription('2026-11-26');
    expect(story.quote(on('2026-11-25'))).toMatchObject({ credit: '6.00' });
    expect(() => story.quote(on('2026-11-26'))).toThrow(refusal('subscription-cancelled'));
    expect(() => story.quote(on('2026-12-26'))).toThrow(refusal('subscription-cancelled'));
  });
});

describe('an end-of-period change follows the paid-through date (MP-03)', () => {
  it('when another change moves it back, and forth', () => {
    const paidYear = aSubscription({ plan: PLANS[3] ?? '', periodStart: '2026-01-01', paidThrough: '2026-12-31' });
    const story = aStory(anAccountState({ plans: PLANS, subscriptions: [paidYear] }));
    const follower = story.accept(atEnd('bronze'));
    expect(story.change(follower)?.effectiveDate).toBe('2027-01-01');
    story.accept(aRequest({ plan: 'silver' }));
    expect(story.change(follower)).toMatchObject({ effectiveDate: '2026-12-01', dueAt: '2026-12-01T00:00:00.000Z' });
    story.accept(aRequest({ plan: 'yearly', offsetMonths: 3 }));
    expect(story.change(follower)).toMatchObject({ state: 'waiting', effectiveDate: '2027-03-01' });
    story.accept(aRequest({ plan: 'silver' }));
    expect(story.change(follower)).toMatchObject({ state: 'waiting', effectiveDate: '2026-12-01' });
    const moves = story.history(follower).filter((it) => it.event === 'moved');
    expect(new Set(moves.map((it) => it.id)).size).toBe(3);
    expect(story.advanceTo('2026-12-01').applied(follower)).toMatchObject({ nextBillAmount: '15.00' });
  });

  it('also in its quote, where what is pending will move the date, back or forth', () => {
    const paidYear = aSubscription({ plan: PLANS[3] ?? '', periodStart: '2026-01-01', paidThrough: '2026-12-31' });
    const back = aStory(anAccountState({ plans: PLANS, subscriptions: [paidYear] }));
    back.accept(on('2026-11-21', 'silver'));
    const quote = back.quote(atEnd('bronze'));
    expect(quote).toMatchObject({ effectiveDate: '2026-12-01', estimate: true, nextBillDate: '2026-12-01' });
    const id = back.accept(atEnd('bronze'));
    expect(back.change(id)?.effectiveDate).toBe('2027-01-01');
    expect(back.advanceTo('2026-12-01').applied(id)).toEqual({ ...quote, estimate: false });

    const forth = begin();
    forth.accept({ ...on('2026-11-21', 'yearly'), offsetMonths: 2 });
    expect(forth.quote(atEnd('bronze'))).toMatchObject({ effectiveDate: '2027-02-01', nextBillDate: '2027-02-01' });
    forth.accept(on('2027-02-01', 'gold'));
    expect(forth.quote(atEnd('bronze'))).toMatchObject({ effectiveDate: '2027-02-01' });
  });

  it('and stays where nothing was posted', () => {
    const story = begin();
    const follower = story.accept(atEnd('bronze'));
    story.accept(aRequest({ plan: 'yearly', proration: 'none' }));
    expect(story.change(follower)?.effectiveDate).toBe('2026-12-01');
  });

  it('leaves dated and undated changes where they are', () => {
    const story = begin();
    const dated = story.accept(on('2026-12-15', 'bronze'));
    const undated = story.accept(on(null, 'bronze'));
    story.accept(aRequest({ plan: 'yearly' }));
    story.accept(aRequest({ plan: 'silver', units: 2 }));
    expect(story.change(dated)?.effectiveDate).toBe('2026-12-15');
    expect(story.change(undated)?.effectiveDate).toBeNull();
  });

  /** Silver to the end of November; gold at its end; bronze on 2027-02-01, where a change to the yearly plan moves the end. */
  function landed() {
    const story = begin();
    const follower = story.accept(atEnd('gold'));
    const holder = story.accept(on('2027-02-01', 'bronze'));
    story.accept(aRequest({ plan: 'yearly', offsetMonths: 2 }));
    return { story, follower, holder };
  }

  it('needs attention where it lands on another change’s date, which it names', () => {
    const { story, follower, holder } = landed();
    expect(story.change(holder)).toMatchObject({ state: 'waiting', effectiveDate: '2027-02-01' });
    expect(story.change(follower)).toMatchObject({
      state: 'needs-attention',
      effectiveDate: '2027-02-01',
      attention: { code: 'date-taken', message: expect.stringContaining(holder) },
    });
  });

  it('cannot be tried again while the date is taken, and waits again once it is free', () => {
    const { story, follower, holder } = landed();
    expect(() => story.revise(follower, { command: 'retry' })).toThrow(refusal('change-already-open'));
    story.revise(holder, { command: 'cancel' });
    story.revise(follower, { command: 'retry' });
    expect(story.change(follower)).toMatchObject({ state: 'waiting', effectiveDate: '2027-02-01', attention: null });
    expect(story.advanceTo('2027-02-01').applied(follower)).toMatchObject({ lines: [], nextBillAmount: '60.00' });
  });

  it('goes on following while it needs attention for that reason', () => {
    const { story, follower } = landed();
    story.advanceTo('2026-11-12').accept(aRequest({ plan: 'silver' }));
    expect(story.change(follower)).toMatchObject({ state: 'needs-attention', effectiveDate: '2026-12-01' });
    story.revise(follower, { command: 'retry' });
    expect(story.change(follower)).toMatchObject({ state: 'waiting', effectiveDate: '2026-12-01' });
  });

  it('holds the renewal from the contested date on, until somebody has decided (MP-26)', () => {
    const { story, follower, holder } = landed();
    story.advanceTo('2027-03-10');
    expect(story.applied(holder)).toMatchObject({ effectiveDate: '2027-02-01' });
    expect(story.subscription()).toMatchObject({ planId: 'bronze' });
    expect(story.bills().filter((it) => it > '2027-02')).toEqual(['2027-02-01 invoice 15.00 USD']);
    story.revise(follower, { command: 'cancel' });
    expect(story.bills().at(-1)).toBe('2027-03-01 invoice 15.00 USD');
  });
});

describe('the price of an open change (MP-19)', () => {
  const dearer = (story: ReturnType<typeof begin>) =>
    story.edit((state) => {
      const gold = state.catalog.gold;
      if (!gold) throw new Error('no gold');
      return { ...state, catalog: { ...state.catalog, gold: withNewPrice(gold, '90.00', '2026-11-11') } };
    });

  it('is that of the version it was accepted with, up to its first bill', () => {
    const story = begin();
    const id = story.accept(on('2026-11-21'));
    dearer(story).advanceTo('2026-11-21');
    expect(story.applied(id)).toMatchObject({ charge: '20.00', nextBillAmount: '60.00' });
    expect(story.advanceTo('2027-01-01').bills().slice(1)).toEqual([
      '2026-12-01 invoice 60.00 USD',
      '2027-01-01 invoice 90.00 USD',
    ]);
  });

  it('is that of the acceptance also for an end-of-period change and an undated one', () => {
    const story = begin();
    const atTheEnd = story.accept(atEnd());
    const undated = story.accept(on(null));
    dearer(story);
    expect(story.quoteRevision(undated, { command: 'complete-now' })).toMatchObject({ charge: '40.00' });
    expect(story.advanceTo('2026-12-01').applied(atTheEnd)).toMatchObject({ nextBillAmount: '60.00' });
  });

  it('is new once it is rescheduled', () => {
    const story = begin();
    const id = story.accept(on('2026-11-21'));
    dearer(story);
    const revision = { command: 'reschedule', effectiveDate: '2026-11-26' } as const;
    expect(story.quoteRevision(id, revision)).toMatchObject({ charge: '15.00', nextBillAmount: '90.00' });
    story.revise(id, revision);
    expect(story.change(id)).toMatchObject({ pinnedPriceVersionId: 'gold-USD-v2' });
    expect(story.advanceTo('2026-11-26').applied(id)).toMatchObject({ charge: '15.00' });
  });

  it('is not that of a version which holds from a later day, even where the change is later still', () => {
    const story = begin().edit((state) => {
      const gold = state.catalog.gold;
      if (!gold) throw new Error('no gold');
      return { ...state, catalog: { ...state.catalog, gold: withNewPrice(gold, '90.00', '2026-11-15') } };
    });
    expect(story.quote(on('2026-11-21'))).toMatchObject({ charge: '20.00', nextBillAmount: '60.00' });
    expect(story.advanceTo('2026-11-15').quote(on('2026-11-21'))).toMatchObject({ charge: '30.00' });
  });
});
