import type { CivilDate, Instant, Interval } from '../../domain/calendar/civil-date.js';
import type { NewPaygPlan } from '../../domain/catalog/payg-plan.schema.js';
import type { BillingPeriodPrice, Catalog, PlanKind, PlanStatus, RateTier } from '../../domain/catalog/plan.js';
import { DomainError } from '../../domain/errors.js';
import type { Db, Tx } from '../client.js';
import { limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import { isUniqueViolation } from '../database-error.js';
import { newId } from '../ids.js';
import { exactAmount, insertRows } from '../rows.js';
import { type PlanRow, planJson, planOf, type StoredPlan } from './plan-rows.js';
import { type NewRateSchedule, rowsOfSchedule, scheduleTables } from './rate-schedule-rows.js';

export interface NewPlan {
  readonly organizationId: string;
  readonly code: string;
  readonly name: string;
  readonly kind: PlanKind;
  /** Null for what is paid as you go. */
  readonly interval: Interval | null;
  readonly defaultCurrency: string;
  readonly groupIds: readonly string[];
  readonly category?: string | undefined;
  readonly renewal?: StoredPlan['renewal'] | undefined;
  readonly schedules: readonly NewRateSchedule[];
  /** What it costs where it is paid as you go, and from when on. */
  readonly payg?: { readonly dailyRate: string; readonly downPayment: string; readonly from: Instant };
  /** First day of the first price versions. */
  readonly effectiveFrom: CivilDate;
}

/** Creates a plan with its schedules and first price versions. Refuses a code that is taken and a group that is not there. */
export async function createPlan(tx: Tx, input: NewPlan): Promise<StoredPlan> {
  const { organizationId } = input;
  await checkGroups(tx, input);
  const id = newId('plan');
  const plan = {
    organization_id: organizationId,
    id,
    code: input.code,
    name: input.name,
    kind: input.kind,
    status: 'active',
    interval_unit: input.interval?.unit ?? null,
    interval_count: input.interval?.count ?? null,
    default_currency: input.defaultCurrency,
    category: input.category ?? null,
    renewal_option: input.renewal?.option ?? null,
  };
  const members = input.groupIds.map((group) => ({ organization_id: organizationId, plan_id: id, group_id: group }));
  const schedules = input.schedules.map((schedule, index) =>
    rowsOfSchedule({
      organizationId,
      planId: id,
      effectiveFrom: input.effectiveFrom,
      schedule,
      path: `rateSchedules.${index}`,
    }),
  );
  try {
    await insertRows(tx, [
      { table: 'plans', rows: [plan] },
      { table: 'plan_group_members', rows: members },
      ...scheduleTables(schedules),
      { table: 'payg_rates', rows: input.payg ? [rateRow(organizationId, id, 1, input.payg)] : [] },
    ]);
  } catch (error) {
    throw refusalOf(error, input.code);
  }
  return foundPlan(await findPlan(tx, organizationId, id), id);
}

function rateRow(
  organizationId: string,
  planId: string,
  version: number,
  rate: { readonly dailyRate: string; readonly downPayment: string; readonly from: Instant },
) {
  return {
    organization_id: organizationId,
    plan_id: planId,
    version,
    daily_rate: exactAmount(rate.dailyRate, 'dailyRate'),
    down_payment: exactAmount(rate.downPayment, 'downPayment'),
    from_at: rate.from,
  };
}

/** Adds the next rate of a plan that is paid as you go; those before it stay, and so does the time that they bought. */
export async function addPaygRate(
  tx: Tx,
  organizationId: string,
  planId: string,
  rate: { readonly dailyRate: string; readonly downPayment: string; readonly from: Instant },
): Promise<{ version: number }> {
  await tx.$queryRaw`SELECT 1 FROM plans WHERE organization_id = ${organizationId} AND id = ${planId} FOR NO KEY UPDATE`;
  const version = (await tx.paygRate.count({ where: { organizationId, planId } })) + 1;
  await insertRows(tx, [{ table: 'payg_rates', rows: [rateRow(organizationId, planId, version, rate)] }]);
  return { version };
}

/** Creates a product that is paid as you go, with its first rate. */
export function createPaygPlan(
  tx: Tx,
  organizationId: string,
  plan: NewPaygPlan,
  now: Instant,
  effectiveFrom: CivilDate,
): Promise<StoredPlan> {
  const { dailyRate, downPayment, ...rest } = plan;
  const payg = { dailyRate, downPayment, from: now };
  return createPlan(tx, { organizationId, ...rest, interval: null, schedules: [], payg, effectiveFrom });
}

/** Finds a plan with its schedules; those of one account's own are left out. */
export async function findPlan(db: Db, organizationId: string, planId: string): Promise<StoredPlan | null> {
  const [row] = await db.$queryRawUnsafe<{ plan: PlanRow }[]>(
    `SELECT ${planJson('NULL')} AS plan FROM plans plan WHERE plan.organization_id = $1 AND plan.id = $2`,
    organizationId,
    planId,
  );
  return row ? planOf(row.plan) : null;
}

/** Lists the plans of an organization, oldest first. */
export async function listPlans(db: Db, organizationId: string, page: PageRequest = {}): Promise<Page<StoredPlan>> {
  const limit = limitOf(page);
  const [after = ''] = placeOf(page, 1) ?? [];
  const rows = await db.$queryRawUnsafe<{ plan: PlanRow }[]>(
    `SELECT ${planJson('NULL')} AS plan FROM plans plan WHERE plan.organization_id = $1 AND plan.id > $2 ORDER BY plan.id LIMIT $3`,
    organizationId,
    after,
    limit + 1,
  );
  return pageOf(
    rows.map(({ plan }) => planOf(plan)),
    limit,
    ({ id }) => [id],
  );
}

/** Loads plans by id, with the schedules for all and those of the account's own; an id that is not there is left out. */
export async function loadCatalog(
  db: Db,
  organizationId: string,
  planIds: readonly string[],
  accountId: string,
): Promise<Catalog> {
  const rows = await db.$queryRawUnsafe<{ plan: PlanRow }[]>(
    `SELECT ${planJson('$3')} AS plan FROM plans plan WHERE plan.organization_id = $1 AND plan.id = ANY($2::text[])`,
    organizationId,
    [...planIds],
    accountId,
  );
  return Object.fromEntries(rows.map(({ plan }) => [plan.id, planOf(plan)]));
}

/** Activates or deactivates a plan. Throws `plan-not-found`. */
export async function setPlanStatus(
  tx: Tx,
  plan: { organizationId: string; planId: string; status: PlanStatus },
): Promise<StoredPlan> {
  const { organizationId, planId, status } = plan;
  await tx.plan.updateMany({ where: { organizationId, id: planId }, data: { status } });
  return foundPlan(await findPlan(tx, organizationId, planId), planId);
}

/** Finds the currency and the plan of a rate schedule. */
export async function findRateSchedule(
  db: Db,
  organizationId: string,
  id: string,
): Promise<{ planId: string; currency: string } | null> {
  return db.rateSchedule.findUnique({
    where: { organizationId_id: { organizationId, id } },
    select: { planId: true, currency: true },
  });
}

/** Adds a schedule to a plan, also one of an account's own (MP-19), and returns its id with that of its first version. */
export async function addRateSchedule(
  tx: Tx,
  input: { organizationId: string; planId: string; schedule: NewRateSchedule; effectiveFrom: CivilDate },
): Promise<{ rateScheduleId: string; priceVersionId: string }> {
  const rows = rowsOfSchedule({ ...input, path: 'customRates' });
  try {
    await insertRows(tx, scheduleTables([rows]));
  } catch (error) {
    throw refusalOf(error, '');
  }
  return { rateScheduleId: rows.schedule.id, priceVersionId: rows.version.id };
}

/** Adds the next version of a schedule's prices; those before it stay as they are. Throws `rate-schedule-not-found`. */
export async function addPriceVersion(
  tx: Tx,
  organizationId: string,
  rateScheduleId: string,
  prices: {
    tiers: readonly RateTier[];
    billingPeriods?: readonly BillingPeriodPrice[];
    setupFee?: string | null;
    effectiveFrom: CivilDate;
  },
): Promise<{ id: string; version: number }> {
  await tx.$queryRaw`SELECT 1 FROM rate_schedules WHERE organization_id = ${organizationId} AND id = ${rateScheduleId} FOR NO KEY UPDATE`;
  const schedule = await tx.rateSchedule.findUnique({
    where: { organizationId_id: { organizationId, id: rateScheduleId } },
    include: { versions: { orderBy: { version: 'desc' }, take: 1 } },
  });
  if (!schedule) {
    throw new DomainError('rate-schedule-not-found', `There is no rate schedule ${rateScheduleId}; check the id.`, {
      path: 'rateScheduleId',
    });
  }
  const { planId, name, currency, isDefault, accountId } = schedule;
  const rows = rowsOfSchedule({
    organizationId,
    planId,
    effectiveFrom: prices.effectiveFrom,
    schedule: {
      name,
      currency,
      isDefault,
      accountId,
      tiers: prices.tiers,
      billingPeriods: prices.billingPeriods,
      setupFee: prices.setupFee ?? null,
    },
    path: '',
    next: { rateScheduleId, version: (schedule.versions[0]?.version ?? 0) + 1 },
  });
  await insertRows(tx, scheduleTables([rows]).slice(1));
  return { id: rows.version.id, version: rows.version.version };
}

async function checkGroups(db: Db, { organizationId, groupIds }: NewPlan): Promise<void> {
  if (groupIds.length === 0) return;
  const rows = await db.planGroup.findMany({
    where: { organizationId, id: { in: [...groupIds] } },
    select: { id: true },
  });
  const known = new Set(rows.map(({ id }) => id));
  const missing = groupIds.findIndex((id) => !known.has(id));
  if (missing < 0) return;
  throw new DomainError('plan-group-not-found', `There is no plan group ${groupIds[missing]}; check the id.`, {
    path: `groupIds.${missing}`,
  });
}

function refusalOf(error: unknown, code: string): unknown {
  if (isUniqueViolation(error, 'plans_organization_id_code_key')) {
    return new DomainError('plan-code-taken', `There is a plan with the code ${code} already; choose another.`, {
      path: 'code',
    });
  }
  if (isUniqueViolation(error, 'rate_schedules_one_default')) {
    return new DomainError('second-default-schedule', 'Only one schedule of a plan and currency can be the default.', {
      path: 'rateSchedules',
    });
  }
  return error;
}

function foundPlan(plan: StoredPlan | null, planId: string): StoredPlan {
  if (plan) return plan;
  throw new DomainError('plan-not-found', `There is no plan ${planId}; check the id.`, { path: 'planId' });
}
