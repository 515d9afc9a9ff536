import { type NewPlan, setupFeeOf } from '../domain/catalog/plan.schema.js';

/** Makes of a plan as the API takes it one as the store does: the same for a call and for a row of an import. */
export function storablePlan(plan: NewPlan) {
  const { rateSchedules, setupFee: _, ...rest } = plan;
  const schedules = rateSchedules.map((it) => ({
    name: it.name,
    currency: it.currency,
    isDefault: it.default,
    tiers: it.tiers,
    billingPeriods: it.billingPeriods,
    setupFee: setupFeeOf(plan, it),
  }));
  return { ...rest, schedules };
}
