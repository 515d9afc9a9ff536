import { describe, expect, it } from 'vitest';
import {
  addAmounts,
  compareAmounts,
  isNegative,
  isZero,
  maxAmount,
  minAmount,
  multiplyAmount,
  negateAmount,
  subtractAmounts,
  sumAmounts,
} from '../../../domain/money/amount.js';

describe('arithmetic on amounts', () => {
  it('keeps the decimals of the currency', () => {
    expect(addAmounts('-0.50', '15', 'USD')).toBe('14.50');
    expect(subtractAmounts('20.00', '51.00', 'USD')).toBe('-31.00');
    expect(multiplyAmount('90', 3, 'USD')).toBe('270.00');
    expect(multiplyAmount('0.3333', '3', 'KWD')).toBe('1.000');
    expect(sumAmounts(['0.1', '0.2'], 'USD')).toBe('0.30');
    expect(sumAmounts([], 'JPY')).toBe('0');
  });

  it('loses nothing where floating point would', () => {
    expect(addAmounts('9007199254740993', '0.01', 'USD')).toBe('9007199254740993.01');
    expect(sumAmounts(Array(10).fill('0.1'), 'USD')).toBe('1.00');
  });

  it('writes zero without a sign', () => {
    expect(negateAmount('0.00', 'USD')).toBe('0.00');
    expect(negateAmount('20', 'USD')).toBe('-20.00');
    expect(subtractAmounts('1', '1', 'JPY')).toBe('0');
  });

  it.each([
    ['1.0', '1.00', 0],
    ['-0', '0', 0],
    ['9', '10', -1],
    ['-9', '-10', 1],
  ] as const)('compares %s with %s by value', (a, b, order) => {
    expect(compareAmounts(a, b)).toBe(order);
    expect(minAmount(a, b, 'USD')).toBe(minAmount(b, a, 'USD'));
    expect(maxAmount(a, b, 'USD')).toBe(maxAmount(b, a, 'USD'));
  });

  it('knows zero and below zero however they are written', () => {
    expect(['0', '0.00', '-0', '-0.000'].every(isZero)).toBe(true);
    expect(isZero('0.01')).toBe(false);
    expect(isNegative('-0.01')).toBe(true);
    expect(isNegative('-0.00')).toBe(false);
  });
});
