import type { PriceVersion, RateSchedule } from '../../domain/catalog/plan.js';
import type { StoredPlan } from '../../prisma/stores/plan-rows.js';

/** Shows a plan with its schedules; the prices of a schedule are those of its newest version. */
export function planView(plan: StoredPlan) {
  const { id, code, name, kind, status, defaultCurrency, groupIds, category, renewal, schedules, payg } = plan;
  const rateSchedules = schedules.map(rateScheduleView);
  const interval = kind === 'payg' ? null : plan.interval;
  const { dailyRate = null, downPayment = null } = payg ?? {};
  const about = { id, code, name, kind, status, interval, defaultCurrency, groupIds, category, renewal };
  return { ...about, dailyRate, downPayment, rateSchedules };
}

function rateScheduleView({ id, name, currency, isDefault, accountId, versions }: RateSchedule) {
  const newest = versions.at(-1);
  if (!newest) throw new Error(`The rate schedule ${id} has no version.`);
  const { tiers, billingPeriods = [], setupFee } = newest;
  return {
    id,
    name,
    currency,
    default: isDefault,
    accountId,
    tiers,
    billingPeriods,
    setupFee,
    versions: versions.map(priceVersionView),
  };
}

export function priceVersionView({ id, version, effectiveFrom, tiers, billingPeriods = [], setupFee }: PriceVersion) {
  return { id, version, effectiveFrom, tiers, billingPeriods, setupFee };
}
