import { describe, expect, it } from 'vitest';
import { newPlanSchema, setupFeeOf } from '../../../domain/catalog/plan.schema.js';

function aSchedule(changes: Record<string, unknown> = {}) {
  return {
    name: 'List',
    currency: 'USD',
    default: true,
    tiers: [{ fromUnit: 1, toUnit: null, price: '29.99' }],
    ...changes,
  };
}

function aPlan(changes: Record<string, unknown> = {}) {
  return {
    code: 'gold',
    name: 'Gold',
    kind: 'master',
    interval: { unit: 'month', count: 1 },
    defaultCurrency: 'USD',
    groupIds: [],
    rateSchedules: [aSchedule()],
    ...changes,
  };
}

function aPlanWithTiers(...tiers: readonly [number, number | null][]) {
  return aPlan({
    rateSchedules: [aSchedule({ tiers: tiers.map(([fromUnit, toUnit]) => ({ fromUnit, toUnit, price: '1' })) })],
  });
}

function faultsOf(plan: unknown): readonly string[] {
  return newPlanSchema.safeParse(plan).error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];
}

describe('a new plan', () => {
  it('is taken with one schedule without end', () => {
    expect(faultsOf(aPlan())).toEqual([]);
  });

  it.each([0, 121, 1.5])('bills every 1 to 120 weeks or months, not %s', (count) => {
    expect(faultsOf(aPlan({ interval: { unit: 'month', count } })).join()).toMatch(/^interval\.count:/);
  });

  it.each([1, 120])('bills every %i months', (count) => {
    expect(faultsOf(aPlan({ interval: { unit: 'month', count } }))).toEqual([]);
  });

  it.each(['usageRate', 'dailyRate'])('refuses the field %s by name while it is not supported', (field) => {
    expect(faultsOf(aPlan({ [field]: '1' })).join()).toContain(`is not supported here: leave out ${field}`);
  });

  describe('has tiers that (MP-02, MP-19)', () => {
    it.each([
      ['begin at unit 1', [[2, null]], 'rateSchedules.0.tiers.0.fromUnit: must be 1'],
      [
        'leave no gap',
        [
          [1, 10],
          [12, null],
        ],
        'rateSchedules.0.tiers.1.fromUnit: must be 11',
      ],
      [
        'do not overlap',
        [
          [1, 10],
          [10, null],
        ],
        'rateSchedules.0.tiers.1.fromUnit: must be 11',
      ],
      [
        'end after they begin',
        [
          [1, 10],
          [11, 10],
        ],
        'rateSchedules.0.tiers.1.toUnit: must be at least 11',
      ],
      [
        'go on to the end only in the last one',
        [
          [1, null],
          [2, null],
        ],
        'rateSchedules.0.tiers.0.toUnit: must not be null',
      ],
    ] as [string, [number, number | null][], string][])('%s', (_name, tiers, fault) => {
      expect(faultsOf(aPlanWithTiers(...tiers)).join()).toContain(fault);
    });

    it('may end', () => {
      expect(faultsOf(aPlanWithTiers([1, 10], [11, 11]))).toEqual([]);
    });
  });

  describe('has prices that (MP-22)', () => {
    it.each([
      ['USD', '9.99'],
      ['USD', '0'],
      ['JPY', '1000'],
      ['KWD', '9.995'],
    ])('fit their currency: %s %s', (currency, price) => {
      const rateSchedules = [aSchedule({ currency, tiers: [{ fromUnit: 1, toUnit: null, price }] })];
      expect(faultsOf(aPlan({ defaultCurrency: currency, rateSchedules }))).toEqual([]);
    });

    it.each([
      ['USD', '9.995'],
      ['JPY', '0.5'],
      ['USD', '-1.00'],
      ['USD', '-abc'],
      ['USD', '1e3'],
      ['USD', 'NaN'],
      ['USD', ''],
      ['USD', 9.99],
      ['XXX', '1.00'],
    ])('are refused by their path: %s %s', (currency, price) => {
      const rateSchedules = [aSchedule({ currency, tiers: [{ fromUnit: 1, toUnit: null, price }] })];
      const faults = faultsOf(aPlan({ defaultCurrency: currency, rateSchedules }));
      expect(faults.join()).toMatch(
        currency === 'XXX' ? /rateSchedules\.0\.currency/ : /rateSchedules\.0\.tiers\.0\.price/,
      );
    });
  });

  describe('has schedules of which', () => {
    it('one is in the default currency', () => {
      expect(faultsOf(aPlan({ defaultCurrency: 'EUR' })).join()).toContain('must have a rate schedule in EUR');
    });

    it.each([0, 2])('exactly one per currency is the default, not %i', (defaults) => {
      const rateSchedules = [0, 1].map((index) => aSchedule({ name: `S${index}`, default: index < defaults }));
      expect(faultsOf(aPlan({ rateSchedules })).join()).toContain(
        `exactly one default schedule in USD, and has ${defaults}`,
      );
    });
  });

  describe('with a setup fee of its own', () => {
    it('gives it to the schedules in the default currency that state none', () => {
      const plan = newPlanSchema.parse(
        aPlan({
          setupFee: '5.00',
          rateSchedules: [aSchedule(), aSchedule({ name: 'VIP', default: false, setupFee: '0' })],
        }),
      );
      expect(plan.rateSchedules.map((schedule) => setupFeeOf(plan, schedule))).toEqual(['5.00', '0']);
    });

    it('is refused where a schedule in another currency states none', () => {
      const rateSchedules = [aSchedule(), aSchedule({ currency: 'EUR' })];
      expect(faultsOf(aPlan({ setupFee: '5.00', rateSchedules })).join()).toContain(
        'rateSchedules.1.setupFee: is missing',
      );
      rateSchedules[1] = aSchedule({ currency: 'EUR', setupFee: '4.50' });
      expect(faultsOf(aPlan({ setupFee: '5.00', rateSchedules }))).toEqual([]);
    });
  });
});
