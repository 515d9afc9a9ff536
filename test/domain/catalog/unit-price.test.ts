import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitPrice } from '../../../domain/catalog/unit-price.js';
import { DomainError } from '../../../domain/errors.js';

const ENDING = {
  tiers: [
    { fromUnit: 1, toUnit: 10, price: '10.00' },
    { fromUnit: 11, toUnit: 50, price: '8.00' },
  ],
};

describe('the price of a unit (MP-02)', () => {
  it.each([
    [1, '10.00'],
    [10, '10.00'],
    [11, '8.00'],
    [50, '8.00'],
  ])('is that of the tier which holds the quantity: %i units cost %s each', (units, price) => {
    expect(unitPrice(ENDING, units)).toBe(price);
  });

  it('refuses units beyond a last tier that ends, naming the field', () => {
    expect(() => unitPrice(ENDING, 51)).toThrowError(
      expect.objectContaining({ code: 'units-not-priced', kind: 'invalid', path: 'units' }),
    );
    expect(() => unitPrice(ENDING, 51)).toThrow(DomainError);
  });

  it('has an answer for every quantity where the last tier is without end', () => {
    const open = { tiers: [...ENDING.tiers, { fromUnit: 51, toUnit: null, price: '5.00' }] };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (units) => {
        expect(unitPrice(open, units)).toBe(units <= 10 ? '10.00' : units <= 50 ? '8.00' : '5.00');
      }),
    );
  });
});
