import { z } from 'zod';
import { pageQuery } from '../pagination.js';
import { amountText, idSchema, instantText, moneyText } from './fields.schema.js';

const allocationSchema = z
  .strictObject({
    kind: z.enum(['invoice', 'account-credit', 'time', 'booking']),
    invoiceId: idSchema.nullable(),
    refundId: idSchema.nullable(),
    subscriptionId: idSchema.nullable().meta({ description: 'Of time, and of what a booking holds' }),
    bookingId: idSchema.nullable(),
    amount: amountText.meta({
      description: 'Below zero: taken back by the refund, or gone on between time and a booking',
    }),
    at: instantText,
  })
  .meta({ id: 'PaymentAllocation' });

const refundSchema = z
  .strictObject({
    id: idSchema,
    externalId: z.string(),
    kind: z.enum(['refund', 'dispute']),
    amount: amountText,
    taken: amountText.meta({ description: 'What of it was taken back: never more than was left of the payment' }),
    at: instantText,
  })
  .meta({ id: 'PaymentRefund' });

export const paymentSchema = z
  .strictObject({
    id: idSchema,
    provider: z.enum(['manual', 'sandbox', 'stripe']),
    externalId: z.string().meta({ description: "The provider's id of the payment" }),
    accountId: idSchema.nullable(),
    amount: moneyText,
    paidAt: instantText,
    receivedAt: instantText,
    reference: z.string().nullable(),
    source: z.enum(['manual', 'webhook']),
    by: z.string(),
    reason: z.string().nullable(),
    names: z.strictObject({
      accountId: z.string().nullable(),
      invoiceId: z.string().nullable(),
      subscriptionId: z.string().nullable(),
      changeId: z.string().nullable(),
    }),
    state: z.enum(['allocated', 'unallocated']),
    why: z
      .enum(['unknown-account', 'unknown-name', 'several-candidates', 'foreign-currency'])
      .nullable()
      .meta({ description: 'Why it is unallocated (EN-13)' }),
    allocations: z.array(allocationSchema).meta({ description: 'Where it went' }),
    refunds: z.array(refundSchema),
  })
  .meta({ id: 'Payment' });

export const paymentsQuery = z.strictObject({
  accountId: idSchema.optional(),
  state: z.enum(['allocated', 'unallocated']).optional(),
  ...pageQuery,
});

export const accountHistorySchema = z
  .strictObject({
    at: instantText,
    event: z.string(),
    by: z.string(),
    text: z.string(),
    subscriptionId: idSchema.nullable(),
    changeId: idSchema.nullable(),
    amounts: z.record(z.string(), amountText).nullable(),
  })
  .meta({ id: 'AccountHistoryEntry' });

export const creditUsedSchema = z
  .strictObject({
    settled: moneyText.meta({ description: 'What was used now' }),
    credit: moneyText.meta({ description: 'What is left' }),
  })
  .meta({ id: 'CreditUsed' });
