import { z } from 'zod';
import { civilDateSchema } from '../calendar/civil-date.js';
import { BILLING_MONTHS_MAX } from '../catalog/plan.schema.js';
import { networkAddressSchema } from './network-address.js';

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
  invoicing: z.enum(['forward', 'backward']).optional().meta({
    description: "Billed at a period's start or at its end; by default as the organization's setting says (PS-01).",
  }),
  billingPeriodMonths: z
    .int()
    .min(1)
    .max(BILLING_MONTHS_MAX)
    .nullable()
    .optional()
    .meta({ description: "A billing period that the plan enables (PS-02); by default the plan's own interval." }),
  activeTo: civilDateSchema
    .nullable()
    .optional()
    .meta({ description: 'Last active day, inclusive: it is paused from the next one (PS-07).' }),
  networkAddresses: z
    .array(networkAddressSchema)
    .max(20)
    .optional()
    .meta({ description: 'By which its client is known on the walled-garden page (PS-08).' }),
});

export type OpenSubscriptionRequest = z.infer<typeof openSubscriptionSchema>;
