import type { z } from 'zod';
import { isCurrency } from '../money/currency.js';
import { hasDecimalsOf } from '../money/money.js';
import type { BillingPeriodPrice, RateTier } from './plan.js';

interface ScheduleLike {
  readonly currency: string;
  readonly default: boolean;
  readonly tiers: readonly RateTier[];
  readonly billingPeriods?: readonly BillingPeriodPrice[] | undefined;
  readonly setupFee?: string | undefined;
}

interface PlanLike {
  readonly defaultCurrency: string;
  readonly rateSchedules: readonly ScheduleLike[];
  readonly setupFee?: string | undefined;
}

type Check = z.core.$RefinementCtx;

/** Refuses a plan group that is named twice. */
export function checkGroupIds(groupIds: readonly string[], check: Check): void {
  for (const [index, id] of groupIds.entries()) {
    if (groupIds.indexOf(id) < index) refuse(check, [index], 'must not be named again: a plan is in a group once');
  }
}

/** Refuses tiers that do not begin at unit 1, overlap, leave a gap, or go on behind one without end (MP-02, MP-19). */
export function checkTiers(tiers: readonly RateTier[], check: Check): void {
  let next: number | null = 1;
  for (const [index, tier] of tiers.entries()) {
    if (next === null) {
      refuse(check, [index - 1, 'toUnit'], 'must not be null: only the last tier is without end');
      return;
    }
    if (tier.fromUnit !== next) {
      const why = index === 0 ? 'the first tier begins at one unit' : 'each tier begins where the one before ends';
      refuse(check, [index, 'fromUnit'], `must be ${next}: ${why}`);
      return;
    }
    if (tier.toUnit !== null && tier.toUnit < tier.fromUnit) {
      refuse(check, [index, 'toUnit'], `must be at least ${tier.fromUnit}, where the tier begins`);
      return;
    }
    next = tier.toUnit === null ? null : tier.toUnit + 1;
  }
}

/** Refuses a number of months that is there twice (PS-02). */
export function checkBillingPeriods(periods: readonly BillingPeriodPrice[], check: Check): void {
  for (const [index, { months }] of periods.entries()) {
    if (periods.findIndex((it) => it.months === months) === index) continue;
    refuse(check, [index, 'months'], `must not be ${months} again: a period has one price`);
  }
}

/** Refuses prices with more decimals than the schedule's currency has: 9.995 in USD. */
export function checkDecimals(schedule: ScheduleLike, check: Check): void {
  for (const [index, tier] of schedule.tiers.entries()) {
    checkPrice(tier.price, schedule.currency, ['tiers', index, 'price'], check);
  }
  for (const [index, period] of (schedule.billingPeriods ?? []).entries()) {
    checkPrice(period.price, schedule.currency, ['billingPeriods', index, 'price'], check);
  }
  if (schedule.setupFee !== undefined) checkPrice(schedule.setupFee, schedule.currency, ['setupFee'], check);
}

/** Refuses a plan without rates in its default currency, or without exactly one default schedule per currency (MP-19). */
export function checkSchedules(plan: PlanLike, check: Check): void {
  const currencies = new Set(plan.rateSchedules.map(({ currency }) => currency));
  if (!currencies.has(plan.defaultCurrency)) {
    refuse(check, ['rateSchedules'], `must have a rate schedule in ${plan.defaultCurrency}, the default currency`);
  }
  for (const currency of currencies) {
    const defaults = plan.rateSchedules.filter((it) => it.currency === currency && it.default).length;
    if (defaults === 1) continue;
    refuse(check, ['rateSchedules'], `must have exactly one default schedule in ${currency}, and has ${defaults}`);
  }
}

/** Refuses a bare setup fee where a schedule in another currency states none: it would be missing there. */
export function checkSetupFees(plan: PlanLike, check: Check): void {
  if (plan.setupFee === undefined) return;
  checkPrice(plan.setupFee, plan.defaultCurrency, ['setupFee'], check);
  for (const [index, { currency, setupFee }] of plan.rateSchedules.entries()) {
    if (currency === plan.defaultCurrency || setupFee !== undefined) continue;
    const message = `is missing: the plan's own setup fee is in ${plan.defaultCurrency}, give the one in ${currency} here`;
    refuse(check, ['rateSchedules', index, 'setupFee'], message);
  }
}

/** What is no amount or no currency at all has been refused already, by its own check. */
function checkPrice(price: string, currency: string, path: readonly PropertyKey[], check: Check): void {
  if (!isCurrency(currency) || hasDecimalsOf(price, currency)) return;
  refuse(check, path, `has more decimals than ${currency} has`);
}

function refuse(check: Check, path: readonly PropertyKey[], message: string): void {
  check.addIssue({ code: 'custom', path: [...path], message });
}
