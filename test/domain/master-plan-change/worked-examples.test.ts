import { describe, expect, it } from 'vitest';
import { addDays } from '../../../domain/calendar/civil-date.js';
import type { Interval } from '../../../domain/calendar/interval.js';
import type { MasterPlanChangeRequest } from '../../../domain/master-plan-change/request.schema.js';
import { anAccountState, aPlan, aRequest, aSubscription, MONTH, QUARTER, YEAR } from '../../support/builders.js';
import { aStory, type Story } from '../../support/story.js';

interface Example {
  readonly name: string;
  readonly from: readonly [price: string, interval: Interval, units?: number];
  readonly to: readonly [price: string, interval: Interval, units?: number];
  readonly on: string;
  readonly currency?: string;
  readonly billDay?: number;
  readonly period?: readonly [start: string, paidThrough: string];
  readonly request?: Partial<MasterPlanChangeRequest>;
  readonly credit: string;
  readonly charge: string;
  readonly net: string;
  /** Last day, inclusive. */
  readonly proratedTo: string;
  /** What the new plan bills on the day after. */
  readonly bills: string;
}

const PAID_YEAR = ['2026-01-01', '2026-12-31'] as const;

const EXAMPLES: readonly Example[] = [
  {
    name: '30/month -> 60/month',
    from: ['30.00', MONTH],
    to: ['60.00', MONTH],
    on: '2026-11-11',
    credit: '20.00',
    charge: '40.00',
    net: '20.00',
    proratedTo: '2026-11-30',
    bills: '60.00',
  },
  {
    name: '60/month -> 30/month',
    from: ['60.00', MONTH],
    to: ['30.00', MONTH],
    on: '2026-11-11',
    credit: '40.00',
    charge: '20.00',
    net: '-20.00',
    proratedTo: '2026-11-30',
    bills: '30.00',
  },
  {
    name: '29.99/month -> 49.99/month',
    from: ['29.99', MONTH],
    to: ['49.99', MONTH],
    on: '2026-11-17',
    credit: '14.00',
    charge: '23.33',
    net: '9.33',
    proratedTo: '2026-11-30',
    bills: '49.99',
  },
  {
    name: '30/month -> 365/year',
    from: ['30.00', MONTH],
    to: ['365.00', YEAR],
    on: '2026-11-11',
    credit: '20.00',
    charge: '20.00',
    net: '0.00',
    proratedTo: '2026-11-30',
    bills: '365.00',
  },
  {
    name: '30/month -> 365/year, offset 2',
    from: ['30.00', MONTH],
    to: ['365.00', YEAR],
    on: '2026-11-11',
    request: { offsetMonths: 2 },
    credit: '20.00',
    charge: '82.00',
    net: '62.00',
    proratedTo: '2027-01-31',
    bills: '365.00',
  },
  {
    name: '365/year -> 30/month',
    from: ['365.00', YEAR],
    to: ['30.00', MONTH],
    on: '2026-11-11',
    period: PAID_YEAR,
    credit: '51.00',
    charge: '20.00',
    net: '-31.00',
    proratedTo: '2026-11-30',
    bills: '30.00',
  },
  {
    name: '365/year -> 30/month, none',
    from: ['365.00', YEAR],
    to: ['30.00', MONTH],
    on: '2026-11-11',
    period: PAID_YEAR,
    request: { proration: 'none' },
    credit: '0.00',
    charge: '0.00',
    net: '0.00',
    proratedTo: '2026-12-31',
    bills: '30.00',
  },
  {
    name: '365/year -> 90/quarter, offset 2',
    from: ['365.00', YEAR],
    to: ['90.00', QUARTER],
    on: '2026-11-11',
    period: PAID_YEAR,
    request: { offsetMonths: 2 },
    credit: '51.00',
    charge: '80.22',
    net: '29.22',
    proratedTo: '2027-01-31',
    bills: '90.00',
  },
  {
    name: '365/year -> 30/month, proration start 10-15',
    from: ['365.00', YEAR],
    to: ['30.00', MONTH],
    on: '2026-11-11',
    period: PAID_YEAR,
    request: { prorationStart: '2026-10-15' },
    credit: '78.00',
    charge: '46.45',
    net: '-31.55',
    proratedTo: '2026-11-30',
    bills: '30.00',
  },
  {
    name: '90/quarter x 3 -> 40/month x 2',
    from: ['90.00', QUARTER, 3],
    to: ['40.00', MONTH, 2],
    on: '2026-11-16',
    period: ['2026-10-01', '2026-12-31'],
    credit: '135.00',
    charge: '40.00',
    net: '-95.00',
    proratedTo: '2026-11-30',
    bills: '80.00',
  },
  {
    name: 'JPY 1000/month -> 2500/month',
    currency: 'JPY',
    from: ['1000', MONTH],
    to: ['2500', MONTH],
    on: '2026-11-17',
    credit: '467',
    charge: '1167',
    net: '700',
    proratedTo: '2026-11-30',
    bills: '2500',
  },
  {
    name: 'KWD 9.995/month -> 19.990/month',
    currency: 'KWD',
    from: ['9.995', MONTH],
    to: ['19.990', MONTH],
    on: '2026-11-17',
    credit: '4.664',
    charge: '9.329',
    net: '4.665',
    proratedTo: '2026-11-30',
    bills: '19.990',
  },
  {
    name: '29/month -> 58/month in a leap year',
    from: ['29.00', MONTH],
    to: ['58.00', MONTH],
    on: '2028-02-10',
    period: ['2028-02-01', '2028-02-29'],
    credit: '20.00',
    charge: '40.00',
    net: '20.00',
    proratedTo: '2028-02-29',
    bills: '58.00',
  },
  {
    name: '31/month -> 365/year, bill day 31',
    from: ['31.00', MONTH],
    to: ['365.00', YEAR],
    on: '2026-11-15',
    billDay: 31,
    period: ['2026-10-31', '2026-11-29'],
    credit: '15.50',
    charge: '15.00',
    net: '-0.50',
    proratedTo: '2026-11-29',
    bills: '365.00',
  },
];

