import type { Interval } from '../../domain/calendar/civil-date.js';
import type { Plan, PlanKind, PlanStatus, PriceVersion, RateSchedule, RateTier } from '../../domain/catalog/plan.js';
import { amountOf, utc } from '../rows.js';

/** A plan as it is stored: what prices anything is the domain's Plan, the rest is for people. */
export interface StoredPlan extends Plan {
  readonly recordedAt: string;
  /** What it costs where it is paid as you go: its newest rate; such a plan has no interval and no schedules. */
  readonly payg: { readonly dailyRate: string; readonly downPayment: string } | null;
}

const TIERS = `(SELECT coalesce(json_agg(json_build_object(
    'fromUnit', tier.from_unit, 'toUnit', tier.to_unit, 'price', tier.price::text) ORDER BY tier.from_unit), '[]')
  FROM rate_tiers tier
  WHERE tier.organization_id = version.organization_id AND tier.price_version_id = version.id)`;

const BILLING_PERIODS = `(SELECT coalesce(json_agg(json_build_object(
    'months', period.months, 'price', period.price::text) ORDER BY period.months), '[]')
  FROM billing_periods period
  WHERE period.organization_id = version.organization_id AND period.price_version_id = version.id)`;

const VERSIONS = `(SELECT coalesce(json_agg(json_build_object(
    'id', version.id, 'version', version.version, 'effectiveFrom', version.effective_from,
    'setupFee', version.setup_fee::text, 'tiers', ${TIERS}, 'billingPeriods', ${BILLING_PERIODS}) ORDER BY version.version), '[]')
  FROM price_versions version
  WHERE version.organization_id = schedule.organization_id AND version.rate_schedule_id = schedule.id)`;

const schedulesFor = (account: string) => `(SELECT coalesce(json_agg(json_build_object(
    'id', schedule.id, 'name', schedule.name, 'currency', schedule.currency, 'isDefault', schedule.is_default,
    'accountId', schedule.account_id, 'versions', ${VERSIONS}) ORDER BY schedule.id), '[]')
  FROM rate_schedules schedule
  WHERE schedule.organization_id = plan.organization_id AND schedule.plan_id = plan.id
    AND (schedule.account_id IS NULL OR schedule.account_id = ${account}))`;

/** Writes the SQL that gives a row of `plans plan` as one JSON value, with the schedules for all and those of one account. */
export const planJson = (account: string) => `json_build_object(
  'id', plan.id, 'code', plan.code, 'name', plan.name, 'kind', plan.kind, 'status', plan.status,
  'groupIds', (SELECT coalesce(json_agg(member.group_id ORDER BY member.group_id), '[]') FROM plan_group_members member
    WHERE member.organization_id = plan.organization_id AND member.plan_id = plan.id),
  'interval', json_build_object('unit', plan.interval_unit, 'count', plan.interval_count),
  'defaultCurrency', plan.default_currency, 'category', plan.category,
  'renewal', CASE WHEN plan.renewal_option IS NOT NULL THEN json_build_object('option', plan.renewal_option) END, 'recordedAt', ${utc('plan.recorded_at')},
  'schedules', ${schedulesFor(account)}, 'payg', (SELECT json_build_object('dailyRate', rate.daily_rate::text,
    'downPayment', rate.down_payment::text) FROM payg_rates rate
    WHERE rate.organization_id = plan.organization_id AND rate.plan_id = plan.id ORDER BY rate.version DESC LIMIT 1))`;

/** What `planJson` gives: amounts still as NUMERIC writes them. */
export interface PlanRow {
  id: string;
  code: string;
  name: string;
  kind: string;
  status: string;
  groupIds: string[];
  interval: Interval;
  defaultCurrency: string;
  category: string | null;
  renewal: Plan['renewal'];
  recordedAt: string;
  schedules: RateSchedule[];
  payg: { dailyRate: string; downPayment: string } | null;
}

export function planOf(row: PlanRow): StoredPlan {
  return {
    ...row,
    kind: row.kind as PlanKind,
    status: row.status as PlanStatus,
    payg: row.payg && {
      dailyRate: amountOf(row.payg.dailyRate, row.defaultCurrency),
      downPayment: amountOf(row.payg.downPayment, row.defaultCurrency),
    },
    schedules: row.schedules.map((schedule) => ({
      ...schedule,
      versions: schedule.versions.map((version) => versionOf(version, schedule.currency)),
    })),
  };
}

function versionOf(version: PriceVersion, currency: string): PriceVersion {
  const setupFee = version.setupFee === null ? null : amountOf(version.setupFee, currency);
  return {
    ...version,
    setupFee,
    tiers: version.tiers.map((tier): RateTier => ({ ...tier, price: amountOf(tier.price, currency) })),
    billingPeriods: (version.billingPeriods ?? []).map((it) => ({ ...it, price: amountOf(it.price, currency) })),
  };
}
