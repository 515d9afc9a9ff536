import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from '../../../domain/money/allocate.js';
import { negateAmount, sumAmounts } from '../../../domain/money/amount.js';
import { minorUnit } from '../../../domain/money/currency.js';
import { formatAmount } from '../../../domain/money/money.js';

const currencies = fc.constantFrom('JPY', 'USD', 'KWD', 'CLF');
const weightLists = fc.array(fc.nat(1000), { minLength: 1, maxLength: 12 }).filter((all) => all.some((it) => it > 0));

describe('allocate', () => {
  it.each([
    ['10.00', [1, 1, 1], 'USD', ['3.34', '3.33', '3.33']],
    ['-10.00', [1, 1, 1], 'USD', ['-3.34', '-3.33', '-3.33']],
    ['0.05', [3, 7], 'USD', ['0.02', '0.03']],
    ['100', [1, 1, 1], 'JPY', ['34', '33', '33']],
    ['1.000', [1, 2], 'KWD', ['0.333', '0.667']],
    ['5.00', [0, 1, 0], 'USD', ['0.00', '5.00', '0.00']],
    ['0.01', [1, 1], 'USD', ['0.01', '0.00']],
    ['0.00', [1, 2], 'USD', ['0.00', '0.00']],
    ['7.00', ['0.5', '1.5'], 'USD', ['1.75', '5.25']],
  ])('spreads %s over %j %s', (total, weights, currency, expected) => {
    expect(allocate(total, weights, currency)).toEqual(expected);
  });

  it.each([[[]], [[0, 0]], [[-1, 2]], [[Number.NaN]], [[Number.POSITIVE_INFINITY]], [['1e3']]])(
    'refuses the weights %j',
    (weights) => {
      expect(() => allocate('1.00', weights, 'USD')).toThrow(expect.objectContaining({ code: 'invalid-weights' }));
    },
  );

  it('refuses a total with more decimals than the currency has', () => {
    expect(() => allocate('1.005', [1], 'USD')).toThrow(expect.objectContaining({ code: 'invalid-amount' }));
  });

  it('F12 loses nothing, keeps every part within a minor unit of its share, and mirrors credits', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 16n), currencies, weightLists, (units, currency, weights) => {
        const unit = minorUnit(currency);
        const total = formatAmount(`${units}e-${unit}`, currency);
        const parts = allocate(total, weights, currency);
        expect(sumAmounts(parts, currency)).toBe(total);
        const sum = BigInt(weights.reduce((a, b) => a + b, 0));
        parts.forEach((part, index) => {
          const scaled = BigInt(part.replace('.', '')) * sum - units * BigInt(weights[index] ?? 0);
          expect(scaled > -sum && scaled < sum).toBe(true);
        });
        const mirrored = allocate(negateAmount(total, currency), weights, currency);
        expect(mirrored.map((part) => negateAmount(part, currency))).toEqual(parts);
      }),
      { numRuns: 2000 },
    );
  });
});
