import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPlan, aSubscriptionOf } from '../support/catalog.js';
import { aSystem, type TestSystem } from '../support/system.js';

const MONTH = { unit: 'month', count: 1 } as const;
const QUARTER = { unit: 'month', count: 3 } as const;
const YEAR = { unit: 'month', count: 12 } as const;
const NOVEMBER = { periodStart: '2026-11-01', paidThrough: '2026-11-30' } as const;
const YEAR_2026 = { periodStart: '2026-01-01', paidThrough: '2026-12-31' } as const;

type Priced = readonly [price: string, interval: { unit: 'week' | 'month'; count: number }, units?: number];

interface Example {
  readonly from: Priced;
  readonly to: Priced;
  readonly on: string;
  readonly period?: { readonly periodStart: string; readonly paidThrough: string };
  readonly billDay?: number;
  readonly currency?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Credit, charge, net, prorated to; or the code of the refusal. */
  readonly gives: readonly [credit: string, charge: string, net: string, to: string] | string;
  readonly next?: readonly [date: string, amount: string];
}

/** The worked examples of the master plan's rules, in the order of their days: a clock goes forward only. */
const EXAMPLES: readonly Example[] = [
  { from: ['30', MONTH], to: ['60', MONTH], on: '2026-11-11', gives: ['20.00', '40.00', '20.00', '2026-11-30'] },
  { from: ['60', MONTH], to: ['30', MONTH], on: '2026-11-11', gives: ['40.00', '20.00', '-20.00', '2026-11-30'] },
  {
    from: ['30', MONTH],
    to: ['365', YEAR],
    on: '2026-11-11',
    gives: ['20.00', '20.00', '0.00', '2026-11-30'],
    next: ['2026-12-01', '365.00'],
  },
  {
    from: ['30', MONTH],
    to: ['365', YEAR],
    on: '2026-11-11',
    options: { offsetMonths: 2 },
    gives: ['20.00', '82.00', '62.00', '2027-01-31'],
  },
  {
    from: ['365', YEAR],
    to: ['30', MONTH],
    on: '2026-11-11',
    period: YEAR_2026,
    gives: ['51.00', '20.00', '-31.00', '2026-11-30'],
  },
  {
    from: ['365', YEAR],
    to: ['30', MONTH],
    on: '2026-11-11',
    period: YEAR_2026,
    options: { proration: 'none' },
    gives: ['0.00', '0.00', '0.00', '2026-12-31'],
    next: ['2027-01-01', '30.00'],
  },
  {
    from: ['365', YEAR],
    to: ['90', QUARTER],
    on: '2026-11-11',
    period: YEAR_2026,
    options: { offsetMonths: 2 },
    gives: ['51.00', '80.22', '29.22', '2027-01-31'],
    next: ['2027-02-01', '90.00'],
  },
  {
    from: ['365', YEAR],
    to: ['30', MONTH],
    on: '2026-11-11',
    period: YEAR_2026,
    options: { offsetMonths: 1 },
    gives: 'offset-months-refused',
  },
  {
    from: ['365', YEAR],
    to: ['30', MONTH],
    on: '2026-11-11',
    period: YEAR_2026,
    options: { prorationStart: '2026-10-15' },
    gives: ['78.00', '46.45', '-31.55', '2026-11-30'],
  },
  {
    from: ['31', MONTH],
    to: ['365', YEAR],
    on: '2026-11-15',
    billDay: 31,
    period: { periodStart: '2026-10-31', paidThrough: '2026-11-29' },
    gives: ['15.50', '15.00', '-0.50', '2026-11-29'],
  },
  {
    from: ['90', QUARTER, 3],
    to: ['40', MONTH, 2],
    on: '2026-11-16',
    period: { periodStart: '2026-10-01', paidThrough: '2026-12-31' },
    gives: ['135.00', '40.00', '-95.00', '2026-11-30'],
  },
  { from: ['29.99', MONTH], to: ['49.99', MONTH], on: '2026-11-17', gives: ['14.00', '23.33', '9.33', '2026-11-30'] },
  {
    from: ['1000', MONTH],
    to: ['2500', MONTH],
    on: '2026-11-17',
    currency: 'JPY',
    gives: ['467', '1167', '700', '2026-11-30'],
  },
  {
    from: ['9.995', MONTH],
    to: ['19.990', MONTH],
    on: '2026-11-17',
    currency: 'KWD',
    gives: ['4.664', '9.329', '4.665', '2026-11-30'],
  },
  {
    from: ['29', MONTH],
    to: ['58', MONTH],
    on: '2028-02-10',
    period: { periodStart: '2028-02-01', paidThrough: '2028-02-29' },
    gives: ['20.00', '40.00', '20.00', '2028-02-29'],
  },
];

