import { describe, expect, it } from 'vitest';
import { type ExplainedAmount, explain } from '../../../domain/proration/explain.js';

const MONTH = { unit: 'month', count: 1 } as const;
const NOVEMBER: ExplainedAmount = {
  price: { amount: '30', currency: 'USD' },
  interval: MONTH,
  from: '2026-11-11',
  to: '2026-12-01',
  fraction: { whole: 0, numerator: 20, denominator: 30 },
  amount: '20.00',
};

describe('the sentence that explains an amount', () => {
  it.each<[string, Partial<ExplainedAmount>, string]>([
    [
      'days of one interval',
      {},
      '30.00 for 20 of the 30 days from 2026-11-11 to 2026-11-30: 30.00 x 20/30 = 20.00 USD',
    ],
    [
      'whole intervals and days',
      { from: '2026-10-15', fraction: { whole: 1, numerator: 17, denominator: 31 }, amount: '46.45' },
      '30.00 for 1 whole month and 17 of the 31 days from 2026-10-15 to 2026-11-30: 30.00 x (1 + 17/31) = 46.45 USD',
    ],
    [
      'whole intervals only',
      { from: '2026-09-01', fraction: { whole: 3, numerator: 0, denominator: 1 }, amount: '90.00' },
      '30.00 for 3 whole months from 2026-09-01 to 2026-11-30: 30.00 x 3 = 90.00 USD',
    ],
    [
      'several units',
      {
        price: { amount: '90', currency: 'USD' },
        units: 3,
        interval: { unit: 'month', count: 3 },
        from: '2026-11-16',
        to: '2027-01-01',
        fraction: { whole: 0, numerator: 46, denominator: 92 },
        amount: '135.00',
      },
      '90.00 x 3 units for 46 of the 92 days from 2026-11-16 to 2026-12-31: 90.00 x 3 x 46/92 = 135.00 USD',
    ],
    [
      'no decimals',
      {
        price: { amount: '1000', currency: 'JPY' },
        from: '2026-11-17',
        fraction: { whole: 0, numerator: 14, denominator: 30 },
        amount: '467',
      },
      '1000 for 14 of the 30 days from 2026-11-17 to 2026-11-30: 1000 x 14/30 = 467 JPY',
    ],
    [
      'no days',
      { from: '2026-12-01', fraction: { whole: 0, numerator: 0, denominator: 1 }, amount: '0.00' },
      '30.00 for no days, as none is left from 2026-12-01: 30.00 x 0 = 0.00 USD',
    ],
    [
      'a price finer than the currency',
      { price: { amount: '30.005', currency: 'USD' } },
      '30.005 for 20 of the 30 days from 2026-11-11 to 2026-11-30: 30.005 x 20/30 = 20.00 USD',
    ],
    [
      'a credit that was held down',
      { amount: '12.50', cap: { charged: '30.00', credited: '17.50' } },
      '30.00 for 20 of the 30 days from 2026-11-11 to 2026-11-30: 30.00 x 20/30 = 20.00, at most 12.50 USD (30.00 charged less 17.50 credited)',
    ],
    [
      'a credit that was held down by what is not said',
      { amount: '12.50' },
      '30.00 for 20 of the 30 days from 2026-11-11 to 2026-11-30: 30.00 x 20/30 = 20.00, at most 12.50 USD (what is left of the charge)',
    ],
  ])('MP-23 tells %s', (_name, fields, expected) => {
    expect(explain({ ...NOVEMBER, ...fields })).toBe(expected);
  });
});
