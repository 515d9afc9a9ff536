import { DomainError } from '../errors.js';
import type { PriceVersion, RateTier } from './plan.js';

/**
 * Looks up the price of one unit for a quantity (MP-02): the tier that holds the quantity prices every unit of it. With the tiers
 * 1-10 at 10.00 and 11-50 at 8.00, 10 units cost 10.00 each, 11 cost 8.00 each. Throws `units-not-priced` beyond a last tier that ends.
 */
export function unitPrice(version: Pick<PriceVersion, 'tiers'>, units: number): string {
  const tier = version.tiers.find((it) => holds(it, units));
  if (tier) return tier.price;
  const last = version.tiers.at(-1)?.toUnit ?? 0;
  throw new DomainError(
    'units-not-priced',
    `The rates price 1 to ${last} units, not ${units}. Choose units within them, or other rates.`,
    {
      path: 'units',
    },
  );
}

/** Tells whether a version has a price for a quantity. */
export function prices(version: Pick<PriceVersion, 'tiers'>, units: number): boolean {
  return version.tiers.some((it) => holds(it, units));
}

function holds(tier: RateTier, units: number): boolean {
  return tier.fromUnit <= units && (tier.toUnit === null || units <= tier.toUnit);
}
