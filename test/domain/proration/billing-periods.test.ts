import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../domain/calendar/civil-date.js';
import { previewBillingPeriods } from '../../../domain/proration/billing-periods.js';
import {
  billingPreviewRequestSchema,
  billingPreviewResponseSchema,
} from '../../../domain/proration/billing-periods.schema.js';

interface PublishedCase {
  readonly id: string;
  readonly source: string;
  readonly start: string;
  readonly end: string | null;
  readonly billDay: number;
  readonly interval: number;
  readonly invoicing: string;
  readonly until: string;
  readonly expected: string;
}

const published: { cases: PublishedCase[] } = JSON.parse(
  readFileSync(new URL('../../cases/billing-periods-sample.json', import.meta.url), 'utf8'),
);

const preview = (request: object) => previewBillingPeriods(billingPreviewRequestSchema.parse(request));
const MONTHLY = {
  start: '2026-11-11',
  billDay: 1,
  interval: { unit: 'month', count: 1 },
  invoicing: 'forward',
  until: '2026-12-31',
};
const rangesOf = (request: object) => preview(request).periods.map(({ from, to }) => `${from}/${to}`);

describe('a published case', () => {
  it.each(published.cases)('$id: $source', ({ start, end, billDay, interval, invoicing, until, expected }) => {
    const months = { unit: 'month', count: interval };
    const firstBillDate = 'after-whole-intervals';
    expect(preview({ start, end, billDay, interval: months, invoicing, until, firstBillDate }).total).toBe(expected);
  });
});

describe('billing periods', () => {
  it('begin with a head up to the first bill day, and go on in whole intervals', () => {
    const answer = preview({ ...MONTHLY, price: '30' });
    expect(answer).toEqual({
      periods: [
        {
          from: '2026-11-11',
          to: '2026-12-01',
          fraction: { whole: 0, numerator: 20, denominator: 30 },
          amount: '20.00',
        },
        { from: '2026-12-01', to: '2027-01-01', fraction: { whole: 1, numerator: 0, denominator: 1 }, amount: '30.00' },
      ],
      total: '1.666666667',
      totalAmount: '50.00',
    });
    expect(billingPreviewResponseSchema.safeParse(answer).success).toBe(true);
  });

  it('have no head where the start is a bill day', () => {
    expect(rangesOf({ ...MONTHLY, start: '2026-11-01', until: '2026-11-30' })).toEqual(['2026-11-01/2026-12-01']);
  });

  it('walk the bill day 31 over short months', () => {
    expect(rangesOf({ ...MONTHLY, start: '2027-01-31', billDay: 31, until: '2027-04-30' })).toEqual([
      '2027-01-31/2027-02-28',
      '2027-02-28/2027-03-31',
      '2027-03-31/2027-04-30',
      '2027-04-30/2027-05-31',
    ]);
  });

  it('find the first bill day on the next one, or after whole intervals', () => {
    const yearly = {
      ...MONTHLY,
      start: '2011-01-31',
      billDay: 15,
      interval: { unit: 'month', count: 12 },
      until: '2011-01-31',
    };
    expect(rangesOf({ ...yearly, firstBillDate: 'next-bill-day' })).toEqual(['2011-01-31/2011-02-15']);
    expect(preview({ ...yearly, firstBillDate: 'after-whole-intervals' })).toMatchObject({
      periods: [{ to: '2012-01-15', fraction: { numerator: 349, denominator: 365 } }],
      total: '0.956164384',
    });
  });

  it.each([
    ['2026-11-10', 0, 0],
    ['2026-11-11', 1, 0],
    ['2026-11-30', 1, 0],
    ['2026-12-01', 2, 1],
    ['2026-12-31', 2, 1],
    ['2027-01-01', 3, 2],
  ])(
    'are billed forward when they have started and backward when they have ended (until %s: %i, %i)',
    (until, forward, backward) => {
      expect(preview({ ...MONTHLY, until, invoicing: 'forward' }).periods).toHaveLength(forward);
      expect(preview({ ...MONTHLY, until, invoicing: 'backward' }).periods).toHaveLength(backward);
    },
  );

  it('are cut by the end: in the head, on the bill day, in a whole interval', () => {
    const until = '2027-12-31';
    expect(preview({ ...MONTHLY, until, end: '2026-11-21' }).total).toBe('0.333333333');
    expect(preview({ ...MONTHLY, until, end: '2026-12-01' }).total).toBe('0.666666667');
    expect(preview({ ...MONTHLY, until, end: '2026-12-02' }).periods.at(-1)).toEqual({
      from: '2026-12-01',
      to: '2026-12-02',
      fraction: { whole: 0, numerator: 1, denominator: 31 },
    });
    expect(preview({ ...MONTHLY, until, end: '2026-11-11' })).toEqual({ periods: [], total: '0.000000000' });
  });

  it('of weeks begin with the start, whatever the bill day', () => {
    const weekly = { ...MONTHLY, interval: { unit: 'week', count: 2 }, until: '2026-12-08', end: '2026-12-02' };
    expect(rangesOf(weekly)).toEqual(['2026-11-11/2026-11-25', '2026-11-25/2026-12-02']);
    expect(preview(weekly).total).toBe('1.500000000');
  });

  it('answer with the money that they were asked with', () => {
    const answer = preview({ ...MONTHLY, until: '2026-11-11', price: { amount: '1000', currency: 'JPY' } });
    expect(answer.periods[0]?.amount).toEqual({ amount: '667', currency: 'JPY' });
    expect(answer.totalAmount).toEqual({ amount: '667', currency: 'JPY' });
    expect(preview({ ...MONTHLY, until: '2026-11-11', price: '1', currency: 'KWD' }).totalAmount).toBe('0.667');
  });

  it('are refused with an end before the start, and beyond 1,200', () => {
    const backwards = { ...MONTHLY, end: '2026-11-10' };
    expect(() => preview(backwards)).toThrow(expect.objectContaining({ code: 'invalid-range', path: 'end' }));
    const endless = { ...MONTHLY, interval: { unit: 'week', count: 1 }, until: '9999-12-31' };
    expect(() => preview(endless)).toThrow(expect.objectContaining({ code: 'too-many-periods', path: 'until' }));
  });

  it('follow each other without gap or overlap up to the end', () => {
    const offset = fc.integer({ min: 0, max: 3000 });
    const rule = fc.constantFrom('next-bill-day', 'after-whole-intervals');
    fc.assert(
      fc.property(
        offset,
        offset,
        fc.integer({ min: 1, max: 31 }),
        fc.constantFrom(1, 3, 12),
        rule,
        (from, days, billDay, count, firstBillDate) => {
          const start = addDays('2011-01-01', from);
          const end = addDays(start, days);
          const interval = { unit: 'month', count };
          const { periods } = preview({
            ...MONTHLY,
            start,
            end,
            billDay,
            interval,
            firstBillDate,
            until: '2050-01-01',
          });
          let expectedFrom = start;
          for (const period of periods) {
            expect(period.from).toBe(expectedFrom);
            expect(period.to > period.from).toBe(true);
            expectedFrom = period.to;
          }
          expect(expectedFrom).toBe(end);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
