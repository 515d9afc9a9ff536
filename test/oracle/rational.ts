/** Integer fractions of the oracle: [numerator, denominator], not reduced, denominator above zero. */
export type Rational = readonly [bigint, bigint];

export function rational(numerator: number | bigint, denominator: number | bigint = 1): Rational {
  return [BigInt(numerator), BigInt(denominator)];
}

/** Reads `-12.345` as -12345/1000. */
export function parseRational(text: string): Rational {
  const [whole = '0', decimals = ''] = text.split('.');
  return [BigInt(whole + decimals), 10n ** BigInt(decimals.length)];
}

export function plus([a, b]: Rational, [c, d]: Rational): Rational {
  return [a * d + c * b, b * d];
}

export function times([a, b]: Rational, [c, d]: Rational): Rational {
  return [a * c, b * d];
}

/** Rounds to minor units, half up on the magnitude. */
export function toMinorUnits([numerator, denominator]: Rational, decimals: number): bigint {
  const sign = numerator < 0n ? -1n : 1n;
  const scaled = sign * numerator * 10n ** BigInt(decimals);
  const quotient = scaled / denominator;
  const rest = scaled % denominator;
  return sign * (rest * 2n >= denominator ? quotient + 1n : quotient);
}

/** Writes minor units as an amount: 2000 with 2 decimals is `20.00`. */
export function writeMinorUnits(units: bigint, decimals: number): string {
  const magnitude = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const point = magnitude.length - decimals;
  const text = decimals === 0 ? magnitude : `${magnitude.slice(0, point)}.${magnitude.slice(point)}`;
  return units < 0n ? `-${text}` : text;
}
