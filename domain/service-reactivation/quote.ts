import { addDuration } from '../calendar/duration.js';
import type { Instant } from '../calendar/instant.js';
import { localDateAt } from '../calendar/time-zone.js';
import type { Plan, PriceVersion } from '../catalog/plan.js';
import { DomainError } from '../errors.js';
import { addAmounts, compareAmounts, minAmount, subtractAmounts, sumAmounts } from '../money/amount.js';
import { minorUnit } from '../money/currency.js';
import { fraction, fractionOf, multiplyFractions, roundFraction } from '../money/fraction.js';
import { formatAmount } from '../money/money.js';
import { enabledMonths, isPriced, priceOfMonths } from '../prepaid-service/billing.js';
import { overdueOf } from '../prepaid-service/suspension.js';
import { planOf, priceOf, versionOn } from '../subscription/lookup.js';
import type { AccountState, Subscription } from '../subscription/state.js';
import { type MonthsPrice, monthsText, type ReactivationQuote } from './change.js';

/**
 * Refuses a service that cannot be reactivated by its client, naming the setting that does not allow it (PS-09, PS-14). Throws
 * `setting-refuses`, `subscription-cancelled`, `subscription-state`.
 */
export function checkReactivation({ settings }: AccountState, { id, status, invoicing }: Subscription): void {
  if (status === 'cancelled')
    throw new DomainError('subscription-cancelled', `The subscription ${id} is cancelled; make a new one.`);
  const setting = refusingSetting(settings, invoicing);
  if (setting !== null) {
    const wayOut = setting === 'invoicing' ? 'it has to be forward' : 'turn it on';
    const message = `The setting ${setting} does not allow it; ${wayOut}, or call the provider.`;
    throw new DomainError('setting-refuses', message, { details: { setting } });
  }
  if (status === 'suspended' || status === 'paused') return;
  const message = `The subscription ${id} is ${status}; only one that is suspended or paused is reactivated.`;
  throw new DomainError('subscription-state', message, { path: 'subscriptionId', details: { status } });
}

/** Names the setting that does not allow clients to reactivate a service by themselves; null where all do (PS-14). */
export function refusingSetting(
  settings: Pick<AccountState['settings'], 'serviceReactivation' | 'suspension'>,
  invoicing: Subscription['invoicing'],
): 'serviceReactivation' | 'suspension' | 'invoicing' | null {
  if (!settings.serviceReactivation) return 'serviceReactivation';
  if (!settings.suspension) return 'suspension';
  return invoicing === 'forward' ? null : 'invoicing';
}

/**
 * Quotes a reactivation (PS-09): what is overdue, plus the months, less account credit where it is used automatically. 2 months of 20.00
 * -> 40.00; 3 months at 54.00 -> 54.00; with 20.00 overdue and 10.00 credit -> 64.00. Throws `months-not-offered`.
 */
export function quoteReactivation(
  state: AccountState,
  subscription: Subscription,
  months: number,
  now: Instant,
): ReactivationQuote {
  const { currency } = state.account;
  const { timeZone, checkoutExpiry } = state.settings;
  const monthsPrice = priceMonths(state, subscription, months, now);
  const overdue = overdueAmount(state, subscription.id, now);
  const needed = addAmounts(overdue, monthsPrice.amount, currency);
  const credit = state.settings.useCreditAutomatically ? state.credit : formatAmount('0', currency);
  const fromAccountCredit = minAmount(credit, needed, currency);
  const amount = subtractAmounts(needed, fromAccountCredit, currency);
  return {
    currency,
    overdue,
    monthsPrice,
    fromAccountCredit,
    amount,
    expiresAt: addDuration(now, checkoutExpiry, timeZone),
  };
}

/** Sums what is overdue of a service now. */
export function overdueAmount({ account, ...state }: AccountState, subscriptionId: string, now: Instant): string {
  const today = localDateAt(now, state.settings.timeZone);
  const invoices = overdueOf({ account, ...state }, subscriptionId, today);
  return sumAmounts(
    invoices.map((it) => it.open),
    account.currency,
  );
}

function priceMonths(state: AccountState, subscription: Subscription, months: number, now: Instant): MonthsPrice {
  const { plan, version } = ratesOn(state, subscription, now);
  const { units } = subscription;
  const single = singleMonth(plan, version, subscription);
  const whole = priceOfMonths(plan, version, units, months);
  const [price, count] = whole === null ? [single, 1] : [whole, months];
  if (price === null) throw notOffered(plan, version, months);
  const times = months / count;
  const exact = multiplyFractions(fractionOf(price), fraction(units * times));
  return {
    months,
    interval: { unit: 'month', count },
    price,
    units,
    planId: plan.id,
    priceVersionId: version.id,
    amount: roundFraction(exact, minorUnit(state.account.currency)),
  };
}

/** The newest prices that hold today and price the service as it is billed. */
function ratesOn(state: AccountState, subscription: Subscription, now: Instant) {
  const plan = planOf(state, subscription.planId);
  const { schedule, version } = priceOf(plan, subscription.priceVersionId);
  const newest = versionOn(schedule, localDateAt(now, state.settings.timeZone));
  return { plan, version: isPriced(plan, newest, subscription) ? newest : version };
}

/** The price of one month: where the plan enables it, or where the service itself is billed by one. */
function singleMonth(plan: Plan, version: PriceVersion, { units, billingPeriodMonths }: Subscription): string | null {
  const enabled = priceOfMonths(plan, version, units, 1);
  if (enabled !== null || billingPeriodMonths !== null) return enabled;
  return priceOfMonths(plan, { ...version, billingPeriods: [] }, units, 1);
}

function notOffered(plan: Plan, version: PriceVersion, months: number): DomainError {
  const offered = enabledMonths(plan, version);
  const choose = offered.length === 0 ? 'none are' : `choose ${offered.join(', ')}`;
  const message = `${plan.name} is not offered for ${monthsText(months)}; ${choose}.`;
  return new DomainError('months-not-offered', message, { path: 'months', details: { offered } });
}

/** The longest stretch of single months that is offered on the page. */
const MOST_SINGLE_MONTHS = 12;

/** Lists the numbers of months that a client can choose, with what each costs (PS-09): ascending. */
export function offersOf(state: AccountState, subscription: Subscription, now: Instant): ReactivationQuote[] {
  const { plan, version } = ratesOn(state, subscription, now);
  const hasSingle = singleMonth(plan, version, subscription) !== null;
  const singles = hasSingle ? Array.from({ length: MOST_SINGLE_MONTHS }, (_, index) => index + 1) : [];
  const months = [...new Set([...singles, ...enabledMonths(plan, version)])].sort((a, b) => a - b);
  return months.map((it) => quoteReactivation(state, subscription, it, now));
}

/** Tells whether an amount is above zero. */
export function isAboveZero(amount: string): boolean {
  return compareAmounts(amount, '0') > 0;
}