function storyOf(example: Pick<Example, 'from' | 'to' | 'on' | 'currency' | 'billDay' | 'period'>): Story {
  const { currency = 'USD', billDay = 1, period = ['2026-11-01', '2026-11-30'] } = example;
  const [oldPrice, oldInterval, units = 1] = example.from;
  const old = aPlan({ code: 'old', price: oldPrice, interval: oldInterval, currency });
  const next = aPlan({ code: 'new', price: example.to[0], interval: example.to[1], currency });
  const [periodStart, paidThrough] = period;
  const subscription = aSubscription({ plan: old, units, currency, billDay, periodStart, paidThrough });
  const account = { currency, billDay };
  return aStory(anAccountState({ plans: [old, next], subscriptions: [subscription], account }), example.on);
}

function requestOf({ to, request }: Pick<Example, 'to' | 'request'>): MasterPlanChangeRequest {
  return aRequest({ plan: 'new', units: to[2] ?? 1, ...request });
}

describe('a worked example of the master plan change (MP-10 to MP-15, MP-22, MP-25)', () => {
  const titled = EXAMPLES.map(
    (it) => [`${it.name} on ${it.on}: credit ${it.credit}, charge ${it.charge}`, it] as const,
  );

  it.each(titled)('%s', (_title, example) => {
    const story = storyOf(example);
    const { credit, charge, net, proratedTo, bills, currency = 'USD' } = example;
    const quote = story.quote(requestOf(example));
    expect(quote).toMatchObject({ currency, credit, charge, net, prorationEnd: proratedTo, estimate: false });
    expect(quote).toMatchObject({ nextBillDate: addDays(proratedTo, 1), nextBillAmount: bills });

    const id = story.accept(requestOf(example));
    expect(story.applied(id)).toEqual(quote);
    expect(story.subscription()).toMatchObject({ planId: 'new', paidThrough: proratedTo });

    story.advanceTo(addDays(proratedTo, 1));
    const bill = story.documents().at(-1);
    expect(bill).toMatchObject({ kind: 'invoice', issuedOn: addDays(proratedTo, 1), total: bills });
    expect(bill?.lines).toHaveLength(1);
    expect(bill?.lines[0]?.fraction).toMatchObject({ whole: 1, numerator: 0 });
  });

  it('365/year -> 30/month, offset 1: refused, because the prorated period would be longer than a month (MP-12)', () => {
    const example = { from: ['365.00', YEAR], to: ['30.00', MONTH], on: '2026-11-11', period: PAID_YEAR } as const;
    const request = requestOf({ ...example, request: { offsetMonths: 1 } });
    const story = storyOf(example);
    const refusal = expect.objectContaining({ code: 'offset-months-refused', path: 'offsetMonths' });
    expect(() => story.quote(request)).toThrow(refusal);
    expect(() => story.accept(request)).toThrow(refusal);
    expect(story.subscription()).toMatchObject({ planId: 'old', paidThrough: '2026-12-31' });
  });
});

describe('a change within the stub that 30/month -> 365/year on 11-11 left (MP-10, MP-11)', () => {
  const plans = [
    aPlan({ code: 'monthly', price: '30.00' }),
    aPlan({ code: 'yearly', price: '365.00', interval: YEAR }),
    aPlan({ code: 'better', price: '730.00', interval: YEAR }),
  ];
  const inStub = () => {
    const subscription = aSubscription({ plan: plans[0] ?? 'silver' });
    const story = aStory(anAccountState({ plans, subscriptions: [subscription] }), '2026-11-11');
    story.accept(aRequest({ plan: 'yearly' }));
    expect(story.subscription()).toMatchObject({
      periodStart: '2026-11-11',
      lastBilled: '2026-11-11',
      paidThrough: '2026-11-30',
    });
    return story.advanceTo('2026-11-21');
  };

  it('365/year -> 730/year on 11-21: credit 10.00, charge 20.00, net 10.00, then 730.00 on 12-01', () => {
    const story = inStub();
    const quote = story.quote(aRequest({ plan: 'better' }));
    expect(quote).toMatchObject({ credit: '10.00', charge: '20.00', net: '10.00', prorationEnd: '2026-11-30' });
    expect(quote).toMatchObject({ nextBillDate: '2026-12-01', nextBillAmount: '730.00' });
    expect(story.applied(story.accept(aRequest({ plan: 'better' })))).toEqual(quote);
    story.advanceTo('2027-12-01');
    expect(story.bills()).toEqual([
      '2026-11-11 invoice 0.00 USD',
      '2026-11-21 invoice 10.00 USD',
      '2026-12-01 invoice 730.00 USD',
      '2027-12-01 invoice 730.00 USD',
    ]);
  });

  it('365/year -> 30/month on 11-21: credit 10.00, charge 10.00, net 0.00, then 30.00 on 12-01', () => {
    const story = inStub();
    const quote = story.quote(aRequest({ plan: 'monthly' }));
    expect(quote).toMatchObject({ credit: '10.00', charge: '10.00', net: '0.00', prorationEnd: '2026-11-30' });
    expect(story.applied(story.accept(aRequest({ plan: 'monthly' })))).toEqual(quote);
    story.advanceTo('2027-01-01');
    expect(story.bills().slice(2)).toEqual(['2026-12-01 invoice 30.00 USD', '2027-01-01 invoice 30.00 USD']);
  });
});
