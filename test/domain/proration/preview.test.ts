import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addAmounts, subtractAmounts } from '../../../domain/money/amount.js';
import { previewProration } from '../../../domain/proration/preview.js';
import {
  prorationPreviewRequestSchema,
  prorationPreviewResponseSchema,
} from '../../../domain/proration/preview.schema.js';

interface PublishedCase {
  readonly id: string;
  readonly system: string;
  readonly description: string;
  readonly currency: string;
  readonly profile: unknown;
  readonly lines: readonly unknown[];
  readonly expected: readonly string[];
}

const published: { cases: PublishedCase[] } = JSON.parse(
  readFileSync(new URL('../../cases/proration-sample.json', import.meta.url), 'utf8'),
);

const preview = (request: unknown) => previewProration(prorationPreviewRequestSchema.parse(request));
const MAY = { periodStart: '2012-05-01', periodEnd: '2012-06-01' };
const line = (fields: object) => ({
  kind: 'credit',
  price: '31.00',
  ...MAY,
  from: '2012-05-15',
  to: '2012-06-01',
  ...fields,
});
const amountOf = (profile: unknown, fields: object, currency = 'USD') =>
  preview({ currency, profile, lines: [line(fields)] }).lines[0]?.amount;
const knobs = { unit: 'day', denominator: 'period', changeDay: 'new', rounding: 'line' };

describe('a published case', () => {
  it.each(published.cases)('$id of $system: $description', ({ currency, profile, lines, expected }) => {
    const answer = preview({ currency, profile, lines });
    expect(answer.lines.map(({ amount }) => amount)).toEqual(expected);
    expect(prorationPreviewResponseSchema.safeParse(answer).success).toBe(true);
  });
});

describe('a preview', () => {
  it('sums credits and charges as magnitudes, and the net as charge less credit', () => {
    const april = { periodStart: '2015-04-15', periodEnd: '2015-05-15', from: '2015-04-27', to: '2015-05-15' };
    const answer = preview({
      currency: 'USD',
      profile: 'aria',
      lines: [
        { kind: 'credit', price: '30', ...april },
        { kind: 'charge', price: '60', ...april },
      ],
    });
    expect(answer).toMatchObject({ currency: 'USD', credit: '18.00', charge: '36.00', net: '18.00' });
    expect(answer.lines[1]).toEqual({
      kind: 'charge',
      amount: '36.00',
      fraction: { whole: 0, numerator: 18, denominator: 30 },
      explanation: '60.00 for 18 of the 30 days from 2015-04-27 to 2015-05-14: 60.00 x 18/30 = 36.00 USD',
    });
  });

  it.each([
    ['JPY', '1000', '548'],
    ['USD', '1000', '548.39'],
    ['KWD', '1000', '548.387'],
    ['CLF', '1000', '548.3871'],
  ])('MP-22 rounds to the minor unit of %s', (currency, price, expected) => {
    expect(amountOf('default', { price }, currency)).toBe(expected);
  });

  it('gives the whole price for the whole period, and nothing for no days', () => {
    expect(amountOf('default', { from: '2012-05-01' })).toBe('31.00');
    expect(amountOf('default', { from: '2012-06-01' })).toBe('0.00');
    expect(preview({ currency: 'USD', lines: [line({ from: '2012-05-01' })] }).lines[0]?.fraction).toEqual({
      whole: 1,
      numerator: 0,
      denominator: 1,
    });
  });

  it('splits a period into parts that add up to it as fractions', () => {
    const date = fc.integer({ min: 1, max: 31 }).map((day) => `2012-05-${String(day).padStart(2, '0')}`);
    fc.assert(
      fc.property(date, (middle) => {
        const days = (from: string, to: string) => {
          const part = preview({ currency: 'USD', lines: [line({ from, to })] }).lines[0]?.fraction;
          return part?.whole === 1 ? 31 : (part?.numerator ?? 0);
        };
        expect(days('2012-05-01', middle) + days(middle, '2012-06-01')).toBe(31);
      }),
    );
  });
});

