import { describe, expect, it } from 'vitest';
import { dateOf, dayNumber, isBillDay, monthsOn, nextBillDay } from './days.js';
import { masterPlanChange, type OracleChange } from './master-plan-change.js';
import { parseRational, toMinorUnits, writeMinorUnits } from './rational.js';

const MONTH = { unit: 'month', count: 1 } as const;
const QUARTER = { unit: 'month', count: 3 } as const;
const YEAR = { unit: 'month', count: 12 } as const;

const NOVEMBER: OracleChange = {
  oldPrice: '30',
  oldUnits: 1,
  oldInterval: MONTH,
  newPrice: '60',
  newUnits: 1,
  newInterval: MONTH,
  decimals: 2,
  billDay: 1,
  periodStart: '2026-11-01',
  paidThrough: '2026-11-30',
  lastBilled: '2026-11-01',
  effectiveDate: '2026-11-11',
  option: 'full',
};
const STUB = {
  periodStart: '2026-11-11',
  lastBilled: '2026-11-11',
  effectiveDate: '2026-11-21',
  oldPrice: '365',
  oldInterval: YEAR,
} as const;
const PAID_YEAR = {
  oldPrice: '365',
  oldInterval: YEAR,
  newPrice: '30',
  periodStart: '2026-01-01',
  paidThrough: '2026-12-31',
  lastBilled: '2026-01-01',
} as const;

type Row = [name: string, change: Partial<OracleChange>, credit: string, charge: string, net: string, end: string];

const WORKED: Row[] = [
  ['30/month -> 60/month', {}, '20.00', '40.00', '20.00', '2026-11-30'],
  ['60/month -> 30/month', { oldPrice: '60', newPrice: '30' }, '40.00', '20.00', '-20.00', '2026-11-30'],
  [
    '29.99/month -> 49.99/month',
    { oldPrice: '29.99', newPrice: '49.99', effectiveDate: '2026-11-17' },
    '14.00',
    '23.33',
    '9.33',
    '2026-11-30',
  ],
  ['30/month -> 365/year', { newPrice: '365', newInterval: YEAR }, '20.00', '20.00', '0.00', '2026-11-30'],
  [
    'in that stub, 365/year -> 730/year',
    { ...STUB, newPrice: '730', newInterval: YEAR },
    '10.00',
    '20.00',
    '10.00',
    '2026-11-30',
  ],
  ['in that stub, 365/year -> 30/month', { ...STUB, newPrice: '30' }, '10.00', '10.00', '0.00', '2026-11-30'],
  [
    '30/month -> 365/year, offset 2',
    { newPrice: '365', newInterval: YEAR, offsetMonths: 2 },
    '20.00',
    '82.00',
    '62.00',
    '2027-01-31',
  ],
  ['365/year -> 30/month', PAID_YEAR, '51.00', '20.00', '-31.00', '2026-11-30'],
  ['365/year -> 30/month, none', { ...PAID_YEAR, option: 'none' }, '0.00', '0.00', '0.00', '2026-12-31'],
  [
    '365/year -> 90/quarter, offset 2',
    { ...PAID_YEAR, newPrice: '90', newInterval: QUARTER, offsetMonths: 2 },
    '51.00',
    '80.22',
    '29.22',
    '2027-01-31',
  ],
  [
    '365/year -> 30/month, proration start 10-15',
    { ...PAID_YEAR, prorationStart: '2026-10-15' },
    '78.00',
    '46.45',
    '-31.55',
    '2026-11-30',
  ],
  [
    '90/quarter x 3 -> 40/month x 2',
    {
      oldPrice: '90',
      oldUnits: 3,
      oldInterval: QUARTER,
      newPrice: '40',
      newUnits: 2,
      periodStart: '2026-10-01',
      lastBilled: '2026-10-01',
      paidThrough: '2026-12-31',
      effectiveDate: '2026-11-16',
    },
    '135.00',
    '40.00',
    '-95.00',
    '2026-11-30',
  ],
  [
    'JPY 1000/month -> 2500/month',
    { oldPrice: '1000', newPrice: '2500', decimals: 0, effectiveDate: '2026-11-17' },
    '467',
    '1167',
    '700',
    '2026-11-30',
  ],
  [
    'KWD 9.995/month -> 19.990/month',
    { oldPrice: '9.995', newPrice: '19.990', decimals: 3, effectiveDate: '2026-11-17' },
    '4.664',
    '9.329',
    '4.665',
    '2026-11-30',
  ],
  [
    '29/month -> 58/month in a leap year',
    {
      oldPrice: '29',
      newPrice: '58',
      periodStart: '2028-02-01',
      lastBilled: '2028-02-01',
      paidThrough: '2028-02-29',
      effectiveDate: '2028-02-10',
    },
    '20.00',
    '40.00',
    '20.00',
    '2028-02-29',
  ],
  [
    '31/month -> 365/year, bill day 31',
    {
      oldPrice: '31',
      newPrice: '365',
      newInterval: YEAR,
      billDay: 31,
      periodStart: '2026-10-31',
      lastBilled: '2026-10-31',
      paidThrough: '2026-11-29',
      effectiveDate: '2026-11-15',
    },
    '15.50',
    '15.00',
    '-0.50',
    '2026-11-29',
  ],
];

