import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addFractions,
  compareFractions,
  divideFractions,
  fraction,
  fractionOf,
  multiplyFractions,
  negateFraction,
  roundFraction,
  subtractFractions,
  ZERO,
} from '../../../domain/money/fraction.js';

const anyFraction = fc
  .tuple(fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.bigInt(1n, 10n ** 6n))
  .map(([numerator, denominator]) => fraction(numerator, denominator));

describe('a fraction', () => {
  it('is kept in lowest terms with a denominator above zero', () => {
    expect(fraction(20, 30)).toEqual({ numerator: 2n, denominator: 3n });
    expect(fraction(1, -3)).toEqual({ numerator: -1n, denominator: 3n });
    expect(fraction(0, -7)).toEqual(ZERO);
    expect(() => fraction(1, 0)).toThrow(RangeError);
  });

  it('reads a decimal exactly, and nothing else', () => {
    expect(fractionOf('29.99')).toEqual({ numerator: 2999n, denominator: 100n });
    expect(fractionOf('-0.50')).toEqual({ numerator: -1n, denominator: 2n });
    expect(fractionOf('1000000000000')).toEqual({ numerator: 10n ** 12n, denominator: 1n });
    for (const text of ['', '1e3', '.5', '1.', '+1', '1,5', 'NaN']) expect(() => fractionOf(text)).toThrow(RangeError);
  });

  it.each([
    ['0.125', 2, '0.13'],
    ['0.124999999999', 2, '0.12'],
    ['-0.125', 2, '-0.13'],
    ['-0.004', 2, '0.00'],
    ['-0.005', 2, '-0.01'],
    ['466.5', 0, '467'],
    ['466.4999', 0, '466'],
    ['4.6645', 3, '4.665'],
    ['0.9999', 2, '1.00'],
  ])('MP-22 rounds %s to %i decimals, half up on the magnitude: %s', (value, decimals, expected) => {
    expect(roundFraction(fractionOf(value), decimals)).toBe(expected);
  });

  it('decides a half that decimals of a third would miss', () => {
    const half = multiplyFractions(fraction(1, 3), fractionOf('0.015'));
    expect(roundFraction(half, 2)).toBe('0.01');
  });

  it('obeys the laws of arithmetic', () => {
    fc.assert(
      fc.property(anyFraction, anyFraction, anyFraction, (a, b, c) => {
        expect(addFractions(a, b)).toEqual(addFractions(b, a));
        expect(subtractFractions(addFractions(a, b), b)).toEqual(a);
        expect(multiplyFractions(a, addFractions(b, c))).toEqual(
          addFractions(multiplyFractions(a, b), multiplyFractions(a, c)),
        );
        if (b.numerator !== 0n) expect(divideFractions(multiplyFractions(a, b), b)).toEqual(a);
        expect(compareFractions(a, b)).toBe(-compareFractions(b, a) + 0);
      }),
    );
  });

  it('rounds a credit as the mirror of the charge', () => {
    fc.assert(
      fc.property(anyFraction, fc.nat(4), (value, decimals) => {
        const [there, back] = [roundFraction(value, decimals), roundFraction(negateFraction(value), decimals)];
        expect(there.replace('-', '')).toBe(back.replace('-', ''));
      }),
    );
  });
});
