import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  amountSchema,
  Decimal,
  formatAmount,
  moneySchema,
  parseAmount,
  priceSchema,
  roundMoney,
} from '../../../domain/money/money.js';

describe('an amount of money', () => {
  it.each([
    ['13.9953', 'USD', '14.00'],
    ['13.995', 'USD', '14.00'],
    ['13.9949', 'USD', '13.99'],
    ['-0.125', 'USD', '-0.13'],
    ['-0.004', 'USD', '0.00'],
    ['466.5', 'JPY', '467'],
    ['466.49', 'JPY', '466'],
    ['4.6643', 'KWD', '4.664'],
    ['4.6645', 'KWD', '4.665'],
    ['0.00005', 'CLF', '0.0001'],
    ['1000000000000', 'USD', '1000000000000.00'],
  ])('MP-22 rounds %s %s to %s', (value, currency, expected) => {
    expect(roundMoney(new Decimal(value), currency)).toEqual({ amount: expected, currency });
    expect(formatAmount(value, currency)).toBe(expected);
  });

  it.each([
    ['12.5', 'USD', '12.50'],
    ['12.50', 'USD', '12.50'],
    ['0', 'USD', '0.00'],
    ['-0', 'USD', '0.00'],
    ['-3', 'JPY', '-3'],
    ['9.995', 'KWD', '9.995'],
  ])('reads %s %s as %s', (text, currency, expected) => {
    expect(parseAmount(text, currency)).toBe(expected);
  });

  it.each([
    ['12.345', 'USD'],
    ['12.500', 'USD'],
    ['1.0', 'JPY'],
    ['1.2345', 'KWD'],
    ['1e3', 'USD'],
    ['', 'USD'],
    [' 1', 'USD'],
    ['01', 'USD'],
    ['1,5', 'USD'],
    ['.5', 'USD'],
    ['5.', 'USD'],
    ['+5', 'USD'],
    ['NaN', 'USD'],
    ['Infinity', 'USD'],
    ['1234567890123456789', 'USD'],
  ])('refuses %j %s', (text, currency) => {
    expect(() => parseAmount(text, currency, 'price')).toThrow(
      expect.objectContaining({ code: 'invalid-amount', path: 'price' }),
    );
  });

  it('is checked on the wire against its own currency', () => {
    expect(moneySchema.safeParse({ amount: '12.50', currency: 'USD' }).success).toBe(true);
    expect(moneySchema.safeParse({ amount: '12.505', currency: 'USD' }).error?.issues[0]?.path).toEqual(['amount']);
    expect(moneySchema.safeParse({ amount: '12.505', currency: 'KWD' }).success).toBe(true);
    expect(moneySchema.safeParse({ amount: '12.50', currency: 'ZZZ' }).success).toBe(false);
    expect(moneySchema.safeParse({ amount: 12.5, currency: 'USD' }).success).toBe(false);
    expect(amountSchema.safeParse('-12.50').success).toBe(true);
    expect(priceSchema.safeParse('-12.50').success).toBe(false);
    expect(priceSchema.safeParse('-0.00').success).toBe(true);
  });

  it('rounds a credit as the mirror of the charge, in every number of decimals', () => {
    const currency = fc.constantFrom('JPY', 'USD', 'KWD', 'CLF');
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 18n), fc.integer({ min: 0, max: 8 }), currency, (digits, shift, code) => {
        const value = new Decimal(digits.toString()).div(new Decimal(10).pow(shift));
        const credit = formatAmount(value.negated(), code);
        expect(credit.replace('-', '')).toBe(formatAmount(value, code));
      }),
    );
  });
});
