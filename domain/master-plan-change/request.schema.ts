import { z } from 'zod';
import { civilDateSchema } from '../calendar/civil-date.js';

export const scopeSchema = z.enum(['end-of-period', 'immediately', 'on-date']);
export const prorationSchema = z.enum(['default', 'none', 'full', 'charge-only', 'credit-only']);

const PRORATION_FIELDS = ['proration', 'prorationStart', 'offsetMonths'] as const;

/** Units are not told apart here, so none can be named: MP-20, with `planUnitInstances` off. */
const unitInstancesSchema = z
  .strictObject({ add: noUnits(), remove: noUnits() })
  .partial()
  .meta({ description: 'Units are not told apart (plan unit instances are off): no unit can be named (MP-20).' });

function noUnits() {
  return z.array(z.unknown()).max(0, 'must be empty: plan unit instances are off, so no unit can be named');
}

/** What is asked of a master plan change: `POST /v1/master-plan-changes` and its quote. */
export const masterPlanChangeRequestSchema = z
  .strictObject({
    subscriptionId: z.string().min(1).max(100),
    planId: z.string().min(1).max(100),
    units: z
      .int()
      .min(1)
      .max(1_000_000)
      .meta({ description: 'How many units of the plan; a whole number from 1 (MP-02).' }),
    scope: scopeSchema,
    effectiveDate: civilDateSchema.nullable().optional().meta({
      description:
        'With scope on-date: the date, today or later; null or absent: it waits until a date is set (MP-05).',
    }),
    proration: prorationSchema.optional(),
    prorationStart: civilDateSchema.optional(),
    offsetMonths: z.int().min(1).max(120).optional(),
    rateScheduleId: z.string().min(1).max(100).optional(),
    forceCurrencyChange: z.boolean().optional(),
    cancelUnmappedSupplementalPlans: z.boolean().optional().meta({
      description: 'Subscriptions hold no supplemental plans yet, so there is none to cancel: it changes nothing.',
    }),
    invoiceUnbilledUsage: z.boolean().optional().meta({
      description: 'No usage is recorded yet, so there is none to invoice: it changes nothing.',
    }),
    unitInstances: unitInstancesSchema.optional(),
    quoteHash: z.string().max(4000).optional(),
  })
  .superRefine((request, context) => {
    if (request.scope === 'end-of-period') {
      for (const field of PRORATION_FIELDS) {
        if (request[field] === undefined) continue;
        context.addIssue({
          code: 'custom',
          path: [field],
          message: `An end-of-period change has no proration: leave ${field} out, or choose the scope immediately or on-date.`,
        });
      }
    }
    if (request.scope !== 'on-date' && request.effectiveDate != null) {
      context.addIssue({
        code: 'custom',
        path: ['effectiveDate'],
        message: `The scope ${request.scope} sets the date by itself: leave effectiveDate out, or choose the scope on-date.`,
      });
    }
  });

export type MasterPlanChangeRequest = z.infer<typeof masterPlanChangeRequestSchema>;
export type Proration = z.infer<typeof prorationSchema>;
