import type { CivilDate } from '../calendar/civil-date.js';
import type { Interval } from '../calendar/interval.js';
import type { Plan } from '../catalog/plan.js';
import { minAmount, subtractAmounts } from '../money/amount.js';
import { type CreditCap, explain } from '../proration/explain.js';
import { valueOfPart } from '../proration/part-of-period.js';
import type { InvoiceLine } from './effects.js';

export interface RecurringLineRequest {
  readonly kind: InvoiceLine['kind'];
  readonly subscriptionId: string;
  readonly plan: Plan;
  readonly units: number;
  /** Price of one unit for one interval. */
  readonly price: string;
  readonly currency: string;
  readonly interval: Interval;
  readonly anchorDay: number;
  readonly from: CivilDate;
  readonly to: CivilDate;
  /** The end that whole intervals are counted back from, where it is not `to`. */
  readonly countedTo?: CivilDate;
  /** What a credit may be at most: what was charged for these days less what was credited for them (MP-10). */
  readonly cap?: CreditCap;
}

/**
 * Makes the line for some days of a plan: value(price x units, from, to), rounded once, with the sentence that explains it.
 * 30.00 a month from 2026-11-11 to 2026-12-01 (exclusive) -> 20/30, 20.00.
 */
export function recurringLine(request: RecurringLineRequest): InvoiceLine {
  const { kind, subscriptionId, plan, units, price, currency, interval, anchorDay, from, to, cap } = request;
  const value = valueOfPart({
    price: { amount: price, currency },
    units,
    interval,
    anchorDay,
    from,
    to,
    countedTo: request.countedTo ?? to,
  });
  const amount = cap
    ? minAmount(value.amount, subtractAmounts(cap.charged, cap.credited, currency), currency)
    : value.amount;
  return {
    kind,
    subscriptionId,
    planId: plan.id,
    description: kind === 'credit' ? `${plan.name}, unused` : plan.name,
    quantity: units,
    from,
    to,
    fraction: value.fraction,
    price,
    amount,
    explanation: explain({
      price: { amount: price, currency },
      units,
      interval,
      from,
      to,
      fraction: value.fraction,
      amount,
      cap: cap ?? null,
    }),
  };
}
