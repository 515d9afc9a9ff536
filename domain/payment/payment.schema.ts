import { z } from 'zod';
import { instantSchema } from '../calendar/instant.js';
import { moneySchema } from '../money/money.js';

const id = z.string().min(1).max(100);

/** A payment that somebody took by hand: at the cash desk, by bank transfer. */
export const manualPaymentSchema = z
  .strictObject({
    amount: moneySchema.meta({
      description: "Above zero; in another currency than the account's it is kept unallocated",
    }),
    paidAt: instantSchema
      .optional()
      .meta({ description: 'Now where it is left out or in the future; an admin may date back, with a reason' }),
    reference: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .meta({ description: 'What the books know it by', example: 'Cash desk 17' }),
    invoiceId: id.optional().meta({ description: 'The invoice to settle first' }),
    subscriptionId: id.optional().meta({ description: 'The subscription whose invoices are to be settled first' }),
    reason: z.string().trim().min(1).max(500).optional().meta({ description: 'Why it is dated back' }),
  })
  .meta({ id: 'ManualPayment' });

export type ManualPayment = z.infer<typeof manualPaymentSchema>;

export const assignmentSchema = z
  .strictObject({
    accountId: id.meta({ description: 'Whose payment it is' }),
    invoiceId: id.optional().meta({ description: 'The invoice to settle first' }),
    subscriptionId: id.optional().meta({ description: 'The subscription that it is for, where several could take it' }),
  })
  .meta({ id: 'PaymentAssignment' });

export const creditUseSchema = z
  .strictObject({
    invoiceId: id
      .optional()
      .meta({ description: 'Only this invoice; every open one, oldest due first, where it is left out' }),
  })
  .meta({ id: 'CreditUse' });
