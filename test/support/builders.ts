import type { Interval } from '../../domain/calendar/interval.js';
import { firstInstantOf } from '../../domain/calendar/time-zone.js';
import type { Plan, PriceVersion, RateSchedule, RateTier } from '../../domain/catalog/plan.js';
import type { MasterPlanChangeRequest } from '../../domain/master-plan-change/request.schema.js';
import { NO_PAYG } from '../../domain/payg-time/payg.js';
import { type PricingSettings, settingsSchema } from '../../domain/settings.js';
import type { IdMaker } from '../../domain/subscription/effects.js';
import { evolveAll } from '../../domain/subscription/evolve.js';
import { openSubscription } from '../../domain/subscription/open.js';
import type { AccountState, MasterPlanChange, OpenInvoice, Subscription } from '../../domain/subscription/state.js';

/** Makes ids that tests can read, and that are only unique where the domain's keys are. */
export const ids: IdMaker = (prefix, key) => `${prefix}:${key}`;

export const WEEK: Interval = { unit: 'week', count: 1 };
export const MONTH: Interval = { unit: 'month', count: 1 };
export const QUARTER: Interval = { unit: 'month', count: 3 };
export const YEAR: Interval = { unit: 'month', count: 12 };

export interface PlanOptions {
  readonly code: string;
  /** Price of one unit, whatever their number, in the plan's first currency; `tiers` says more. */
  readonly price?: string;
  readonly tiers?: readonly RateTier[];
  readonly interval?: Interval;
  readonly currency?: string;
  /** Prices in more currencies: `{ EUR: '27.00' }`. */
  readonly also?: Readonly<Record<string, string>>;
  readonly schedules?: readonly RateSchedule[];
  readonly groupIds?: readonly string[];
  readonly kind?: Plan['kind'];
  /** Of the default schedules. */
  readonly setupFee?: string;
  readonly status?: Plan['status'];
}

/** Builds an active master plan without groups, by default at 30.00 USD a month; its ids follow from its code. */
export function aPlan(options: PlanOptions): Plan {
  const { code, price = '30.00', currency = 'USD', also = {}, schedules = [] } = options;
  const tiers = options.tiers ?? [anyUnits(price)];
  const others = Object.entries(also).map(([other, otherPrice]) => aSchedule(code, other, [anyUnits(otherPrice)]));
  return {
    category: null,
    renewal: null,
    id: code,
    code,
    name: `${code.charAt(0).toUpperCase()}${code.slice(1)}`,
    kind: options.kind ?? 'master',
    status: options.status ?? 'active',
    groupIds: options.groupIds ?? [],
    interval: options.interval ?? MONTH,
    defaultCurrency: currency,
    schedules: [aSchedule(code, currency, tiers, {}, options.setupFee ?? null), ...others, ...schedules],
  };
}

export function anyUnits(price: string): RateTier {
  return { fromUnit: 1, toUnit: null, price };
}

/** Builds the default schedule of a plan in a currency, with one version that has always held. */
export function aSchedule(
  planCode: string,
  currency: string,
  tiers: readonly RateTier[],
  options: Partial<RateSchedule> = {},
  setupFee: string | null = null,
): RateSchedule {
  const id = options.id ?? `${planCode}-${currency}`;
  const first: PriceVersion = { id: `${id}-v1`, version: 1, effectiveFrom: '2020-01-01', tiers, setupFee };
  return { name: id, currency, isDefault: true, accountId: null, versions: [first], ...options, id };
}

/** Edits the prices of a plan's schedule: a new version from a day on. */
export function withNewPrice(plan: Plan, price: string, effectiveFrom: string, currency = 'USD'): Plan {
  return {
    ...plan,
    schedules: plan.schedules.map((it) => {
      if (it.currency !== currency || it.accountId !== null) return it;
      const version = it.versions.length + 1;
      const edited = { id: `${it.id}-v${version}`, version, effectiveFrom, tiers: [anyUnits(price)], setupFee: null };
      return { ...it, versions: [...it.versions, edited] };
    }),
  };
}

/** The plans that are there where a test names none of its own. */
export const PLANS: readonly Plan[] = [
  aPlan({ code: 'silver', price: '30.00' }),
  aPlan({ code: 'gold', price: '60.00' }),
  aPlan({ code: 'yearly', price: '365.00', interval: YEAR }),
  aPlan({ code: 'quarterly', price: '90.00', interval: QUARTER }),
  aPlan({ code: 'weekly', price: '7.00', interval: WEEK }),
];

export function planNamed(name: string, plans: readonly Plan[] = PLANS): Plan {
  const found = plans.find((it) => it.id === name);
  if (!found) throw new Error(`the test has no plan ${name}`);
  return found;
}

