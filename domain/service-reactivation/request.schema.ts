import { z } from 'zod';
import { BILLING_MONTHS_MAX } from '../catalog/plan.schema.js';

/** What `POST /v1/reactivations` takes (PS-09, PS-10). */
export const reactivationRequestSchema = z
  .strictObject({
    subscriptionId: z.string().min(1).max(100),
    months: z.int().min(1).max(BILLING_MONTHS_MAX).meta({ description: 'Whole months to be paid' }),
    withoutEnd: z
      .boolean()
      .default(false)
      .meta({ description: 'A paused service goes on after the months, instead of being paused again' }),
  })
  .meta({ id: 'ReactivationRequest' });

export type ReactivationRequest = z.infer<typeof reactivationRequestSchema>;
