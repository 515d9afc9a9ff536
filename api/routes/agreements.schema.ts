import { z } from 'zod';
import { AGREEMENT_TYPES, MEMBER_STATUSES, RENEWAL_OPTIONS } from '../../domain/agreement/agreement.js';
import { frequencySchema } from '../../domain/agreement/frequency.js';
import { MESSAGES, type ReasonCode } from '../../domain/agreement-change/messages.js';
import { amountText, dateText, idSchema, instantText, moneyText } from './fields.schema.js';

export const renewalSchema = z
  .strictObject({ option: z.enum(RENEWAL_OPTIONS), date: dateText.nullable() })
  .meta({ id: 'AgreementRenewal' });

const scheduleSchema = z
  .strictObject({
    id: idSchema,
    role: z.enum(['primary', 'secondary']),
    name: z.string(),
    frequency: frequencySchema,
    scheduledFrequency: frequencySchema.meta({ description: 'That of the invoices on file (AG-09)' }),
    amount: amountText,
    payments: z.int().nullable().meta({ description: 'All payments; null for an open agreement' }),
    paymentsMade: z.int(),
    paymentsLeft: z.int().nullable(),
    nextDueDate: dateText.meta({ description: 'When the next payment is due' }),
  })
  .meta({ id: 'AgreementSchedule' });

const feeSchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    dueDate: dateText.nullable(),
    amount: amountText,
    apply: z.boolean(),
    recurring: z.boolean(),
    paidInPast: z.boolean(),
  })
  .meta({ id: 'AgreementFee' });

export const agreementSchema = z
  .strictObject({
    id: idSchema,
    accountId: idSchema,
    planId: idSchema,
    clubNumber: z.string(),
    type: z.enum(AGREEMENT_TYPES),
    managedBy: z.enum(['abc', 'club']),
    status: z.enum(MEMBER_STATUSES),
    currency: z.string(),
    termMonths: z.int().nullable().meta({ description: 'null: an open agreement has no term' }),
    termSatisfiedMonths: z.int(),
    termLeftMonths: z.int().nullable(),
    beginDate: dateText,
    expirationDate: dateText.nullable(),
    renewal: renewalSchema,
    standing: z.strictObject({
      pastDue: z.boolean().meta({ description: 'As the billing provider says, or because something is overdue here' }),
      pendingCancel: z.boolean(),
      frozen: z.boolean(),
    }),
    version: z.int().meta({ description: 'Grows by one with every change' }),
    schedules: z.array(scheduleSchema),
    fees: z.array(feeSchema),
  })
  .meta({ id: 'Agreement' });

const wayOutSchema = z
  .strictObject({
    text: z.string(),
    from: dateText.meta({ description: 'From when on it is possible' }),
    steps: z.array(
      z.strictObject({
        action: z.string(),
        text: z.string(),
        call: z.string().nullable().meta({ description: 'The call of this API that does it' }),
        amount: moneyText.optional().meta({ description: 'What to pay' }),
        invoiceIds: z.array(idSchema).optional(),
      }),
    ),
  })
  .meta({ id: 'WayOut' });

export const eligibilitySchema = z
  .strictObject({
    visible: z.boolean().meta({ description: 'Whether the link is shown' }),
    eligible: z.boolean(),
    needsConfirmation: z
      .boolean()
      .meta({ description: 'Eligible once the removal of the freeze is confirmed (AG-05)' }),
    messages: z
      .array(
        z.strictObject({
          code: z.enum(Object.keys(MESSAGES) as [ReasonCode, ...ReasonCode[]]),
          text: z.string(),
          wayOut: wayOutSchema,
        }),
      )
      .meta({ description: 'Every reason, in the order of AG-11' }),
  })
  .meta({ id: 'ChangeEligibility' });

export const agreementInvoicesSchema = z
  .strictObject({
    data: z.array(
      z
        .strictObject({
          id: idSchema.meta({ description: 'A payment may name it, before it is issued too' }),
          name: z.string(),
          dueOn: dateText,
          amount: amountText,
          state: z.enum(['scheduled', 'issued', 'paid', 'closed']),
          invoiceId: idSchema.nullable().meta({ description: 'In the ledger; null while it is only scheduled' }),
          number: z.string().nullable(),
          open: amountText,
        })
        .meta({ id: 'AgreementInvoice' }),
    ),
    nextCursor: z.null(),
  })
  .meta({ id: 'AgreementInvoices' });

export const agreementVersionsSchema = z
  .strictObject({
    data: z.array(
      z
        .strictObject({
          version: z.int(),
          changeId: idSchema.nullable(),
          endedAt: instantText,
          endedBy: z.string(),
          agreement: agreementSchema,
        })
        .meta({ id: 'AgreementVersion' }),
    ),
    nextCursor: z.null(),
  })
  .meta({ id: 'AgreementVersions' });

export const agreementPlansSchema = z
  .strictObject({
    data: z.array(
      z
        .strictObject({
          category: z.string(),
          plans: z.array(
            z.strictObject({
              planId: idSchema,
              code: z.string(),
              name: z.string(),
              frequency: frequencySchema,
              renewal: z.enum(RENEWAL_OPTIONS).nullable(),
              prices: z.array(moneyText),
            }),
          ),
        })
        .meta({ id: 'AgreementPlanCategory' }),
    ),
    nextCursor: z.null(),
  })
  .meta({ id: 'AgreementPlans' });
