import type { Instant } from '../calendar/instant.js';
import { DomainError } from '../errors.js';
import { sumAmounts } from '../money/amount.js';
import type { HeldProduct, PaygProduct, PaygRate, PaygService, PaygState } from './payg.js';

/** Finds a product. Throws `plan-not-found`, which `path` names. */
export function productOf(payg: PaygState, planId: string, path = 'planId'): PaygProduct {
  const found = payg.products[planId];
  if (found) return found;
  throw new DomainError('plan-not-found', `There is no product ${planId} that is paid as you go.`, { path });
}

/** Finds what a product costs at an instant: the newest rate that holds by then. */
export function rateAt(product: PaygProduct, at: Instant): PaygRate {
  const rate = product.rates.findLast((it) => it.from <= at) ?? product.rates[0];
  if (!rate) throw new Error(`the product ${product.id} has no rate`);
  return rate;
}

/**
 * Sums the daily rates of the products that a customer holds: 10.00 and 4.50 -> 14.50. Each is the one that was fixed when it was
 * booked or opened, until the rate is edited after that (PB-02, PB-12).
 */
export function dailyRateOf(payg: PaygState, service: PaygService, at: Instant, currency: string): string {
  return sumAmounts(
    service.products.map((it) => heldRate(payg, it, at)),
    currency,
  );
}

function heldRate(payg: PaygState, { planId, dailyRate, heldSince }: HeldProduct, at: Instant): string {
  const edited = payg.products[planId]?.rates.findLast((it) => it.from > heldSince && it.from <= at);
  return edited?.dailyRate ?? dailyRate;
}

/** Finds a subscription that is paid as you go. Throws `subscription-not-found`. */
export function serviceOf(payg: PaygState, id: string): PaygService {
  const found = payg.services.find((it) => it.id === id);
  if (found) return found;
  const message = `There is no subscription ${id} that is paid as you go; check the id.`;
  throw new DomainError('subscription-not-found', message, { path: 'subscriptionId' });
}
