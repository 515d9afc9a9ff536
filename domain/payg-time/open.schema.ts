import { z } from 'zod';
import { instantSchema } from '../calendar/instant.js';
import { moneySchema, priceSchema } from '../money/money.js';

const id = z.string().min(1).max(100);

/** A subscription that is paid as you go, as it begins or as it is taken over: `POST /v1/subscriptions` on a plan of the kind payg. */
export const openPaygSchema = z
  .strictObject({
    accountId: id,
    planId: id,
    units: z.literal(1).optional(),
    onUntil: instantSchema
      .optional()
      .meta({ description: 'Until when the product is on, or was, in the system that it is taken over from' }),
    customerSince: instantSchema
      .optional()
      .meta({ description: 'Since when the customer is one; by default the earliest moment that is known' }),
    convertedFrom: z
      .strictObject({
        payments: z
          .array(
            z.strictObject({
              amount: z.union([moneySchema, priceSchema]).meta({ description: 'Above zero' }),
              paidAt: instantSchema,
              reference: z.string().trim().min(1).max(200),
            }),
          )
          .max(1000),
      })
      .optional()
      .meta({ description: 'Payments of a customer who paid monthly before (PB-10)' }),
  })
  .meta({ id: 'NewPaygSubscription' });

export type OpenPaygRequest = z.infer<typeof openPaygSchema>;
