import type { CivilDate } from '../../domain/calendar/civil-date.js';
import type { BillingPeriodPrice, RateTier } from '../../domain/catalog/plan.js';
import { newId } from '../ids.js';
import { exactAmount, type RowsOfTable } from '../rows.js';

export interface NewRateSchedule {
  readonly name: string;
  readonly currency: string;
  readonly isDefault: boolean;
  /** Set for one account's own rates; such a schedule is never a default. */
  readonly accountId?: string | null | undefined;
  readonly tiers: readonly RateTier[];
  readonly billingPeriods?: readonly BillingPeriodPrice[] | undefined;
  readonly setupFee?: string | null | undefined;
}

interface ScheduleToWrite {
  readonly organizationId: string;
  readonly planId: string;
  readonly schedule: NewRateSchedule;
  readonly effectiveFrom: CivilDate;
  /** Field of the request that holds the schedule, for refusals. */
  readonly path: string;
  /** Set for a further version of a schedule that is there. */
  readonly next?: { readonly rateScheduleId: string; readonly version: number };
}

export type ScheduleRows = ReturnType<typeof rowsOfSchedule>;

/** Makes the rows of a schedule, one version of it and its tiers. Refuses a price that the rows could not hold exactly. */
export function rowsOfSchedule({ organizationId, planId, schedule, effectiveFrom, path, next }: ScheduleToWrite) {
  const within = (field: string) => (path === '' ? field : `${path}.${field}`);
  const rateScheduleId = next?.rateScheduleId ?? newId('rate');
  const version = {
    organization_id: organizationId,
    id: newId('price'),
    rate_schedule_id: rateScheduleId,
    version: next?.version ?? 1,
    effective_from: effectiveFrom,
    setup_fee: schedule.setupFee ? exactAmount(schedule.setupFee, within('setupFee')) : null,
  };
  return {
    schedule: {
      organization_id: organizationId,
      id: rateScheduleId,
      plan_id: planId,
      name: schedule.name,
      currency: schedule.currency,
      is_default: schedule.isDefault,
      account_id: schedule.accountId ?? null,
    },
    version,
    tiers: schedule.tiers.map((tier, index) => ({
      organization_id: organizationId,
      price_version_id: version.id,
      from_unit: tier.fromUnit,
      to_unit: tier.toUnit,
      price: exactAmount(tier.price, within(`tiers.${index}.price`)),
    })),
    billingPeriods: (schedule.billingPeriods ?? []).map(({ months, price }, index) => ({
      organization_id: organizationId,
      price_version_id: version.id,
      months,
      price: exactAmount(price, within(`billingPeriods.${index}.price`)),
    })),
  };
}

/** Lists the tables that schedules are written to: schedules, versions, then their prices. */
export function scheduleTables(schedules: readonly ScheduleRows[]): [RowsOfTable, ...RowsOfTable[]] {
  return [
    { table: 'rate_schedules', rows: schedules.map(({ schedule }) => schedule) },
    { table: 'price_versions', rows: schedules.map(({ version }) => version) },
    { table: 'rate_tiers', rows: schedules.flatMap(({ tiers }) => tiers) },
    { table: 'billing_periods', rows: schedules.flatMap(({ billingPeriods }) => billingPeriods) },
  ];
}
