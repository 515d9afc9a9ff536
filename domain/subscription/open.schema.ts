import { z } from 'zod';
import { civilDateSchema } from '../calendar/civil-date.js';

/** A subscription as it begins, or as it is taken over from another system, as paid as it is: `POST /v1/subscriptions`. */
export const openSubscriptionSchema = z.strictObject({
  accountId: z.string().min(1).max(100),
  planId: z.string().min(1).max(100),
  units: z.int().min(1).max(1_000_000).default(1),
  rateScheduleId: z.string().min(1).max(100).optional(),
  periodStart: civilDateSchema.meta({ description: 'First day of the running billing period.' }),
  paidThrough: civilDateSchema.meta({
    description:
      'Last day that is charged ahead, inclusive; the day before periodStart where nothing is. Backward: last day of the period.',
  }),
  lastBilled: civilDateSchema
    .optional()
    .meta({ description: 'Day on which the running period was billed; by default periodStart.' }),
  invoicing: z.enum(['forward', 'backward']).default('forward'),
});

export type OpenSubscriptionRequest = z.infer<typeof openSubscriptionSchema>;
