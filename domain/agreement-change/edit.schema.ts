import { z } from 'zod';
import { frequencySchema } from '../agreement/frequency.js';
import { civilDateSchema } from '../calendar/civil-date.js';
import { amountSchema } from '../money/money.js';

const id = z.string().min(1).max(100);

/** What `POST /v1/agreement-changes` takes. */
export const newDraftSchema = z
  .strictObject({
    agreementId: id,
    planId: id,
    confirmFreezeRemoval: z
      .boolean()
      .default(false)
      .meta({ description: 'Completing may remove a freeze; it is not removed before (AG-05)' }),
  })
  .meta({ id: 'NewAgreementChange' });

export type NewDraft = z.output<typeof newDraftSchema>;

/** What of a draft staff may edit (AG-17). */
export const draftEditSchema = z
  .strictObject({
    planId: id.optional(),
    schedules: z
      .array(z.strictObject({ id, amount: amountSchema }))
      .max(100)
      .optional(),
    addSchedules: z
      .array(
        z.strictObject({
          name: z.string().trim().min(1).max(200),
          amount: amountSchema,
          frequency: frequencySchema.optional().meta({ description: "The primary's, or a multiple of it" }),
          firstDueDate: civilDateSchema.optional().meta({ description: "The primary's where it is left out" }),
          payments: z
            .int()
            .min(1)
            .max(5_000)
            .optional()
            .meta({ description: 'By the rest of the term where left out' }),
        }),
      )
      .max(20)
      .optional(),
    removeSchedules: z.array(id).max(100).optional().meta({ description: 'Secondary ones only' }),
    fees: z
      .array(z.strictObject({ id, apply: z.boolean().optional(), recurring: z.boolean().optional() }))
      .max(100)
      .optional(),
    confirmFreezeRemoval: z.boolean().optional(),
  })
  .refine((it) => Object.keys(it).length > 0, 'must have something to edit')
  .meta({ id: 'AgreementChangeEdit' });

export type DraftEdit = z.output<typeof draftEditSchema>;
