import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../../../domain/calendar/civil-date.js';
import { stepInterval } from '../../../domain/calendar/interval.js';
import {
  addFractions,
  fraction,
  fractionOf,
  multiplyFractions,
  subtractFractions,
} from '../../../domain/money/fraction.js';
import { exactly } from '../../../domain/proration/quoted-fraction.js';
import { valueOfSpan } from '../../../domain/proration/value.js';
import { wholeAndPart } from '../../../domain/proration/whole-and-part.js';

const MONTH = { unit: 'month', count: 1 } as const;
const QUARTER = { unit: 'month', count: 3 } as const;
const YEAR = { unit: 'month', count: 12 } as const;
const FORTNIGHT = { unit: 'week', count: 2 } as const;
const usd = (amount: string) => ({ amount, currency: 'USD' });

describe('the value of a span of days', () => {
  it.each([
    ['30/month', usd('30'), MONTH, 1, '2026-11-11', '2026-12-01', '20.00', [0, 20, 30]],
    ['60/month', usd('60'), MONTH, 1, '2026-11-11', '2026-12-01', '40.00', [0, 20, 30]],
    ['29.99/month', usd('29.99'), MONTH, 1, '2026-11-17', '2026-12-01', '14.00', [0, 14, 30]],
    ['49.99/month', usd('49.99'), MONTH, 1, '2026-11-17', '2026-12-01', '23.33', [0, 14, 30]],
    ['365/year to the anniversary', usd('365'), YEAR, 1, '2026-11-11', '2026-12-01', '20.00', [0, 20, 365]],
    ['365/year, offset 2', usd('365'), YEAR, 1, '2026-11-11', '2027-02-01', '82.00', [0, 82, 365]],
    ['365/year paid to 12-31', usd('365'), YEAR, 1, '2026-11-11', '2027-01-01', '51.00', [0, 51, 365]],
    ['90/quarter, offset 2', usd('90'), QUARTER, 1, '2026-11-11', '2027-02-01', '80.22', [0, 82, 92]],
    ['30/month from 10-15', usd('30'), MONTH, 1, '2026-10-15', '2026-12-01', '46.45', [1, 17, 31]],
    ['29/month in a leap year', usd('29'), MONTH, 1, '2028-02-10', '2028-03-01', '20.00', [0, 20, 29]],
    ['31/month, bill day 31', usd('31'), MONTH, 31, '2026-11-15', '2026-11-30', '15.50', [0, 15, 30]],
    ['JPY 1000/month', { amount: '1000', currency: 'JPY' }, MONTH, 1, '2026-11-17', '2026-12-01', '467', [0, 14, 30]],
    [
      'KWD 9.995/month',
      { amount: '9.995', currency: 'KWD' },
      MONTH,
      1,
      '2026-11-17',
      '2026-12-01',
      '4.664',
      [0, 14, 30],
    ],
    ['10/fortnight', usd('10'), FORTNIGHT, 31, '2026-11-01', '2026-12-01', '21.43', [2, 2, 14]],
  ] as const)(
    'MP-10, MP-11 of %s',
    (_name, price, interval, anchorDay, from, to, amount, [whole, numerator, denominator]) => {
      const value = valueOfSpan({ price, interval, anchorDay, from, to });
      expect(value.amount).toBe(amount);
      expect(value.fraction).toEqual({ whole, numerator, denominator });
    },
  );

  it('MP-10 of three units is rounded once, not three times', () => {
    const span = { interval: QUARTER, anchorDay: 1, from: '2026-11-16', to: '2027-01-01' };
    expect(valueOfSpan({ price: usd('90'), units: 3, ...span }).amount).toBe('135.00');
    const third = { interval: MONTH, anchorDay: 1, from: '2026-11-21', to: '2026-12-01' };
    expect(valueOfSpan({ price: usd('0.01'), units: 3, ...third }).amount).toBe('0.01');
  });

  it.each([
    ['one day before the end', '2026-11-30', '1.00', [0, 1, 30]],
    ['at the end', '2026-12-01', '0.00', [0, 0, 1]],
    ['after the end', '2026-12-02', '0.00', [0, 0, 1]],
    ['at the start of an interval', '2026-11-01', '30.00', [1, 0, 1]],
    ['a day after it', '2026-11-02', '29.00', [0, 29, 30]],
    ['a day before it', '2026-10-31', '30.97', [1, 1, 31]],
  ] as const)('MP-10 starting %s', (_name, from, amount, [whole, numerator, denominator]) => {
    const value = valueOfSpan({ price: usd('30'), interval: MONTH, anchorDay: 1, from, to: '2026-12-01' });
    expect(value).toMatchObject({ amount, fraction: { whole, numerator, denominator } });
  });

  it('counts back on its own day of the month where the end is no bill day', () => {
    const span = { interval: MONTH, anchorDay: 1, from: '2026-03-16', to: '2026-03-31' };
    expect(wholeAndPart(span)).toEqual({
      whole: 0,
      numerator: 15,
      denominator: daysBetween('2026-02-28', '2026-03-31'),
    });
  });

  it('mirrors negative prices', () => {
    const span = { interval: MONTH, anchorDay: 1, from: '2026-11-17', to: '2026-12-01' };
    expect(valueOfSpan({ price: usd('-29.99'), ...span }).amount).toBe('-14.00');
  });

  it('refuses a currency that is none', () => {
    const span = { interval: MONTH, anchorDay: 1, from: '2026-11-17', to: '2026-12-01' };
    const price = { amount: '1', currency: 'XXX' };
    expect(() => valueOfSpan({ price, ...span })).toThrow(expect.objectContaining({ code: 'unknown-currency' }));
  });
});

