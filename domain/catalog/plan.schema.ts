import { z } from 'zod';
import { RENEWAL_OPTIONS } from '../agreement/agreement.js';
import { civilDateSchema } from '../calendar/civil-date.js';
import { intervalSchema } from '../calendar/interval.js';
import { currencySchema } from '../money/currency.js';
import { priceSchema } from '../money/money.js';
import {
  checkBillingPeriods,
  checkDecimals,
  checkGroupIds,
  checkSchedules,
  checkSetupFees,
  checkTiers,
} from './plan-checks.js';

export const UNITS_MAX = 1_000_000;

const nameSchema = z.string().trim().min(1).max(200);
const unitNumber = z.int().min(1).max(UNITS_MAX);

export const rateTierSchema = z
  .strictObject({
    fromUnit: unitNumber,
    toUnit: unitNumber.nullable().meta({ description: 'Last unit of the tier, inclusive; null: without end' }),
    price: priceSchema,
  })
  .meta({ id: 'RateTier', description: 'Every unit of a quantity within the tier costs `price` (MP-02)' });

const tiersSchema = z.array(rateTierSchema).min(1).max(100).superRefine(checkTiers);

export const BILLING_MONTHS_MAX = 120;

const billingPeriodsSchema = z
  .array(
    z
      .strictObject({ months: z.int().min(1).max(BILLING_MONTHS_MAX), price: priceSchema })
      .meta({ id: 'BillingPeriod', description: 'A period of whole months that services may be billed by (PS-02)' }),
  )
  .min(1)
  .max(120)
  .superRefine(checkBillingPeriods)
  .transform((periods) => periods.toSorted((a, b) => a.months - b.months));

const RATE_FIELDS_TO_COME = ['usageRate'];
const PLAN_FIELDS_TO_COME = ['usageRate', 'dailyRate', 'downPayment'];

export const newRateScheduleSchema = z
  .strictObject(
    {
      name: nameSchema,
      currency: currencySchema,
      default: z
        .boolean()
        .meta({ description: 'Whether it is the one for its currency where nobody chooses; exactly one is' }),
      tiers: tiersSchema,
      billingPeriods: billingPeriodsSchema.optional(),
      setupFee: priceSchema.optional(),
    },
    { error: notYet(RATE_FIELDS_TO_COME) },
  )
  .superRefine(checkDecimals)
  .meta({ id: 'NewRateSchedule' });

/** What becomes of an agreement on the plan at its end; the bare option is as good. */
const renewalSchema = z
  .union([
    z.strictObject({ option: z.enum(RENEWAL_OPTIONS) }),
    z.enum(RENEWAL_OPTIONS).transform((option) => ({ option })),
  ])
  .meta({ description: 'For agreements: what happens at their end (AG-14)', example: { option: 'auto-renew-term' } });

/** What `POST /v1/plans` takes. */
export const newPlanSchema = z
  .strictObject(
    {
      code: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, points, dashes or underscores')
        .meta({ example: 'gold-monthly' }),
      name: nameSchema,
      kind: z.enum(['master', 'supplemental']),
      interval: intervalSchema.extend({ count: z.int().min(1).max(120) }),
      defaultCurrency: currencySchema,
      groupIds: z.array(z.string().min(1).max(100)).max(50).superRefine(checkGroupIds).default([]),
      category: nameSchema.optional().meta({ description: 'An agreement plan is chosen by it (AG-12)' }),
      renewal: renewalSchema.optional(),
      rateSchedules: z.array(newRateScheduleSchema).min(1).max(100),
      setupFee: priceSchema
        .optional()
        .meta({ description: 'In the default currency, for its schedules that state none of their own' }),
    },
    { error: notYet(PLAN_FIELDS_TO_COME) },
  )
  .superRefine(checkSchedules)
  .superRefine(checkSetupFees)
  .meta({ id: 'NewPlan' });

/** What `POST /v1/rate-schedules/{id}/versions` takes; its decimals are checked against the schedule's currency when it is known. */
export const newPriceVersionSchema = z
  .strictObject(
    {
      tiers: tiersSchema,
      billingPeriods: billingPeriodsSchema.optional(),
      setupFee: priceSchema.optional(),
      effectiveFrom: civilDateSchema
        .optional()
        .meta({ description: 'First day from which renewals use it; today where it is left out' }),
    },
    { error: notYet(RATE_FIELDS_TO_COME) },
  )
  .meta({ id: 'NewPrices' });

export type NewPlan = z.infer<typeof newPlanSchema>;
export type NewRateSchedule = z.infer<typeof newRateScheduleSchema>;

/** Gives the setup fee of a schedule: its own, else the plan's where the schedule is in the plan's default currency. */
export function setupFeeOf(plan: NewPlan, schedule: NewRateSchedule): string | null {
  return schedule.setupFee ?? (schedule.currency === plan.defaultCurrency ? (plan.setupFee ?? null) : null);
}

/** Says of fields that the API's description names, and that are not there yet, that they are not misspelt. */
function notYet(fields: readonly string[]) {
  return (issue: { code?: string | undefined; keys?: unknown }): string | undefined => {
    const keys = Array.isArray(issue.keys) ? issue.keys : [];
    if (issue.code !== 'unrecognized_keys' || !keys.some((key) => fields.includes(key))) return undefined;
    return `is not supported here: leave out ${keys.join(', ')}`;
  };
}
