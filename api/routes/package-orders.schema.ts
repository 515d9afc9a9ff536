import { z } from 'zod';
import { packageOrderRequestSchema } from '../../domain/package-order/request.schema.js';
import { pageQuery } from '../pagination.js';
import { amountText, dateText, idSchema, instantText } from './fields.schema.js';
import { invoiceLineSchema } from './ledger.schema.js';

const orderLineSchema = invoiceLineSchema
  .extend({ part: z.enum(['package', 'setup-fee', 'credit', 'forfeited']) })
  .meta({ id: 'OrderLine' });

/** What an order would cost, and costs once it is accepted: the price quoted is the price paid (PO-11). */
export const orderQuoteSchema = z
  .strictObject({
    hash: z
      .string()
      .meta({ description: 'Send it as `quoteHash`: 409 with the difference where the quote no longer holds' }),
    subscriptionId: idSchema,
    currentPlanId: idSchema,
    planId: idSchema,
    units: z.int(),
    currency: z.string(),
    direction: z.enum(['upgrade', 'downgrade']).meta({ description: 'Decided by the price per day (PO-16)' }),
    pricePerDay: z.strictObject({ current: z.string(), next: z.string() }),
    timing: z.enum(['now', 'end-of-term']),
    term: z.enum(['new', 'keep']),
    effectiveDate: dateText.meta({ description: 'Where it is applied as soon as it can be' }),
    paidThrough: dateText.meta({ description: 'Last day of the term, inclusive, where it takes effect on that day' }),
    nextDueDate: dateText,
    price: amountText.meta({ description: 'Of the package for a whole term' }),
    charge: amountText.meta({
      description: 'For the package: the price, or that of the days left of a term that is kept',
    }),
    setupFee: amountText
      .nullable()
      .meta({ description: 'null: not shown to clients (hideSetupFees), and due all the same' }),
    credit: amountText.meta({ description: 'For the unused part of the current term' }),
    toTermInvoice: amountText.meta({
      description: 'What of the credit reduces the open invoice of the current term (PO-15)',
    }),
    dueToday: amountText,
    toAccountCredit: amountText,
    forfeited: amountText.meta({ description: 'What of the credit is lost (PO-05)' }),
    dueAtTermEnd: amountText.meta({ description: 'What a scheduled downgrade is invoiced when it takes effect' }),
    lines: z.array(orderLineSchema),
    termLines: z.array(orderLineSchema),
  })
  .meta({ id: 'OrderQuote' });

export const orderStateSchema = z.enum([
  'awaiting-payment',
  'awaiting-processing',
  'accepted',
  'scheduled',
  'needs-attention',
  'applied',
  'expired',
  'cancelled',
]);

export const packageOrderSchema = z
  .strictObject({
    id: idSchema,
    kind: z.literal('package-change-order'),
    state: orderStateSchema,
    accountId: idSchema,
    subscriptionId: idSchema,
    planId: idSchema,
    effectiveDate: dateText.nullable().meta({ description: 'The day it was applied, or will be; null while it waits' }),
    request: packageOrderRequestSchema.meta({ description: 'What was asked' }),
    quote: orderQuoteSchema.meta({ description: 'The quote that it was accepted with' }),
    dueToday: amountText,
    forfeited: amountText,
    invoiceId: idSchema.nullable().meta({ description: 'The invoice to pay; null where nothing is due' }),
    paid: amountText,
    missing: amountText,
    expiresAt: instantText.nullable().meta({ description: 'A payment counts that was made before' }),
    applied: z.strictObject({ appliedOn: dateText, paidThrough: dateText, nextDueDate: dateText }).nullable(),
    attention: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    requestedBy: z.string(),
    acceptedAt: instantText,
    closedAt: instantText.nullable(),
    workflowId: z.string(),
    temporalUrl: z.string(),
  })
  .meta({ id: 'PackageOrder' });

export const packageOrdersQuery = z.strictObject({
  accountId: idSchema.optional(),
  subscriptionId: idSchema.optional(),
  state: orderStateSchema.optional(),
  ...pageQuery,
});

const reasonSchema = z
  .strictObject({ code: z.string(), text: z.string(), wayOut: z.string() })
  .meta({ id: 'WhyNoUpgrade' });

const optionSchema = z.strictObject({ planId: idSchema, quote: orderQuoteSchema }).meta({ id: 'UpgradeOption' });

export const upgradeOptionsSchema = z
  .strictObject({
    available: z.boolean().meta({ description: 'Whether the client may order' }),
    reasons: z.array(reasonSchema).meta({ description: 'Why not; clients get none' }),
    options: z.array(optionSchema).meta({ description: 'What the client may order, each with its quote' }),
    adminOptions: z.array(optionSchema).meta({ description: 'What an admin may order for the client all the same' }),
    notOffered: z
      .array(z.strictObject({ planId: idSchema, text: z.string() }))
      .meta({ description: 'Packages that a path leads to and that cannot be had; clients get none' }),
  })
  .meta({ id: 'UpgradeOptions' });

const answer = { applies: z.boolean(), text: z.string(), wayOut: z.string().nullable() };

export const explanationSchema = z
  .strictObject({
    noUpgrade: z
      .strictObject({ ...answer, reasons: z.array(reasonSchema) })
      .meta({ description: 'Why does this client see no upgrade?' }),
    totalHigher: z.strictObject(answer).meta({ description: 'Why is the total higher than the price?' }),
    notProcessed: z.strictObject(answer).meta({ description: 'Why is this order not processed?' }),
  })
  .meta({ id: 'OrderExplanation' });
