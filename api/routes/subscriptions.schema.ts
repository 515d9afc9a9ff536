import { z } from 'zod';
import { amountText, dateText, idSchema } from './fields.schema.js';
import { invoiceLineSchema } from './ledger.schema.js';

export const subscriptionSchema = z
  .strictObject({
    id: idSchema,
    accountId: idSchema,
    planId: idSchema,
    units: z.int(),
    rateScheduleId: idSchema,
    priceVersionId: idSchema,
    invoicing: z.enum(['forward', 'backward']),
    status: z.enum(['active', 'suspended', 'paused', 'cancelled']),
    periodStart: dateText,
    paidThrough: dateText.meta({ description: 'Last day that is charged ahead, inclusive' }),
    lastBilled: dateText,
    nextBillDate: dateText.nullable().meta({ description: 'null: it will not be billed again' }),
    activeTo: dateText.nullable(),
    cancelledOn: dateText
      .nullable()
      .meta({ description: 'First day without it; ahead of time while the status is not cancelled' }),
  })
  .meta({ id: 'Subscription' });

/** Invoices that are to come, as they will be made if nothing else happens. */
export const upcomingSchema = z
  .strictObject({
    data: z.array(
      z
        .strictObject({
          kind: z.enum(['invoice', 'credit-note']),
          date: dateText,
          dueOn: dateText,
          changeId: idSchema.nullable(),
          currency: z.string(),
          total: amountText,
          fromAccountCredit: amountText,
          lines: z.array(invoiceLineSchema),
        })
        .meta({ id: 'UpcomingInvoice' }),
    ),
    nextCursor: z.null(),
  })
  .meta({ id: 'UpcomingInvoices' });
