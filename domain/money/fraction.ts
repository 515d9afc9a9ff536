/**
 * An exact rational number: `numerator / denominator` in lowest terms, denominator above zero. Unrounded values are kept
 * so, because a third written as a decimal can fall on the wrong side of a half. It lives inside calculations only: a
 * bigint cannot be sent as JSON.
 */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const ZERO: Fraction = { numerator: 0n, denominator: 1n };

/** Makes a fraction in lowest terms: `fraction(20, 30)` is 2/3. The denominator must not be zero. */
export function fraction(numerator: bigint | number, denominator: bigint | number = 1n): Fraction {
  const top = BigInt(numerator);
  const bottom = BigInt(denominator);
  if (bottom === 0n) throw new RangeError('A fraction cannot have the denominator zero.');
  const divisor = greatestCommonDivisor(top, bottom) * (bottom < 0n ? -1n : 1n);
  return { numerator: top / divisor, denominator: bottom / divisor };
}

/** Reads a plain decimal string exactly: `'29.99'` is 2999/100. */
export function fractionOf(decimal: string): Fraction {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal);
  if (!match) throw new RangeError(`"${decimal}" is not a plain decimal number.`);
  const decimals = match[3] ?? '';
  const magnitude = fraction(BigInt(`${match[2]}${decimals}`), 10n ** BigInt(decimals.length));
  return match[1] ? negateFraction(magnitude) : magnitude;
}

export function addFractions(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function subtractFractions(a: Fraction, b: Fraction): Fraction {
  return addFractions(a, negateFraction(b));
}

export function multiplyFractions(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

export function divideFractions(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator, a.denominator * b.numerator);
}

export function negateFraction(a: Fraction): Fraction {
  return { numerator: -a.numerator, denominator: a.denominator };
}

/** Orders two fractions: -1, 0 or 1. */
export function compareFractions(a: Fraction, b: Fraction): -1 | 0 | 1 {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** Rounds to `decimals` places, half up on the magnitude, as a fixed string: 1/3 to 2 places is `'0.33'`, -1/8 `'-0.13'`. */
export function roundFraction(value: Fraction, decimals: number): string {
  const negative = value.numerator < 0n;
  const magnitude = negative ? -value.numerator : value.numerator;
  const scaled = magnitude * 10n ** BigInt(decimals);
  const units = (2n * scaled + value.denominator) / (2n * value.denominator);
  const digits = units.toString().padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return negative && units !== 0n ? `-${text}` : text;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