export interface SubscriptionOptions extends Partial<Omit<Subscription, 'planId'>> {
  /** A plan, or the code of one of PLANS. */
  readonly plan?: string | Plan;
  readonly billDay?: number;
  readonly currency?: string;
}

/** Builds a subscription to silver, paid for November 2026, with the charge that it was paid by. */
export function aSubscription(options: SubscriptionOptions = {}): Subscription {
  const { plan: named = 'silver', billDay = 1, currency, ...given } = options;
  const plan = typeof named === 'string' ? planNamed(named) : named;
  const { periodStart = '2026-11-01', units = 1, invoicing = 'forward' } = given;
  const paidThrough = given.paidThrough ?? '2026-11-30';
  const empty = anAccountState({
    plans: [plan],
    subscriptions: [],
    account: { billDay, currency: currency ?? plan.defaultCurrency },
  });
  const { subscription, effects } = openSubscription(
    empty,
    {
      accountId: 'acc',
      planId: plan.id,
      units,
      periodStart,
      paidThrough,
      invoicing,
      ...(given.lastBilled === undefined ? {} : { lastBilled: given.lastBilled }),
    },
    { subscriptionId: given.id ?? 'sub', today: periodStart, now: `${periodStart}T00:00:00.000Z` },
    ids,
  );
  const opened = evolveAll({ ...empty, subscriptions: [subscription] }, effects);
  return { ...subscription, ...opened.subscriptions[0], ...given };
}

export interface StateOptions extends Partial<Omit<AccountState, 'account' | 'settings' | 'catalog'>> {
  readonly account?: Partial<AccountState['account']>;
  readonly settings?: Partial<PricingSettings>;
  /** All plans; PLANS by default. */
  readonly plans?: readonly Plan[];
}

/** Builds an account in USD, billed on the 1st in UTC, with one subscription to silver that is paid for November 2026. */
export function anAccountState(options: StateOptions = {}): AccountState {
  const { account, settings, plans = PLANS, ...given } = options;
  const subscriptions = given.subscriptions ?? [aSubscription()];
  const hasFinancialHistory = subscriptions.some((it) => it.charges.some((charge) => /[1-9]/.test(charge.amount)));
  return {
    organizationId: 'org',
    credit: '0.00',
    openInvoices: [],
    orderInvoices: [],
    changes: [],
    agreements: [],
    payg: NO_PAYG,
    ...given,
    subscriptions,
    account: { id: 'acc', currency: 'USD', billDay: 1, hasFinancialHistory, ...account },
    settings: { ...settingsSchema.parse({}), version: 1, ...settings },
    catalog: Object.fromEntries(plans.map((it) => [it.id, it])),
  };
}

/** Builds a request for gold, immediately, with full proration. */
export function aRequest(
  options: Partial<MasterPlanChangeRequest> & { readonly plan?: string } = {},
): MasterPlanChangeRequest {
  const { plan = 'gold', ...given } = options;
  const scope = given.scope ?? 'immediately';
  return {
    subscriptionId: 'sub',
    planId: plan,
    units: 1,
    scope,
    ...(scope === 'end-of-period' ? {} : { proration: 'full' as const }),
    ...given,
  };
}

/** Builds an open change to gold for 2026-11-21, as it is after its acceptance. */
export function aChange(options: Partial<MasterPlanChange> & { readonly plan?: Plan } = {}): MasterPlanChange {
  const { plan = planNamed('gold'), ...given } = options;
  const effectiveDate = given.effectiveDate === undefined ? '2026-11-21' : given.effectiveDate;
  return {
    id: 'change',
    kind: 'master-plan-change',
    subscriptionId: 'sub',
    state: 'waiting',
    request: aRequest({ plan: plan.id, scope: 'on-date', effectiveDate }),
    effectiveDate,
    dueAt: effectiveDate === null ? null : firstInstantOf(effectiveDate, 'UTC'),
    pinnedPriceVersionId: plan.schedules[0]?.versions[0]?.id ?? '',
    rateScheduleId: plan.schedules[0]?.id ?? '',
    requestedBy: 'admin',
    acceptedAt: '2026-11-11T09:00:00.000Z',
    revision: 1,
    attention: null,
    ...given,
  };
}

/** Builds an invoice of 50.00 that is open and due on the day it was issued. */
export function anOpenInvoice(options: Partial<OpenInvoice> = {}): OpenInvoice {
  const { issuedOn = '2026-10-01', id = `invoice of ${issuedOn}` } = options;
  return {
    id,
    number: id,
    subscriptionId: 'sub',
    issuedOn,
    dueOn: issuedOn,
    open: '50.00',
    currency: 'USD',
    ...options,
  };
}
