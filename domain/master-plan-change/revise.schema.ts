import { z } from 'zod';
import { civilDateSchema } from '../calendar/civil-date.js';
import { prorationSchema } from './request.schema.js';

const reason = z.string().min(1).max(500).optional().meta({ description: 'Why, for the history.' });
const quoteHash = z.string().max(4000).optional();

export const rescheduleSchema = z.strictObject({
  effectiveDate: civilDateSchema
    .nullable()
    .meta({ description: 'The new date, today or later; null takes the date away (MP-06).' }),
  proration: prorationSchema.optional(),
  quoteHash,
  reason,
});
export const completeNowSchema = z.strictObject({ proration: prorationSchema.optional(), quoteHash, reason });
export const cancelSchema = z.strictObject({ reason });
export const retrySchema = z.strictObject({ reason });

export type MasterPlanRevision =
  | ({ readonly command: 'reschedule' } & z.infer<typeof rescheduleSchema>)
  | ({ readonly command: 'complete-now' } & z.infer<typeof completeNowSchema>)
  | ({ readonly command: 'cancel' } & z.infer<typeof cancelSchema>)
  | ({ readonly command: 'retry' } & z.infer<typeof retrySchema>);
