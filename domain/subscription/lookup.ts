import { addDays, type CivilDate } from '../calendar/civil-date.js';
import type { Plan, PriceVersion, RateSchedule } from '../catalog/plan.js';
import { DomainError } from '../errors.js';
import type { AccountState, OpenChange, Subscription } from './state.js';

/** Finds a subscription of the account. Throws `subscription-not-found`. */
export function subscriptionOf(state: AccountState, id: string): Subscription {
  const found = state.subscriptions.find((it) => it.id === id);
  if (!found) {
    throw new DomainError('subscription-not-found', `There is no subscription ${id}; check the id.`, {
      path: 'subscriptionId',
    });
  }
  return found;
}

/** Finds an open change of the account. Throws `change-not-found`. */
export function openChangeOf(state: AccountState, id: string): OpenChange {
  const found = state.changes.find((it) => it.id === id);
  if (!found) throw new DomainError('change-not-found', `There is no open plan change ${id}; check the id.`);
  return found;
}

/** Finds a plan in the snapshot's catalog. Throws `plan-not-found`. */
export function planOf(state: AccountState, id: string): Plan {
  const found = state.catalog[id];
  if (!found)
    throw new DomainError('plan-not-found', `There is no plan ${id}; GET /v1/plans lists them.`, { path: 'planId' });
  return found;
}

/** Finds the schedule and version that the subscription is priced by. */
export function priceOf(plan: Plan, priceVersionId: string): { schedule: RateSchedule; version: PriceVersion } {
  for (const schedule of plan.schedules) {
    const version = schedule.versions.find((it) => it.id === priceVersionId);
    if (version) return { schedule, version };
  }
  throw new DomainError('rate-schedule-not-found', `The plan ${plan.code} has no price version ${priceVersionId}.`, {
    path: 'rateScheduleId',
  });
}

/** Finds the newest version of a schedule that holds on a day; before the first one holds, the first. */
export function versionOn(schedule: RateSchedule, date: CivilDate): PriceVersion {
  const holding = schedule.versions.filter((it) => it.effectiveFrom <= date);
  const version = holding.at(-1) ?? schedule.versions[0];
  if (!version) throw new Error(`rate schedule ${schedule.id} has no version`);
  return version;
}

/** Tells the day of the month on which the subscription is billed: its own anchor, by default the account's. */
export function billDayOf(state: AccountState, subscription: Subscription): number {
  return subscription.anchorDay ?? state.account.billDay;
}

/** Tells the day after the last one that is charged ahead: where its next period begins. */
export function nextPeriodStart(subscription: Subscription): CivilDate {
  return addDays(subscription.paidThrough, 1);
}
