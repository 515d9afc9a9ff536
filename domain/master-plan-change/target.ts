import type { CivilDate } from '../calendar/civil-date.js';
import type { Interval } from '../calendar/interval.js';
import type { Plan, PriceVersion, RateSchedule } from '../catalog/plan.js';
import { DomainError } from '../errors.js';
import { billingOf } from '../prepaid-service/billing.js';
import { planOf, priceOf, subscriptionOf, versionOn } from '../subscription/lookup.js';
import type { AccountState, Subscription } from '../subscription/state.js';
import { currencyFor } from './currency.js';
import type { MasterPlanChangeRequest } from './request.schema.js';

/** What a change moves to, with the price it pins. */
export interface Target {
  readonly plan: Plan;
  readonly schedule: RateSchedule;
  readonly version: PriceVersion;
  readonly units: number;
  /** By which it will be billed: the plan's own interval, or the billing period that the service has (PS-02). */
  readonly interval: Interval;
  readonly billingPeriodMonths: number | null;
  /** Price of one unit for one interval. */
  readonly unitPrice: string;
  readonly currency: string;
}

/**
 * Resolves plan, rate schedule and price of a change and checks every rule that decides whether it may happen: at acceptance and
 * again at the effective moment (MP-08). `pinned` is the price version of a change that was accepted before (MP-19).
 * Throws `plan-not-found`, `plan-inactive`, `plan-kind`, `plan-not-in-group`, `no-change`, `units-not-priced`,
 * `billing-period-not-enabled` and those of the currency.
 */
export function resolveTarget(
  state: AccountState,
  subscription: Subscription,
  request: MasterPlanChangeRequest,
  on: CivilDate,
  pinned: { readonly priceVersionId: string } | null,
): Target {
  if (subscription.status === 'cancelled') {
    throw new DomainError(
      'subscription-cancelled',
      `The subscription ${subscription.id} is cancelled; its plan cannot change.`,
    );
  }
  const plan = planOf(state, request.planId);
  const current = planOf(state, subscription.planId);
  checkPlan(plan, current);
  const currency = currencyFor(state, subscription, plan, request);
  const { schedule, version } = pinned
    ? pinnedRates(plan, pinned.priceVersionId, currency)
    : ratesFor(state, plan, request.rateScheduleId, currency, on);
  const billed = { units: request.units, billingPeriodMonths: monthsOf(subscription, version) };
  const { interval, price } = billingOf(plan, version, billed);
  const target = { plan, schedule, version, ...billed, interval, unitPrice: price, currency };
  checkIsChange(state, subscription, current, target);
  return target;
}

/** A billing period of the service's own stays what it is, where the new plan has billing periods at all. */
export function monthsOf({ billingPeriodMonths }: Subscription, version: PriceVersion): number | null {
  return (version.billingPeriods ?? []).length === 0 ? null : billingPeriodMonths;
}

/** The account's currency may have changed since the price was pinned: then it holds no more, and somebody has to decide. */
function pinnedRates(plan: Plan, priceVersionId: string, currency: string) {
  const rates = priceOf(plan, priceVersionId);
  checkCurrency(rates.schedule, currency);
  return rates;
}

/** Chooses the rate schedule and version that a change accepted on a day is priced by, whatever its date (MP-19). */
export function pinPrice(
  state: AccountState,
  request: MasterPlanChangeRequest,
  on: CivilDate,
): { schedule: RateSchedule; version: PriceVersion } {
  const plan = planOf(state, request.planId);
  const subscription = subscriptionOf(state, request.subscriptionId);
  return ratesFor(state, plan, request.rateScheduleId, currencyFor(state, subscription, plan, request), on);
}

function checkPlan(plan: Plan, current: Plan): void {
  if (plan.kind !== 'master') {
    throw new DomainError('plan-kind', `The plan ${plan.code} is ${plan.kind}; choose a master plan.`, {
      path: 'planId',
    });
  }
  if (plan.status !== 'active') {
    throw new DomainError('plan-inactive', `The plan ${plan.code} is not active any more; choose an active plan.`, {
      path: 'planId',
    });
  }
  const shared = current.groupIds.length === 0 || current.groupIds.some((it) => plan.groupIds.includes(it));
  if (!shared && plan.id !== current.id) {
    throw new DomainError(
      'plan-not-in-group',
      `The current plan ${current.code} is in plan groups that ${plan.code} is not in; choose a plan that shares a group with it.`,
      { path: 'planId' },
    );
  }
}

/** Chooses a plan's rates: those named, else the default schedule of the currency, in the version of the day (MP-19). */
export function ratesFor(
  state: AccountState,
  plan: Plan,
  rateScheduleId: string | undefined,
  currency: string,
  on: CivilDate,
): { schedule: RateSchedule; version: PriceVersion } {
  const own = plan.schedules.filter((it) => it.accountId === null || it.accountId === state.account.id);
  if (rateScheduleId === undefined) {
    const schedule = own.find((it) => it.isDefault && it.accountId === null && it.currency === currency);
    if (!schedule) {
      throw new DomainError(
        'currency-without-rate',
        `The plan ${plan.code} has no default rate schedule in ${currency}; name one.`,
        {
          path: 'rateScheduleId',
        },
      );
    }
    return { schedule, version: versionOn(schedule, on) };
  }
  const schedule = own.find((it) => it.id === rateScheduleId);
  if (!schedule) {
    throw new DomainError('rate-schedule-not-found', `The plan ${plan.code} has no rate schedule ${rateScheduleId}.`, {
      path: 'rateScheduleId',
    });
  }
  checkCurrency(schedule, currency);
  return { schedule, version: versionOn(schedule, on) };
}

function checkCurrency(schedule: RateSchedule, currency: string): void {
  if (schedule.currency === currency) return;
  throw new DomainError(
    'rate-schedule-currency',
    `The rate schedule ${schedule.name} is in ${schedule.currency}, the change in ${currency}; choose a schedule in ${currency}.`,
    { path: 'rateScheduleId' },
  );
}

/** Refuses what changes nothing: same plan, units, rates and currency (MP-01). */
function checkIsChange(state: AccountState, subscription: Subscription, current: Plan, target: Target): void {
  const before = priceOf(current, subscription.priceVersionId);
  const same =
    target.plan.id === current.id &&
    target.units === subscription.units &&
    target.schedule.id === before.schedule.id &&
    target.version.id === before.version.id &&
    target.currency === state.account.currency;
  if (same) {
    throw new DomainError(
      'no-change',
      `The subscription already has ${subscription.units} of ${current.code} at these rates; ask for another plan, units or rates.`,
      { path: 'planId' },
    );
  }
}