describe('the change day', () => {
  it('belongs to the new plan: a credit counts it', () => {
    expect(amountOf({ ...knobs, changeDay: 'new' }, {})).toBe('17.00');
  });

  it('belongs to the old plan: a credit and the new plan begin the day after it', () => {
    const old = { ...knobs, changeDay: 'old' };
    expect(amountOf(old, {})).toBe('16.00');
    expect(amountOf(old, { kind: 'charge' })).toBe('16.00');
    expect(amountOf(old, { from: '2012-05-01' })).toBe('30.00');
    expect(amountOf(old, { from: '2012-06-01' })).toBe('0.00');
  });

  it('belongs to the old plan: its own charge from the start of the period takes it in', () => {
    const old = { ...knobs, changeDay: 'old' };
    expect(amountOf(old, { kind: 'charge', from: '2012-05-01', to: '2012-05-15' })).toBe('15.00');
    expect(amountOf(old, { kind: 'charge', from: '2012-05-01' })).toBe('31.00');
  });

  it('is no day where seconds are counted', () => {
    const old = { ...knobs, unit: 'second', changeDay: 'old' };
    expect(amountOf(old, {})).toBe('17.00');
  });
});

describe('seconds', () => {
  const seconds = { ...knobs, unit: 'second' };

  it('are counted between moments, whatever their offset; a date is its midnight in UTC', () => {
    expect(amountOf(seconds, { from: '2012-05-16T12:00:00Z' })).toBe('15.50');
    expect(amountOf(seconds, { from: '2012-05-16T14:00:00+02:00', to: '2012-06-01T00:00:00.999Z' })).toBe('15.50');
    expect(amountOf(seconds, { from: '2012-05-31T23:59:59Z', price: '2678400' })).toBe('1.00');
  });

  it('do not matter where days are counted: the day is the one that is written', () => {
    expect(amountOf(knobs, { from: '2012-05-15T23:30:00-08:00' })).toBe('17.00');
  });

  it('are explained as seconds', () => {
    const answer = preview({ currency: 'USD', profile: 'stripe', lines: [line({ from: '2012-05-16T12:00:00Z' })] });
    expect(answer.lines[0]?.explanation).toBe(
      '31.00 for 1339200 of the 2678400 seconds from 2012-05-16T12:00:00Z until 2012-06-01: 31.00 x 1339200/2678400 = 15.50 USD',
    );
  });
});

describe('the denominator', () => {
  it('is a fixed number of days, and never gives more than the full price', () => {
    const fixed = { ...knobs, denominator: { fixedDays: 30 } };
    expect(amountOf(fixed, { price: '30' })).toBe('17.00');
    expect(amountOf(fixed, { price: '30', from: '2012-05-02' })).toBe('30.00');
    expect(amountOf(fixed, { price: '30', from: '2012-05-01' })).toBe('30.00');
    expect(amountOf({ ...fixed, denominator: { fixedDays: 365 } }, { price: '365' })).toBe('17.00');
    expect(amountOf({ ...fixed, unit: 'second' }, { price: '30' })).toBe('17.00');
  });

  it.each([
    [undefined, '17.00'],
    [{ unit: 'month', count: 1 }, '17.00'],
    [{ unit: 'month', count: 3 }, '5.79'],
    [{ unit: 'month', count: 6 }, '2.90'],
    [{ unit: 'month', count: 12 }, '1.44'],
    [{ unit: 'week', count: 1 }, '31.00'],
    [{ unit: 'week', count: 4 }, '17.00'],
  ])(
    'is the plan’s: its period as long as it is, or the nominal length of another interval (%j)',
    (interval, expected) => {
      expect(amountOf({ ...knobs, denominator: 'plan' }, { interval })).toBe(expected);
    },
  );
});

describe('a daily rate that is rounded first', () => {
  it('leaks: 10.00 over 15 of 30 days is 4.95', () => {
    const june = {
      price: '10',
      periodStart: '2012-06-01',
      periodEnd: '2012-07-01',
      from: '2012-06-16',
      to: '2012-07-01',
    };
    const answer = preview({ currency: 'USD', profile: 'rounded-rate', lines: [line({ kind: 'charge', ...june })] });
    expect(answer.lines[0]?.amount).toBe('4.95');
    expect(answer.lines[0]?.explanation).toContain('0.33 a day (10.00 x 1/30, rounded) x 15 = 4.95 USD');
  });

  it('is 24.15, not 24.19, for 15 of 31 days of 50.00, by days and by seconds', () => {
    const fields = { kind: 'charge', price: '50', from: '2012-05-17' };
    expect(amountOf({ ...knobs, rounding: 'daily-rate' }, fields)).toBe('24.15');
    expect(amountOf(knobs, fields)).toBe('24.19');
    expect(amountOf({ ...knobs, unit: 'second', rounding: 'daily-rate' }, fields)).toBe('24.15');
  });
});

