import { describe, expect, it } from 'vitest';
import { allCurrencies, currencySchema, minorUnit } from '../../../domain/money/currency.js';

describe('a currency', () => {
  it.each([
    ['USD', 2],
    ['EUR', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['ISK', 0],
    ['KWD', 3],
    ['TND', 3],
    ['CLF', 4],
    ['UYW', 4],
    ['MGA', 2],
    ['XCG', 2],
  ])('MP-22 %s has %i decimals', (code, decimals) => {
    expect(minorUnit(code)).toBe(decimals);
  });

  it.each(['usd', 'XXX', 'XAU', 'ABC', '', 'USDT', 'HRK', '__proto__', 'constructor'])('refuses %j', (code) => {
    expect(() => minorUnit(code)).toThrow(expect.objectContaining({ code: 'unknown-currency' }));
    expect(currencySchema.safeParse(code).success).toBe(false);
  });

  it('lists each code once, with three capital letters', () => {
    const codes = allCurrencies();
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.length).toBeGreaterThan(150);
    for (const code of codes) expect(code).toMatch(/^[A-Z]{3}$/);
  });

  it('agrees with the currencies that the platform knows to be in use', () => {
    for (const code of ['AED', 'BRL', 'CAD', 'CHF', 'CNY', 'GBP', 'INR', 'MXN', 'NGN', 'PLN', 'SEK', 'ZAR']) {
      const { maximumFractionDigits } = new Intl.NumberFormat('en', {
        style: 'currency',
        currency: code,
      }).resolvedOptions();
      expect(minorUnit(code)).toBe(maximumFractionDigits);
    }
  });
});
