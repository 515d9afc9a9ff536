import { DomainError } from '../errors.js';
import { minorUnit } from './currency.js';
import { addFractions, compareFractions, type Fraction, fraction, fractionOf, ZERO } from './fraction.js';
import { parseAmount } from './money.js';

/**
 * Spreads an amount over parts by weight and loses nothing: each part gets its share rounded down, and the minor units
 * that are left go one each to the parts that lost most, the earlier one first on a tie.
 * `10.00` over `[1, 1, 1]` is `3.34, 3.33, 3.33`; `-10.00` is its mirror. Weights are not below zero: numbers, or decimals as
 * strings. Refuses `invalid-weights` where they give nothing to spread over, `invalid-amount` where the total has too many decimals.
 */
export function allocate(total: string, weights: readonly (number | string)[], currency: string): string[] {
  const decimals = minorUnit(currency);
  const units = BigInt(parseAmount(total, currency).replace('.', ''));
  const magnitude = units < 0n ? -units : units;
  const shares = spread(magnitude, weights.map(readWeight));
  return shares.map((share) => writeUnits(units < 0n ? -share : share, decimals));
}

function spread(magnitude: bigint, weights: readonly Fraction[]): bigint[] {
  const sum = weights.reduce(addFractions, ZERO);
  if (sum.numerator === 0n) {
    throw new DomainError('invalid-weights', 'There is nothing to spread the amount over: all weights are zero.');
  }
  const exact = weights.map((weight) =>
    fraction(magnitude * weight.numerator * sum.denominator, weight.denominator * sum.numerator),
  );
  const shares = exact.map((share) => share.numerator / share.denominator);
  const losses = exact.map((share, index) => ({
    index,
    loss: fraction(share.numerator % share.denominator, share.denominator),
  }));
  losses.sort((a, b) => compareFractions(b.loss, a.loss) || a.index - b.index);
  const left = Number(magnitude - shares.reduce((a, b) => a + b, 0n));
  for (const { index } of losses.slice(0, left)) shares[index] = (shares[index] ?? 0n) + 1n;
  return shares;
}

function readWeight(weight: number | string): Fraction {
  const text = String(weight);
  if (!/^\d+(\.\d+)?$/.test(text)) {
    throw new DomainError('invalid-weights', `"${text}" is not a weight. Use plain numbers, zero or more.`);
  }
  return fractionOf(text);
}

function writeUnits(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return units < 0n ? `-${text}` : text;
}
