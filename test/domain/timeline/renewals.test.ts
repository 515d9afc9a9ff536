import { describe, expect, it } from 'vitest';
import { localDateAt } from '../../../domain/calendar/time-zone.js';
import { quoteHash } from '../../../domain/quote-hash.js';
import {
  anAccountState,
  anyUnits,
  aPlan,
  aRequest,
  aSubscription,
  type SubscriptionOptions,
  withNewPrice,
} from '../../support/builders.js';
import { aStory } from '../../support/story.js';

function renewed(options: SubscriptionOptions, until: string) {
  const plan = typeof options.plan === 'object' ? [options.plan] : undefined;
  const account = { billDay: options.billDay ?? 1 };
  const state = anAccountState({
    subscriptions: [aSubscription(options)],
    account,
    ...(plan === undefined ? {} : { plans: plan }),
  });
  return aStory(state, options.periodStart ?? '2026-11-01').advanceTo(until);
}

/** Each renewal as `from to amount`, the end inclusive as people read it. */
const periods = (story: ReturnType<typeof renewed>) =>
  story.documents().map((it) => {
    const [line] = it.lines;
    const last = new Date(Date.parse(`${line?.to}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
    return `${line?.from} ${last} ${it.total}`;
  });

describe('a renewal', () => {
  it('of a month on the 31st clamps to the month’s last day and returns: 31, 28, 31', () => {
    const subscription = { billDay: 31, periodStart: '2026-12-31', paidThrough: '2027-01-30' };
    expect(periods(renewed(subscription, '2027-05-31'))).toEqual([
      '2027-01-31 2027-02-27 30.00',
      '2027-02-28 2027-03-30 30.00',
      '2027-03-31 2027-04-29 30.00',
      '2027-04-30 2027-05-30 30.00',
      '2027-05-31 2027-06-29 30.00',
    ]);
  });

  it('of a month on the 30th is on 29 February in a leap year', () => {
    const subscription = { billDay: 30, periodStart: '2027-12-30', paidThrough: '2028-01-29' };
    expect(periods(renewed(subscription, '2028-03-30'))).toEqual([
      '2028-01-30 2028-02-28 30.00',
      '2028-02-29 2028-03-29 30.00',
      '2028-03-30 2028-04-29 30.00',
    ]);
  });

  it('of a year keeps its month and day over a leap year, and 29 February comes back', () => {
    const subscription = { plan: 'yearly', billDay: 29, periodStart: '2027-02-28', paidThrough: '2028-02-28' };
    expect(periods(renewed(subscription, '2032-02-29'))).toEqual([
      '2028-02-29 2029-02-27 365.00',
      '2029-02-28 2030-02-27 365.00',
      '2030-02-28 2031-02-27 365.00',
      '2031-02-28 2032-02-28 365.00',
      '2032-02-29 2033-02-27 365.00',
    ]);
  });

  it('of a quarter and of weeks', () => {
    const quarter = { plan: 'quarterly', periodStart: '2026-11-01', paidThrough: '2027-01-31' };
    expect(periods(renewed(quarter, '2027-05-01'))).toEqual([
      '2027-02-01 2027-04-30 90.00',
      '2027-05-01 2027-07-31 90.00',
    ]);
    const fortnight = aPlan({ code: 'fortnight', price: '14.00', interval: { unit: 'week', count: 2 } });
    const weeks = { plan: fortnight, periodStart: '2026-11-09', paidThrough: '2026-11-22' };
    expect(periods(renewed(weeks, '2026-12-07'))).toEqual([
      '2026-11-23 2026-12-06 14.00',
      '2026-12-07 2026-12-20 14.00',
    ]);
  });

  it('is cut short by days, once, where a period of months did not end on a bill day', () => {
    expect(periods(renewed({ periodStart: '2026-11-10', paidThrough: '2026-12-09' }, '2027-02-01'))).toEqual([
      '2026-12-10 2026-12-31 21.29',
      '2027-01-01 2027-01-31 30.00',
      '2027-02-01 2027-02-28 30.00',
    ]);
    const year = { plan: 'yearly', periodStart: '2026-01-15', paidThrough: '2027-01-14' };
    expect(periods(renewed(year, '2027-02-01'))).toEqual([
      '2027-01-15 2027-01-31 17.00',
      '2027-02-01 2028-01-31 365.00',
    ]);
  });

  it('of weeks is never cut short', () => {
    const week = { plan: 'weekly', periodStart: '2026-11-11', paidThrough: '2026-11-17' };
    expect(periods(renewed(week, '2026-12-02'))).toEqual([
      '2026-11-18 2026-11-24 7.00',
      '2026-11-25 2026-12-01 7.00',
      '2026-12-02 2026-12-08 7.00',
    ]);
  });

  it('follows a subscription’s own anchor where it has one', () => {
    const own = { anchorDay: 15, periodStart: '2026-11-15', paidThrough: '2026-12-14' };
    expect(periods(renewed(own, '2027-01-15'))).toEqual(['2026-12-15 2027-01-14 30.00', '2027-01-15 2027-02-14 30.00']);
  });

  it('begins with the first period where nothing is paid yet', () => {
    const unpaid = { periodStart: '2026-11-10', paidThrough: '2026-11-09' };
    expect(periods(renewed(unpaid, '2026-12-01'))).toEqual([
      '2026-11-10 2026-11-30 21.00',
      '2026-12-01 2026-12-31 30.00',
    ]);
  });

  it('sums up units and says so', () => {
    const story = renewed({ units: 3 }, '2026-12-01');
    expect(story.documents()[0]?.lines[0]).toMatchObject({
      quantity: 3,
      amount: '90.00',
      explanation: '30.00 x 3 units for 1 whole month from 2026-12-01 to 2026-12-31: 30.00 x 3 x 1 = 90.00 USD',
    });
  });

  it('catches up on several due dates at once, each as of its own day', () => {
    const story = aStory(anAccountState()).advanceTo('2027-03-15T13:00:00.000Z');
    expect(story.documents().map((it) => it.issuedOn)).toEqual([
      '2026-12-01',
      '2027-01-01',
      '2027-02-01',
      '2027-03-01',
    ]);
    expect(story.journals().map((it) => it.effectiveAt)).toEqual(
      ['2026-12-01', '2027-01-01', '2027-02-01', '2027-03-01'].map((it) => `${it}T00:00:00.000Z`),
    );
    expect(story.subscription()).toMatchObject({ periodStart: '2027-03-01', lastBilled: '2027-03-01' });
  });

  it('of several subscriptions of an account shares its credit in the order of time', () => {
    const subscriptions = [
      aSubscription({ id: 'later', paidThrough: '2026-12-31', periodStart: '2026-12-01' }),
      aSubscription({ id: 'first' }),
    ];
    const story = aStory(anAccountState({ subscriptions, credit: '40.00' })).advanceTo('2027-01-01');
    expect(story.state.openInvoices.map((it) => [it.issuedOn, it.open])).toEqual([
      ['2027-01-01', '20.00'],
      ['2027-01-01', '30.00'],
    ]);
    expect(story.state.credit).toBe('0.00');
  });
});

describe('a changed bill day (EN-16)', () => {
  it('takes effect from the next period, which is cut short to it, and changes what is quoted', () => {
    const story = aStory(anAccountState());
    const before = story.quote(aRequest());
    story.edit((state) => ({ ...state, account: { ...state.account, billDay: 15 } }));
    const after = story.quote(aRequest());
    expect(after).toMatchObject({ credit: '20.00', charge: '40.00', prorationEnd: '2026-11-30' });
    expect([before.nextBillAmount, after.nextBillAmount]).toEqual(['60.00', '28.00']);
    expect(quoteHash(after)).not.toBe(quoteHash(before));
    story.accept(aRequest({ plan: 'silver', units: 2 }));
    expect(story.advanceTo('2027-01-15').bills().slice(1)).toEqual([
      '2026-12-01 invoice 28.00 USD',
      '2026-12-15 invoice 60.00 USD',
      '2027-01-15 invoice 60.00 USD',
    ]);
  });

  it('from the 31st leaves the days of the running period their fraction', () => {
    const subscription = aSubscription({ billDay: 31, periodStart: '2027-01-31', paidThrough: '2027-02-27' });
    const state = anAccountState({ subscriptions: [subscription], account: { billDay: 1 } });
    const story = aStory(state, '2027-02-14');
    expect(story.quote(aRequest())).toMatchObject({ credit: '15.00', charge: '30.00' });
  });
});

describe('the price of a renewal (MP-19)', () => {
  it('is that of the newest version in force when the billed period begins', () => {
    const plan = withNewPrice(aPlan({ code: 'silver' }), '33.00', '2027-01-01');
    expect(renewed({ plan }, '2027-02-01').bills()).toEqual([
      '2026-12-01 invoice 30.00 USD',
      '2027-01-01 invoice 33.00 USD',
      '2027-02-01 invoice 33.00 USD',
    ]);
  });

  it('stays what it was where the new version does not price so many units', () => {
    const plan = aPlan({ code: 'silver' });
    const [schedule] = plan.schedules;
    const [first] = schedule?.versions ?? [];
    if (!schedule || !first) throw new Error('the builder made no version');
    const tiers = [{ fromUnit: 1, toUnit: 4, price: '33.00' }];
    const second = { ...first, id: 'silver-USD-v2', version: 2, effectiveFrom: '2026-12-01', tiers };
    const edited = { ...plan, schedules: [{ ...schedule, versions: [first, second] }] };
    expect(renewed({ plan: edited, units: 5 }, '2026-12-01').bills()).toEqual(['2026-12-01 invoice 150.00 USD']);
    expect(renewed({ plan: edited, units: 4 }, '2026-12-01').bills()).toEqual(['2026-12-01 invoice 132.00 USD']);
  });

  it('is that of the tier for the number of units', () => {
    const tiers = [
      { fromUnit: 1, toUnit: 2, price: '10.00' },
      { ...anyUnits('9.00'), fromUnit: 3 },
    ];
    expect(renewed({ plan: aPlan({ code: 'tiered', tiers }), units: 3 }, '2026-12-01').bills()).toEqual([
      '2026-12-01 invoice 27.00 USD',
    ]);
  });
});

describe('dates arrive at the first instant of the local day (F11)', () => {
  it.each([
    ['Africa/Cairo', '2024-04-26', '2024-04-25T22:00:00.000Z', 'which begins at 01:00, since the clocks skip midnight'],
    ['Africa/Cairo', '2024-11-01', '2024-10-31T22:00:00.000Z', 'at the second midnight’s hour'],
    [
      'America/Santiago',
      '2024-09-08',
      '2024-09-08T04:00:00.000Z',
      'which begins at 01:00, since the clocks skip midnight',
    ],
    ['Pacific/Kiritimati', '2026-12-01', '2026-11-30T10:00:00.000Z', 'fourteen hours ahead'],
    ['America/Los_Angeles', '2026-12-01', '2026-12-01T08:00:00.000Z', 'eight hours behind'],
  ])('in %s on %s at %s: %s', (timeZone, date, first) => {
    const before = new Date(Date.parse(first) - 1).toISOString();
    const paidThrough = new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
    const billDay = Number(date.slice(8));
    const subscription = aSubscription({ billDay, periodStart: paidThrough, paidThrough });
    const state = anAccountState({ subscriptions: [subscription], account: { billDay }, settings: { timeZone } });
    const story = aStory(state, before);
    story.accept(aRequest({ scope: 'on-date', effectiveDate: date }));
    expect(story.bills()).toEqual([]);
    expect(story.subscription().planId).toBe('silver');
    story.advanceTo(first);
    expect(story.subscription().planId).toBe('gold');
    expect(story.bills()).toEqual([`${date} invoice 60.00 USD`]);
    expect(story.journals()[0]?.effectiveAt).toBe(first);
  });

  it.each([
    'Africa/Cairo',
    'America/Santiago',
    'Europe/Berlin',
    'Australia/Lord_Howe',
    'America/New_York',
    'Asia/Kathmandu',
  ])('bills every day of four years once in %s, through every clock change', (timeZone) => {
    const week = aSubscription({ plan: 'weekly', periodStart: '2023-12-25', paidThrough: '2023-12-31' });
    const state = anAccountState({ subscriptions: [week], settings: { timeZone } });
    const story = aStory(state, '2023-12-30').advanceTo('2027-12-31');
    const documents = story.documents();
    expect(documents).toHaveLength(209);
    for (const { issuedOn, lines } of documents) expect(lines[0]?.from).toBe(issuedOn);
    const posted = story.journals().filter((it) => it.kind === 'renewal');
    expect(posted.map((it) => localDateAt(it.effectiveAt, timeZone))).toEqual(documents.map((it) => it.issuedOn));
    const edges = documents.flatMap((it) => it.lines.map((line) => [line.from, line.to]));
    for (const [index, [, to]] of edges.entries()) expect(edges[index + 1]?.[0] ?? to).toBe(to);
  });
});

describe('the speed of the timeline', () => {
  it('bills ten years of weekly renewals in one step', () => {
    const week = aSubscription({ plan: 'weekly', periodStart: '2026-11-02', paidThrough: '2026-11-08' });
    const state = anAccountState({ subscriptions: [week], settings: { timeZone: 'America/Santiago' } });
    const story = aStory(state, '2026-11-03').advanceTo('2036-11-03');
    expect(story.documents()).toHaveLength(522);
  });

  it('is enough to quote a change thirty years ahead', () => {
    const week = aSubscription({ plan: 'weekly', periodStart: '2026-11-02', paidThrough: '2026-11-08' });
    const story = aStory(anAccountState({ subscriptions: [week] }), '2026-11-03');
    expect(story.quote(aRequest({ scope: 'on-date', effectiveDate: '2056-11-03' }))).toMatchObject({ estimate: true });
  });
});
