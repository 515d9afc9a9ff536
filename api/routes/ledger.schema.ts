import { z } from 'zod';
import { LEDGER_ACCOUNTS, type LedgerAccount } from '../../domain/ledger/chart.js';
import { amountText, dateText, idSchema, instantText } from './fields.schema.js';

const postingSchema = z
  .strictObject({
    ledgerAccount: z.enum(Object.keys(LEDGER_ACCOUNTS) as [LedgerAccount, ...LedgerAccount[]]),
    amount: amountText.meta({ description: 'Debits are positive, credits negative' }),
    currency: z.string(),
    subscriptionId: idSchema.nullable(),
    changeId: idSchema.nullable(),
    invoiceId: idSchema.nullable(),
  })
  .meta({ id: 'Posting' });

export const journalSchema = z
  .strictObject({
    id: idSchema,
    kind: z.string(),
    description: z.string(),
    effectiveAt: instantText,
    recordedAt: instantText
      .nullable()
      .meta({ description: 'null: time that was used and is not posted yet, as it would be posted now' }),
    postings: z.array(postingSchema).meta({ description: 'They sum to zero per currency (EN-02)' }),
  })
  .meta({ id: 'Journal' });

const fractionSchema = z
  .strictObject({ whole: z.int(), numerator: z.int(), denominator: z.int() })
  .meta({ id: 'Fraction', description: 'Whole intervals and a part of one: 1 + 20/30' });

export const invoiceLineSchema = z
  .strictObject({
    kind: z.enum(['charge', 'credit']),
    subscriptionId: idSchema.nullable(),
    planId: idSchema,
    description: z.string(),
    quantity: z.int(),
    from: dateText,
    to: dateText.meta({ description: 'Exclusive' }),
    fraction: fractionSchema,
    price: amountText,
    amount: amountText.meta({ description: 'A magnitude: `kind` says in whose favour' }),
    explanation: z.string(),
  })
  .meta({ id: 'InvoiceLine' });

const settlementSchema = z
  .strictObject({
    source: z.enum(['account-credit', 'payment']),
    paymentId: idSchema.nullable(),
    amount: amountText.meta({ description: 'Below zero: open again, after a refund' }),
    at: instantText,
  })
  .meta({ id: 'Settlement' });

export const invoiceSchema = z
  .strictObject({
    id: idSchema,
    kind: z.enum(['invoice', 'credit-note']),
    number: z.string(),
    accountId: idSchema,
    subscriptionId: idSchema.nullable(),
    changeId: idSchema.nullable(),
    standing: z
      .enum(['posted', 'held', 'void'])
      .meta({ description: 'held: of a package order, posted only when that is applied; void: it came to nothing' }),
    currency: z.string(),
    total: amountText,
    open: amountText.meta({ description: 'What is still owed, or is to be paid for an order; nothing of a void one' }),
    issuedOn: dateText,
    dueOn: dateText,
    lines: z.array(invoiceLineSchema),
    settlements: z.array(settlementSchema).meta({ description: 'They sum to what is not open' }),
  })
  .meta({ id: 'Invoice' });
