import type { Plan, RateSchedule } from '../catalog/plan.js';
import { prices } from '../catalog/unit-price.js';
import { DomainError } from '../errors.js';
import { planOf, versionOn } from '../subscription/lookup.js';
import type { AccountState, OpenChange, Subscription } from '../subscription/state.js';
import type { MasterPlanChangeRequest } from './request.schema.js';

/**
 * Decides the currency of a change (MP-16): the account's; with `forceCurrencyChange` the new plan's default one, which only an
 * account without any financial history may take. Throws `currency-without-rate`, `currency-change-refused`.
 */
export function currencyFor(
  state: AccountState,
  subscription: Subscription,
  plan: Plan,
  request: MasterPlanChangeRequest,
): string {
  const { currency } = state.account;
  if (!request.forceCurrencyChange) {
    if (scheduleIn(state, plan, currency)) return currency;
    throw new DomainError(
      'currency-without-rate',
      `The plan ${plan.code} has no rate in ${currency}, the account's currency; choose another plan, or force the change to ${plan.defaultCurrency}.`,
      { path: 'planId' },
    );
  }
  if (plan.defaultCurrency === currency) return currency;
  const reason = whyCurrencyStays(state, subscription, plan.defaultCurrency);
  if (reason) throw new DomainError('currency-change-refused', reason, { path: 'forceCurrencyChange' });
  return plan.defaultCurrency;
}

/** Finds the schedule that a plan has for the account in a currency: the default one, else any that the account may use. */
export function scheduleIn(state: AccountState, plan: Plan, currency: string): RateSchedule | undefined {
  const usable = plan.schedules.filter(
    (it) => it.currency === currency && (it.accountId === null || it.accountId === state.account.id),
  );
  return usable.find((it) => it.isDefault && it.accountId === null) ?? usable[0];
}

function whyCurrencyStays(state: AccountState, subscription: Subscription, to: string): string | null {
  const from = state.account.currency;
  if (state.account.hasFinancialHistory) {
    return `The account has had financial transactions in ${from}, so its currency cannot change to ${to}; use an account of its own.`;
  }
  if (state.openInvoices.length > 0) return `The account has open invoices in ${from}; settle them first.`;
  const pending = state.changes.find((it) => (currencyOf(state, it) ?? to) !== to);
  if (pending) return `The plan change ${pending.id} is open in ${from}; cancel it first.`;
  const other = state.subscriptions.find(
    (it) => it.id !== subscription.id && it.status !== 'cancelled' && !hasRateIn(state, it, to),
  );
  if (other) return `The subscription ${other.id} has no rate in ${to} on its plan; change that plan first.`;
  return null;
}

/** The currency of the price that an open change was accepted with; none for one that is only quoted. */
function currencyOf(state: AccountState, change: OpenChange): string | undefined {
  if (change.kind !== 'master-plan-change') return state.account.currency;
  const { schedules } = planOf(state, change.request.planId);
  return schedules.find((it) => it.versions.some((version) => version.id === change.pinnedPriceVersionId))?.currency;
}

function hasRateIn(state: AccountState, subscription: Subscription, currency: string): boolean {
  const schedule = scheduleIn(state, planOf(state, subscription.planId), currency);
  return schedule !== undefined && prices(versionOn(schedule, subscription.periodStart), subscription.units);
}