describe('the worked examples, through the running API (MP-10, MP-11, MP-12, MP-13, MP-14, MP-22, MP-23, MP-25)', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await aSystem({ now: '2026-11-11T00:00:02.000Z' });
  });
  afterAll(async () => {
    expect(await system?.verify()).toEqual([]);
    await system?.stop();
  });

  it.each(EXAMPLES)('$from.0 -> $to.0 on $on $options', async (example) => {
    const { from, to, on, billDay = 1, currency = 'USD', period = NOVEMBER, options = {}, gives, next } = example;
    await reach(on);
    const fromPlan = await aPlan(system, { price: from[0], interval: from[1], currency });
    const toPlan = await aPlan(system, { price: to[0], interval: to[1], currency });
    const { subscriptionId } = await aSubscriptionOf(system, {
      planId: fromPlan,
      units: from[2] ?? 1,
      currency,
      billDay,
      ...period,
    });
    const request = {
      subscriptionId,
      planId: toPlan,
      units: to[2] ?? 1,
      scope: 'immediately',
      proration: 'full',
      ...options,
    };

    const quote = await system.call('POST', '/v1/master-plan-changes/quote', { body: request });
    const change = await system.call('POST', '/v1/master-plan-changes', {
      body: { ...request, quoteHash: quote.body.hash },
    });

    if (typeof gives === 'string') {
      expect([quote.status, quote.body.code]).toEqual([422, gives]);
      expect([change.status, change.body.code]).toEqual([422, gives]);
      return;
    }
    const { credit, charge, net, prorationEnd } = quote.body;
    expect([credit, charge, net, prorationEnd]).toEqual(gives);
    expect(change.status).toBe(201);
    expect(change.body.applied).toEqual(quote.body);
    if (next) expect([quote.body.nextBillDate, quote.body.nextBillAmount]).toEqual(next);
    const subscription = await system.call('GET', `/v1/subscriptions/${subscriptionId}`);
    expect(subscription.body).toMatchObject({ planId: toPlan, units: to[2] ?? 1, paidThrough: gives[3] });
  });

  it.each([
    ['730.00', YEAR, ['10.00', '20.00', '10.00', '2026-11-30'], ['2026-12-01', '730.00']],
    ['30.00', MONTH, ['10.00', '10.00', '0.00', '2026-11-30'], ['2026-12-01', '30.00']],
  ] as const)('then, in that stub, 365/year -> %s on 11-21', async (price, interval, gives, next) => {
    const another = await aSystem({ now: '2026-11-11T12:00:00.000Z' });
    const monthly = await aPlan(another, { price: '30.00' });
    const yearly = await aPlan(another, { price: '365.00', interval: YEAR });
    const last = await aPlan(another, { price, interval });
    const { subscriptionId } = await aSubscriptionOf(another, { planId: monthly });
    const asked = { subscriptionId, units: 1, scope: 'immediately', proration: 'full' };
    await another.call('POST', '/v1/master-plan-changes', { body: { ...asked, planId: yearly } });
    await another.advanceTo('2026-11-21');

    const { body } = await another.call('POST', '/v1/master-plan-changes', { body: { ...asked, planId: last } });

    expect([body.applied.credit, body.applied.charge, body.applied.net, body.applied.prorationEnd]).toEqual(gives);
    expect([body.applied.nextBillDate, body.applied.nextBillAmount]).toEqual(next);
    await another.advanceTo('2026-12-01');
    const upcoming = await another.call('GET', `/v1/subscriptions/${subscriptionId}`);
    expect(upcoming.body.periodStart).toBe('2026-12-01');
    expect(await another.verify()).toEqual([]);
    await another.stop();
  });

  let day = '2026-11-11';
  async function reach(date: string): Promise<void> {
    if (date === day) return;
    await system.advanceTo(date);
    day = date;
  }
});
