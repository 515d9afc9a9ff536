import { z } from 'zod';
import { openPaygSchema } from '../../domain/payg-time/open.schema.js';
import { openSubscriptionSchema } from '../../domain/subscription/open.schema.js';
import { amountText, dateText, idSchema } from './fields.schema.js';
import { invoiceLineSchema } from './ledger.schema.js';
import { paygSubscriptionSchema } from './payg.schema.js';

export const subscriptionSchema = z
  .strictObject({
    id: idSchema,
    accountId: idSchema,
    planId: idSchema,
    units: z.int(),
    rateScheduleId: idSchema,
    priceVersionId: idSchema,
    invoicing: z.enum(['forward', 'backward']),
    billingPeriodMonths: z.int().nullable().meta({ description: "null: billed by the plan's own interval" }),
    status: z.enum(['active', 'suspended', 'paused', 'cancelled']),
    periodStart: dateText,
    paidThrough: dateText.meta({ description: 'Last day that is charged ahead, inclusive' }),
    lastBilled: dateText,
    nextBillDate: dateText.nullable().meta({ description: 'null: it will not be billed again' }),
    activeTo: dateText.nullable().meta({ description: 'Last active day, inclusive; null: it goes on' }),
    cancelledOn: dateText
      .nullable()
      .meta({ description: 'First day without it; ahead of time while the status is not cancelled' }),
  })
  .meta({ id: 'Subscription' });

/** A subscription of any kind. */
export const anySubscriptionSchema = z
  .union([subscriptionSchema, paygSubscriptionSchema])
  .meta({ id: 'AnySubscription' });

/** What `POST /v1/subscriptions` takes, before it is known whether the plan is paid as you go: all fields of both kinds. */
export const newSubscriptionSchema = z
  .strictObject({
    ...withoutDefaults({ ...openSubscriptionSchema.shape, ...openPaygSchema.shape }),
    accountId: openSubscriptionSchema.shape.accountId,
    planId: openSubscriptionSchema.shape.planId,
    units: openSubscriptionSchema.shape.units.unwrap().optional(),
  })
  .meta({ id: 'NewSubscription', description: 'By the kind of the plan: by terms, or paid as you go' });

function withoutDefaults(shape: Readonly<Record<string, z.ZodType>>): Record<string, z.ZodOptional> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => [
      name,
      z.optional(field instanceof z.ZodDefault ? field.unwrap() : field),
    ]),
  );
}

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