const anyInterval = fc.constantFrom(MONTH, QUARTER, YEAR, FORTNIGHT, { unit: 'month', count: 2 } as const);
const anyEnd = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays('1990-01-01', days));
const anyAnchor = fc.integer({ min: 1, max: 31 });

describe('a span that is divided', () => {
  it('F12 sums exactly to the whole where the parts have the same end or meet on an interval', () => {
    const intervalsBack = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(
        anyInterval,
        anyEnd,
        anyAnchor,
        intervalsBack,
        fc.nat(500),
        (interval, end, anchorDay, back, earlier) => {
          const to = stepInterval(end, interval, 0, anchorDay);
          const middle = stepInterval(to, interval, -back, anchorDay);
          const price = { amount: '29.99', currency: 'USD' };
          const value = (from: string, until: string) =>
            valueOfSpan({ price, interval, anchorDay, from, to: until }).exact;
          const from = addDays(middle, -earlier);
          expect(addFractions(value(from, middle), value(middle, to))).toEqual(value(from, to));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('F12 gives each day the price of its own interval divided by the days of that interval', () => {
    fc.assert(
      fc.property(anyInterval, anyEnd, anyAnchor, fc.nat(800), (interval, end, anchorDay, daysBack) => {
        const to = stepInterval(end, interval, 0, anchorDay);
        const day = addDays(to, -1 - daysBack);
        const value = (from: string) => valueOfSpan({ price: usd('365.01'), interval, anchorDay, from, to }).exact;
        let back = 0;
        while (stepInterval(to, interval, -back, anchorDay) > day) back += 1;
        const length = daysBetween(
          stepInterval(to, interval, -back, anchorDay),
          stepInterval(to, interval, 1 - back, anchorDay),
        );
        const ofTheDay = subtractFractions(value(day), value(addDays(day, 1)));
        expect(ofTheDay).toEqual(multiplyFractions(fractionOf('365.01'), fraction(1, length)));
      }),
      { numRuns: 1000 },
    );
  });

  it('never counts a part as long as its interval', () => {
    fc.assert(
      fc.property(anyInterval, anyEnd, anyAnchor, fc.nat(2000), (interval, to, anchorDay, days) => {
        const quoted = wholeAndPart({ interval, anchorDay, from: addDays(to, -days), to });
        expect(quoted.numerator).toBeLessThan(quoted.denominator);
        if (days === 0) expect(exactly(quoted)).toEqual(fraction(0));
      }),
      { numRuns: 1000 },
    );
  });
});
