import { Decimal, formatAmount } from './money.js';

/** Adds amounts of one currency: `20.00 + 40.00 -> 60.00`; nothing adds to zero. */
export function sumAmounts(amounts: readonly string[], currency: string): string {
  return formatAmount(
    amounts.reduce((sum, amount) => sum.plus(amount), new Decimal(0)),
    currency,
  );
}

/** Adds two amounts: `-0.50 + 15.00 -> 14.50`. */
export function addAmounts(a: string, b: string, currency: string): string {
  return formatAmount(new Decimal(a).plus(b), currency);
}

/** Takes `b` from `a`: a charge of `20.00` less a credit of `51.00` is `-31.00`. */
export function subtractAmounts(a: string, b: string, currency: string): string {
  return formatAmount(new Decimal(a).minus(b), currency);
}

/** Multiplies a price by a number of units, exactly, then rounds once: `90.00 x 3 -> 270.00`. */
export function multiplyAmount(amount: string, factor: number | string, currency: string): string {
  return formatAmount(new Decimal(amount).times(factor), currency);
}

/** Turns a charge into a credit and back; zero stays `0.00`. */
export function negateAmount(amount: string, currency: string): string {
  return formatAmount(new Decimal(amount).negated(), currency);
}

/** Orders two amounts by value, however they are written: -1, 0 or 1. */
export function compareAmounts(a: string, b: string): -1 | 0 | 1 {
  const order = new Decimal(a).comparedTo(b);
  if (order === 0) return 0;
  return order < 0 ? -1 : 1;
}

/** Gives the smaller of two amounts: a credit of `241.89` capped at `239.95` is `239.95`. */
export function minAmount(a: string, b: string, currency: string): string {
  return formatAmount(Decimal.min(a, b), currency);
}

/** Gives the larger of two amounts: `-5.00`, but at least `0`, is `0.00`. */
export function maxAmount(a: string, b: string, currency: string): string {
  return formatAmount(Decimal.max(a, b), currency);
}

/** Tells whether the amount is below zero; `-0.00` is not. */
export function isNegative(amount: string): boolean {
  return compareAmounts(amount, '0') < 0;
}

/** Tells whether the amount is zero, however it is written: `'0'`, `'0.00'`, `'-0'`. */
export function isZero(amount: string): boolean {
  return !/[1-9]/.test(amount);
}
