import { z } from 'zod';
import { RENEWAL_OPTIONS } from '../../domain/agreement/agreement.js';
import { amountText, dateText, idSchema } from './fields.schema.js';

const tierSchema = z.strictObject({ fromUnit: z.int(), toUnit: z.int().nullable(), price: amountText });

const billingPeriodSchema = z.strictObject({ months: z.int(), price: amountText });

const pricesShape = {
  tiers: z.array(tierSchema),
  billingPeriods: z.array(billingPeriodSchema).meta({ description: 'Empty: the own interval of the plan only' }),
  setupFee: amountText.nullable(),
};

export const priceVersionSchema = z
  .strictObject({
    id: idSchema,
    version: z.int(),
    effectiveFrom: dateText.meta({ description: 'First day from which renewals use it' }),
    ...pricesShape,
  })
  .meta({ id: 'PriceVersion' });

const rateScheduleSchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    currency: z.string(),
    default: z.boolean(),
    accountId: idSchema.nullable().meta({ description: "Set for a schedule of one account's own" }),
    ...pricesShape,
    versions: z
      .array(priceVersionSchema)
      .meta({ description: 'Ascending; `tiers` and `setupFee` above are those of the last' }),
  })
  .meta({ id: 'RateSchedule' });

export const planSchema = z
  .strictObject({
    id: idSchema,
    code: z.string(),
    name: z.string(),
    kind: z.enum(['master', 'supplemental', 'payg']),
    status: z.enum(['active', 'inactive']),
    interval: z
      .strictObject({ unit: z.enum(['week', 'month']), count: z.int() })
      .nullable()
      .meta({ description: 'null for what is paid as you go' }),
    dailyRate: amountText.nullable().meta({ description: 'Of what is paid as you go' }),
    downPayment: amountText.nullable().meta({ description: 'Of what is paid as you go' }),
    defaultCurrency: z.string(),
    groupIds: z.array(idSchema),
    category: z.string().nullable(),
    renewal: z.strictObject({ option: z.enum(RENEWAL_OPTIONS) }).nullable(),
    rateSchedules: z.array(rateScheduleSchema),
  })
  .meta({ id: 'Plan' });
