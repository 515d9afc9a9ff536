import { z } from 'zod';
import { currencySchema, isCurrency } from '../money/currency.js';
import { hasDecimalsOf, priceSchema } from '../money/money.js';
import { newPlanSchema } from './plan.schema.js';

const { code, name, groupIds, category } = newPlanSchema.shape;

const dailyRate = priceSchema
  .refine((rate) => /[1-9]/.test(rate), 'must be above zero')
  .meta({ description: 'Price of one day, above zero', example: '10.00' });

const downPayment = priceSchema
  .default('0')
  .meta({ description: 'What is paid down for an upgrade to it', example: '100.00' });

interface Prices {
  readonly dailyRate: string;
  readonly downPayment: string;
}

function checkDecimals(prices: Prices, currency: string, check: z.core.$RefinementCtx): void {
  for (const field of ['dailyRate', 'downPayment'] as const) {
    if (!isCurrency(currency) || hasDecimalsOf(prices[field], currency)) continue;
    check.addIssue({ code: 'custom', path: [field], message: `has more decimals than ${currency} has` });
  }
}

/** What `POST /v1/plans` takes for a product that is paid as you go. */
export const newPaygPlanSchema = z
  .strictObject({
    code,
    name,
    kind: z.literal('payg'),
    defaultCurrency: currencySchema,
    groupIds,
    category,
    dailyRate,
    downPayment,
  })
  .superRefine((plan, check) => checkDecimals(plan, plan.defaultCurrency, check))
  .meta({ id: 'NewPaygPlan' });

/** What `POST /v1/plans` takes, by the kind of the plan. */
export const anyNewPlanSchema = z
  .discriminatedUnion('kind', [newPlanSchema, newPaygPlanSchema])
  .meta({ id: 'AnyNewPlan' });

/** What `POST /v1/plans/{id}/payg-rates` takes; its decimals are checked when the plan's currency is known. */
export const newPaygRateSchema = z.strictObject({ dailyRate, downPayment }).meta({ id: 'NewPaygRate' });

export type NewPaygPlan = z.infer<typeof newPaygPlanSchema>;
