import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allCurrencies, minorUnit } from '../../domain/money/currency.js';
import { GatewayRefused } from '../../gateways/gateway.js';
import { fromStripeAmount, toStripeAmount } from '../../gateways/stripe/amounts.js';

describe('an amount at Stripe is', () => {
  it.each([
    ['10.00', 'USD', 1000],
    ['0.01', 'EUR', 1],
    ['1234567890.12', 'EUR', 123456789012],
    ['500', 'JPY', 500],
    ['500', 'KRW', 500],
    ['10.50', 'HUF', 1050],
    ['10.50', 'TWD', 1050],
    ['5', 'ISK', 500],
    ['700', 'UGX', 70000],
    ['12.00', 'MGA', 12],
    ['5.120', 'KWD', 5120],
    ['0.010', 'BHD', 10],
  ])('%s %s: %i', (amount, currency, expected) => {
    expect(toStripeAmount({ amount, currency })).toBe(expected);
    expect(fromStripeAmount(expected, currency.toLowerCase())).toEqual({ amount, currency });
  });

  it.each([
    ['thousandths of a three-decimal currency', '5.124', 'KWD'],
    ['parts of a currency that is whole at Stripe', '0.50', 'MGA'],
    ['four decimals', '1.0000', 'CLF'],
    ['more than a number holds', '99999999999999999.00', 'USD'],
  ])('none of %s: %s %s is refused', (_name, amount, currency) => {
    expect(() => toStripeAmount({ amount, currency })).toThrow(GatewayRefused);
  });

  it('the same there and back, in every currency of up to three decimals', () => {
    const currencies = allCurrencies().filter((it) => minorUnit(it) <= 3 && it !== 'MGA');
    fc.assert(
      fc.property(fc.constantFrom(...currencies), fc.integer({ min: 1, max: 1e12 }), (currency, n) => {
        const decimals = minorUnit(currency);
        const units = decimals === 3 ? n * 10 : n;
        const digits = String(units).padStart(decimals + 1, '0');
        const at = digits.length - decimals;
        const amount = decimals === 0 ? digits : `${digits.slice(0, at)}.${digits.slice(at)}`;
        const there = toStripeAmount({ amount, currency });
        expect(fromStripeAmount(there, currency.toLowerCase())).toEqual({ amount, currency });
      }),
      { numRuns: 1000 },
    );
  });
});
