import type { Interval } from '../calendar/interval.js';
import type { Plan, PriceVersion } from '../catalog/plan.js';
import { prices, unitPrice } from '../catalog/unit-price.js';
import { DomainError } from '../errors.js';
import type { Subscription } from '../subscription/state.js';

/** What a subscription is billed by: an interval, and the price of one unit for one of it. */
export interface Billing {
  readonly interval: Interval;
  readonly price: string;
}

type Billed = Pick<Subscription, 'units' | 'billingPeriodMonths'>;

/**
 * Tells by which interval and at which price a subscription is billed (PS-02): the plan's own interval at the price of the tier, or the
 * billing period that was chosen at its own price. 54.00 for 3 months -> `{ interval: 3 months, price: 54.00 }`. Throws
 * `billing-period-not-enabled`, `units-not-priced`.
 */
export function billingOf(plan: Plan, version: PriceVersion, { units, billingPeriodMonths }: Billed): Billing {
  if (billingPeriodMonths === null) return { interval: plan.interval, price: unitPrice(version, units) };
  const price = priceOfMonths(plan, version, units, billingPeriodMonths);
  if (price === null) throw notEnabled(plan, version, billingPeriodMonths);
  return { interval: { unit: 'month', count: billingPeriodMonths }, price };
}

/** Tells by which interval a subscription is billed. */
export function billingInterval(plan: Plan, { billingPeriodMonths }: Pick<Billed, 'billingPeriodMonths'>): Interval {
  return billingPeriodMonths === null ? plan.interval : { unit: 'month', count: billingPeriodMonths };
}

/** Tells whether a version has a price for a subscription as it is billed. */
export function isPriced(plan: Plan, version: PriceVersion, { units, billingPeriodMonths }: Billed): boolean {
  if (billingPeriodMonths === null) return prices(version, units);
  return priceOfMonths(plan, version, units, billingPeriodMonths) !== null;
}

/**
 * Finds the price of one unit for a period of whole months that the plan enables: one of its billing periods; where it has none, its own
 * interval. Null: not enabled.
 */
export function priceOfMonths(plan: Plan, version: PriceVersion, units: number, months: number): string | null {
  const periods = version.billingPeriods ?? [];
  if (periods.length > 0) return periods.find((it) => it.months === months)?.price ?? null;
  const { unit, count } = plan.interval;
  return unit === 'month' && count === months && prices(version, units) ? unitPrice(version, units) : null;
}

/** Lists the numbers of months that a plan enables, ascending. */
export function enabledMonths(plan: Plan, version: PriceVersion): readonly number[] {
  const periods = version.billingPeriods ?? [];
  if (periods.length > 0) return periods.map((it) => it.months);
  return plan.interval.unit === 'month' ? [plan.interval.count] : [];
}

export function notEnabled(plan: Plan, version: PriceVersion, months: number): DomainError {
  const enabled = enabledMonths(plan, version);
  const choose = enabled.length === 0 ? 'it has no periods of months' : `choose ${enabled.join(', ')}`;
  return new DomainError(
    'billing-period-not-enabled',
    `The plan ${plan.code} is not billed by periods of ${months} months; ${choose}.`,
    { path: 'billingPeriodMonths', details: { enabled } },
  );
}
