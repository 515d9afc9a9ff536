import fc from 'fast-check';
import { addDays, type CivilDate } from '../../domain/calendar/civil-date.js';
import { type Interval, stepInterval } from '../../domain/calendar/interval.js';
import type { Plan } from '../../domain/catalog/plan.js';
import type { MasterPlanChangeRequest, Proration } from '../../domain/master-plan-change/request.schema.js';
import { minorUnit } from '../../domain/money/currency.js';
import type { AccountState } from '../../domain/subscription/state.js';
import { dateOf, dayNumber } from '../oracle/days.js';
import { writeMinorUnits } from '../oracle/rational.js';
import { anAccountState, anOpenInvoice, aPlan, aSubscription, MONTH, QUARTER, WEEK, YEAR } from './builders.js';

export const ZONES = ['UTC', 'Africa/Cairo', 'America/Santiago', 'Pacific/Kiritimati', 'America/Los_Angeles'] as const;
export const OPTIONS: readonly Proration[] = ['default', 'none', 'full', 'charge-only', 'credit-only'];

export const anyInterval: fc.Arbitrary<Interval> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(MONTH, QUARTER, YEAR) },
  { weight: 1, arbitrary: fc.constantFrom(2, 6, 24).map((count) => ({ unit: 'month' as const, count })) },
  { weight: 2, arbitrary: fc.constantFrom(1, 2, 5).map((count) => ({ unit: 'week' as const, count })) },
);

/** Prices from nothing to a million, mostly those of people, in minor units. */
export const anyPriceUnits = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 99_999 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 100_000_000 }) },
);

export function priceIn(currency: string, units: number): string {
  return writeMinorUnits(BigInt(units), minorUnit(currency));
}

export const anyCurrency = fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'CLF');
export const anyUnits = fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 250 }));
export const anyDate = fc.integer({ min: dayNumber('2024-01-01'), max: dayNumber('2029-12-31') }).map(dateOf);
export const anyBillDay = fc.oneof(fc.constantFrom(1, 28, 29, 30, 31), fc.integer({ min: 1, max: 31 }));

export interface Timeline {
  readonly billDay: number;
  readonly periodStart: CivilDate;
  readonly paidThrough: CivilDate;
  readonly lastBilled: CivilDate;
}

/** A period of a plan: mostly one whole interval from a bill day, sometimes a stub, sometimes nothing paid yet. */
export function anyTimeline(interval: Interval): fc.Arbitrary<Timeline> {
  return fc
    .record({
      billDay: anyBillDay,
      start: anyDate,
      stub: fc.option(fc.integer({ min: 0, max: 70 }), { freq: 3 }),
      billedAfter: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 40 })),
    })
    .map(({ billDay, start, stub, billedAfter }) => {
      const onDay = interval.unit === 'month' ? stepInterval(start, MONTH, 0, billDay) : start;
      const periodStart = stub === null ? onDay : start;
      const end = stub === null ? stepInterval(onDay, interval, 1, billDay) : addDays(start, stub);
      const paidThrough = addDays(end, -1);
      const billed = addDays(periodStart, billedAfter);
      const lastBilled = billed > paidThrough ? periodStart : billed;
      return { billDay, periodStart, paidThrough, lastBilled };
    });
}

/** An account with some plans in one currency, one or two subscriptions, and perhaps credit and open invoices. */
export interface AnAccount {
  readonly state: AccountState;
  /** The first day of the story. */
  readonly start: CivilDate;
}

export const anyAccount: fc.Arbitrary<AnAccount> = fc
  .record({
    currency: anyCurrency,
    prices: fc.array(anyPriceUnits, { minLength: 5, maxLength: 5 }),
    intervals: fc.tuple(anyInterval, anyInterval, fc.constant(MONTH), fc.constant(YEAR), fc.constant(WEEK)),
    units: anyUnits,
    invoicing: fc.constantFrom('forward' as const, 'forward' as const, 'backward' as const),
    hasSecond: fc.boolean(),
    timeZone: fc.constantFrom(...ZONES),
    defaultProration: fc.constantFrom('full' as const, 'none' as const),
    useCreditAutomatically: fc.boolean(),
    credit: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000 })),
    open: fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 3 }),
  })
  .chain((made) => anyTimeline(made.intervals[0]).map((timeline) => ({ ...made, timeline })))
  .map(({ currency, prices, intervals, timeline, ...made }) => {
    const plans = prices.map((units, index) =>
      aPlan({
        code: `p${index}`,
        price: priceIn(currency, units),
        currency,
        interval: intervals[index] ?? MONTH,
        groupIds: index === 4 ? [] : ['g'],
      }),
    );
    const { billDay, ...period } = timeline;
    const of = (plan: Plan | undefined, id: string) =>
      aSubscription({
        plan: plan ?? '',
        id,
        units: made.units,
        currency,
        billDay,
        invoicing: made.invoicing,
        ...period,
      });
    const subscriptions = [of(plans[0], 'sub'), ...(made.hasSecond ? [of(plans[0], 'sub-2')] : [])];
    const openInvoices = made.open.map((units, index) =>
      anOpenInvoice({ issuedOn: `2023-0${index + 1}-01`, open: priceIn(currency, units), currency }),
    );
    const { timeZone, defaultProration, useCreditAutomatically } = made;
    const state = anAccountState({
      plans,
      subscriptions,
      openInvoices,
      credit: priceIn(currency, made.credit),
      account: { currency, billDay },
      settings: { timeZone, defaultProration, useCreditAutomatically },
    });
    return { state, start: period.periodStart };
  });

/** What somebody may ask for, in days from the day on which they ask. */
export interface Ask {
  readonly subscriptionId: string;
  readonly planId: string;
  readonly units: number;
  readonly when: 'now' | 'end' | 'undated' | number;
  readonly proration: Proration;
  readonly startsIn: number | null;
  readonly offsetMonths: number | null;
}

export const anyAsk: fc.Arbitrary<Ask> = fc.record({
  subscriptionId: fc.oneof({ weight: 7, arbitrary: fc.constant('sub') }, fc.constant('sub-2')),
  planId: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 3 }) }, fc.constant(4)).map((it) => `p${it}`),
  units: anyUnits,
  when: fc.oneof(
    { weight: 4, arbitrary: fc.constant('now' as const) },
    { weight: 2, arbitrary: fc.constant('end' as const) },
    { weight: 1, arbitrary: fc.constant('undated' as const) },
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 75 }) },
  ),
  proration: fc.constantFrom(...OPTIONS),
  startsIn: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, fc.integer({ min: -3, max: 10 })),
  offsetMonths: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, fc.integer({ min: 1, max: 12 })),
});

export function requestOf(ask: Ask, today: CivilDate): MasterPlanChangeRequest {
  const { subscriptionId, planId, units, when, startsIn, offsetMonths } = ask;
  const about = { subscriptionId, planId, units };
  if (when === 'end') return { ...about, scope: 'end-of-period' };
  const prorated = {
    ...about,
    proration: ask.proration,
    ...(startsIn === null ? {} : { prorationStart: addDays(today, startsIn) }),
    ...(offsetMonths === null ? {} : { offsetMonths }),
  };
  if (when === 'now') return { ...prorated, scope: 'immediately' };
  return { ...prorated, scope: 'on-date', effectiveDate: when === 'undated' ? null : addDays(today, when) };
}
