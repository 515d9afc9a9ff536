import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorUnit } from '../../../domain/money/currency.js';
import { valueOfSpan } from '../../../domain/proration/value.js';
import { dateOf, dayNumber } from '../../oracle/days.js';
import { rational, times, toMinorUnits, writeMinorUnits } from '../../oracle/rational.js';
import { value } from '../../oracle/value.js';

/** The nightly run sets CASES=100000. */
const CASES = Number(process.env.CASES ?? 10_000);

const CURRENCIES = ['JPY', 'KRW', 'USD', 'EUR', 'KWD', 'TND', 'CLF', 'UYW'] as const;

const anyInterval = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(1, 3, 6, 12, 24).map((count) => ({ unit: 'month', count }) as const) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 8 }).map((count) => ({ unit: 'week', count }) as const) },
);

/** Prices in minor units up to 1e12 whole ones, negative too. */
const anyPrice = fc
  .tuple(fc.constantFrom(...CURRENCIES), fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.nat(9999), fc.boolean())
  .map(([currency, whole, rest, isSmall]) => {
    const decimals = minorUnit(currency);
    const units = (isSmall ? whole % 1000n : whole) * 10n ** BigInt(decimals) + BigInt(rest % 10 ** decimals);
    return { amount: writeMinorUnits(units, decimals), currency };
  });

const anyCase = fc.record({
  price: anyPrice,
  units: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 100_000 })),
  interval: anyInterval,
  anchorDay: fc.integer({ min: 1, max: 31 }),
  to: fc.integer({ min: dayNumber('1990-01-01'), max: dayNumber('2110-12-31') }).map(dateOf),
  days: fc.oneof(fc.integer({ min: -3, max: 40 }), fc.integer({ min: 0, max: 1200 })),
});

describe('the value of a span, against integers that were worked out apart', () => {
  it(`F12 is the same to the last digit in ${CASES} cases with 0, 2, 3 and 4 decimals`, { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(anyCase, ({ price, units, interval, anchorDay, to, days }) => {
        const from = dateOf(dayNumber(to) - days);
        const exact = times(value(price.amount, interval, anchorDay, from, to), rational(units));
        const decimals = minorUnit(price.currency);
        const expected = writeMinorUnits(toMinorUnits(exact, decimals), decimals);
        expect(valueOfSpan({ price, units, interval, anchorDay, from, to }).amount).toBe(expected);
      }),
      { numRuns: CASES },
    );
  });
});
