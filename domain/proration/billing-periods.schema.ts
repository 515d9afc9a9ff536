import { z } from 'zod';
import { billDaySchema } from '../calendar/billing-day.js';
import { civilDateSchema } from '../calendar/civil-date.js';
import { intervalSchema } from '../calendar/interval.js';
import { currencySchema } from '../money/currency.js';
import { amountSchema, moneySchema } from '../money/money.js';
import { quotedFractionSchema } from './quoted-fraction.js';

export const billingPreviewRequestSchema = z
  .strictObject({
    start: civilDateSchema,
    end: civilDateSchema
      .nullish()
      .meta({ description: 'First day that is no longer billed; without it the billing goes on' }),
    billDay: billDaySchema,
    interval: intervalSchema,
    invoicing: z.enum(['forward', 'backward']),
    until: civilDateSchema.meta({ description: 'Day up to and including which is billed' }),
    price: z.union([amountSchema, moneySchema]).nullish().meta({ description: 'Price of a whole interval' }),
    currency: currencySchema
      .nullish()
      .meta({ description: 'Currency of a price that is a bare string; USD by default' }),
    firstBillDate: z.enum(['next-bill-day', 'after-whole-intervals']).default('next-bill-day'),
  })
  .meta({ description: 'A subscription whose billing periods are to be listed' });

const previewedAmountSchema = z.union([amountSchema, moneySchema]);

export const billingPreviewResponseSchema = z
  .object({
    periods: z.array(
      z.object({
        from: civilDateSchema,
        to: civilDateSchema,
        fraction: quotedFractionSchema,
        amount: previewedAmountSchema.optional(),
      }),
    ),
    /** The fractions, each rounded to 9 decimals, summed. */
    total: z.string().meta({ example: '1.071143049' }),
    totalAmount: previewedAmountSchema.optional(),
  })
  .meta({ description: 'Billing periods; the end of each is exclusive' });

export type BillingPreviewRequest = z.output<typeof billingPreviewRequestSchema>;
export type BillingPreview = z.output<typeof billingPreviewResponseSchema>;