describe('the cap of a credit', () => {
  it.each([
    ['not binding', { charged: '31.00' }, '17.00'],
    ['just not binding', { charged: '17.00' }, '17.00'],
    ['just binding', { charged: '16.99' }, '16.99'],
    ['less what was credited', { charged: '20.00', credited: '5.00' }, '15.00'],
    ['credited only, of the whole price', { credited: '20.00' }, '11.00'],
    ['nothing left', { charged: '20.00', credited: '20.00' }, '0.00'],
    ['more credited than charged', { charged: '20.00', credited: '25.00' }, '0.00'],
    ['nothing was charged', { charged: '0' }, '0.00'],
    ['said with null', { charged: null, credited: null }, '17.00'],
  ])('MP-10 %s', (_name, fields, expected) => {
    expect(amountOf('default', fields)).toBe(expected);
  });

  it('is explained where it binds, and leaves charges and uncapped profiles alone', () => {
    const answer = preview({ currency: 'USD', lines: [line({ charged: '20', credited: '5' })] });
    expect(answer.lines[0]?.explanation).toBe(
      '31.00 for 17 of the 31 days from 2012-05-15 to 2012-05-31: 31.00 x 17/31 = 17.00, at most 15.00 USD (20.00 charged less 5.00 credited)',
    );
    expect(amountOf('default', { kind: 'charge', charged: '1.00' })).toBe('17.00');
    expect(amountOf('stripe', { charged: '1.00' })).toBe('17.00');
  });
});

describe('a wrong preview', () => {
  it.each([
    [{ from: '2012-04-30' }, 'lines.0.from'],
    [{ to: '2012-06-02' }, 'lines.0.to'],
    [{ from: '2012-05-20', to: '2012-05-19' }, 'lines.0.to'],
    [{ periodEnd: '2012-05-01' }, 'lines.0.periodEnd'],
  ])('is refused with the path of its date: %j', (fields, path) => {
    expect(() => amountOf('default', fields)).toThrow(expect.objectContaining({ code: 'invalid-range', path }));
  });

  it.each([
    [{ profile: 'unheard-of' }, ['profile']],
    [{ profile: { ...knobs, unit: 'hour' } }, ['profile']],
    [{ currency: 'ZZZ' }, ['currency']],
    [{ lines: [] }, ['lines']],
    [{ lines: [line({ price: 31 })] }, ['lines', 0, 'price']],
    [{ lines: [line({ from: '2012-02-30' })] }, ['lines', 0, 'from']],
    [{ lines: [line({ charged: '-1' })] }, ['lines', 0, 'charged']],
  ])('is refused by its schema: %j', (fields, path) => {
    const parsed = prorationPreviewRequestSchema.safeParse({ currency: 'USD', lines: [line({})], ...fields });
    expect(parsed.error?.issues[0]?.path).toEqual(path);
  });
});

describe('any preview', () => {
  it('F12 splits two lines at any day without losing a cent more than each rounding allows', () => {
    const day = fc.integer({ min: 0, max: 31 });
    const price = fc.bigInt(0n, 10n ** 14n).map((cents) => `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`);
    const dateAt = (offset: number) =>
      offset === 31 ? '2012-06-01' : `2012-05-${String(offset + 1).padStart(2, '0')}`;
    fc.assert(
      fc.property(day, price, (at, full) => {
        const lines = [
          line({ price: full, from: '2012-05-01', to: dateAt(at) }),
          line({ price: full, from: dateAt(at) }),
        ];
        const [first = '', second = ''] = preview({ currency: 'USD', lines }).lines.map(({ amount }) => amount);
        const lost = subtractAmounts(addAmounts(first, second, 'USD'), full, 'USD');
        expect(['-0.01', '0.00', '0.01']).toContain(lost);
      }),
      { numRuns: 1000 },
    );
  });
});