describe('the oracle', () => {
  it.each(WORKED)('gives the worked example %s', (_name, change, credit, charge, net, prorationEnd) => {
    expect(masterPlanChange({ ...NOVEMBER, ...change })).toMatchObject({ credit, charge, net, prorationEnd });
  });

  it('MP-12 refuses 365/year -> 30/month with offset 1: the prorated period would be longer than a month', () => {
    expect(masterPlanChange({ ...NOVEMBER, ...PAID_YEAR, offsetMonths: 1 }).refusal).toBe('offset-months');
  });

  it('MP-11, MP-25 bills the new plan from the end of the proration, and without lines from the end of what is paid', () => {
    const yearly = masterPlanChange({ ...NOVEMBER, newPrice: '365', newInterval: YEAR });
    expect(yearly).toMatchObject({ nextBillDate: '2026-12-01', periodStart: '2026-11-11', lastBilled: '2026-11-11' });
    const none = masterPlanChange({ ...NOVEMBER, ...PAID_YEAR, option: 'none' });
    expect(none).toMatchObject({ nextBillDate: '2027-01-01', paidThrough: '2026-12-31', periodStart: '2026-01-01' });
  });

  it.each([
    ['charge-only', '60', true],
    ['charge-only', '15', false],
    ['credit-only', '60', false],
    ['credit-only', '15', true],
    ['credit-only', '30', true],
    ['charge-only', '30', true],
  ] as const)('MP-13 %s with a new price of %s posts: %s', (option, newPrice, posted) => {
    expect(masterPlanChange({ ...NOVEMBER, option, newPrice }).posted).toBe(posted);
  });

  it.each([
    ['2026-10-31', 'proration-start'],
    ['2026-11-01', undefined],
    ['2026-11-30', undefined],
    ['2026-12-01', 'proration-start'],
  ])('MP-14 bounds the proration start %s: %s', (prorationStart, refusal) => {
    expect(masterPlanChange({ ...NOVEMBER, prorationStart }).refusal).toBe(refusal);
  });

  it('keeps a calendar of its own', () => {
    expect(dayNumber('2000-03-01') - dayNumber('2000-02-28')).toBe(2);
    expect(dayNumber('1900-03-01') - dayNumber('1900-02-28')).toBe(1);
    expect(dayNumber('1970-01-01')).toBe(719163);
    for (const date of ['1900-01-01', '1999-12-31', '2028-02-29', '2026-12-31', '9999-12-31']) {
      expect(dateOf(dayNumber(date))).toBe(date);
    }
    expect(monthsOn('2026-01-31', -2, 31)).toBe('2025-11-30');
    expect(isBillDay('2026-02-28', 31)).toBe(true);
    expect(nextBillDay('2026-12-01', 1)).toBe('2027-01-01');
  });

  it('rounds half up on the magnitude', () => {
    const rounded = (text: string, decimals: number) =>
      writeMinorUnits(toMinorUnits(parseRational(text), decimals), decimals);
    expect(['0.125', '-0.125', '0.124999', '-0.004'].map((text) => rounded(text, 2))).toEqual([
      '0.13',
      '-0.13',
      '0.12',
      '0.00',
    ]);
  });
});
