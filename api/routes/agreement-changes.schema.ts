import { z } from 'zod';
import { RENEWAL_OPTIONS } from '../../domain/agreement/agreement.js';
import { frequencySchema } from '../../domain/agreement/frequency.js';
import { newDraftSchema } from '../../domain/agreement-change/edit.schema.js';
import { renewalSchema } from './agreements.schema.js';
import { amountText, dateText, idSchema, instantText } from './fields.schema.js';

const planShape = {
  planId: idSchema,
  planName: z.string(),
  category: z.string().nullable(),
};

const draftScheduleSchema = z
  .strictObject({
    id: idSchema,
    role: z.enum(['primary', 'secondary']),
    name: z.string(),
    frequency: frequencySchema,
    amount: amountText,
    currentAmount: amountText.nullable().meta({ description: 'On the agreement as it stands; null for an added one' }),
    firstDueDate: dateText.meta({ description: 'The next invoice to be paid' }),
    payments: z.int().nullable().meta({ description: 'Payments left; null for an open agreement' }),
    stillOwed: z.int().meta({ description: 'Of these, due by today and not paid: they stay owed as they are' }),
    convertedFrom: z
      .strictObject({ frequency: frequencySchema, payments: z.int() })
      .nullable()
      .meta({ description: 'What was converted to the same remaining term, for a plan of another frequency' }),
  })
  .meta({ id: 'DraftSchedule' });

const draftFeeSchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    dueDate: dateText.nullable(),
    amount: amountText,
    apply: z.boolean(),
    currentApply: z.boolean().meta({ description: 'The flag on the agreement as it stands' }),
    recurring: z.boolean(),
    stillOwed: z.boolean(),
    dueOn: dateText.nullable().meta({ description: 'When it will be due, where it is applied' }),
  })
  .meta({ id: 'DraftFee' });

const sideSchema = z
  .strictObject({
    planId: idSchema,
    termMonths: z.int().nullable(),
    beginDate: dateText,
    expirationDate: dateText.nullable(),
    renewal: renewalSchema,
    schedules: z.array(
      z.strictObject({
        id: idSchema,
        name: z.string(),
        frequency: frequencySchema,
        amount: amountText,
        payments: z.int().nullable(),
        firstDueDate: dateText,
        total: amountText.nullable(),
      }),
    ),
    fees: z.array(z.strictObject({ id: idSchema, name: z.string(), dueOn: dateText, amount: amountText })),
    feesTotal: amountText,
    total: amountText.nullable().meta({ description: 'Over the rest of the term; null for an open agreement' }),
  })
  .meta({ id: 'ComparisonSide' });

/** A draft, or what it came to. */
export const agreementChangeSchema = z
  .strictObject({
    id: idSchema,
    kind: z.literal('agreement-change'),
    state: z.enum(['draft', 'completed', 'abandoned']),
    accountId: idSchema,
    agreementId: idSchema,
    planId: idSchema,
    request: newDraftSchema.meta({ description: 'What was asked' }),
    expiresAt: instantText
      .nullable()
      .meta({ description: 'Abandoned then, unless it is touched; null once it is over' }),
    effectiveDate: dateText
      .nullable()
      .meta({ description: 'The day of completion; of an open draft the day it expires' }),
    confirmFreezeRemoval: z.boolean(),
    agreement: z.strictObject({
      ...planShape,
      termMonths: z.int().nullable().meta({ description: 'The rest of the term; null for an open agreement' }),
      managedType: z.string(),
    }),
    dates: z.strictObject({
      beginDate: dateText,
      expirationDate: dateText.nullable(),
      renewalDate: dateText.nullable(),
      renewalOption: z.enum(RENEWAL_OPTIONS),
    }),
    schedules: z.array(draftScheduleSchema),
    fees: z.array(draftFeeSchema),
    comparison: z.strictObject({
      currency: z.string(),
      old: sideSchema,
      new: sideSchema,
      difference: amountText.nullable(),
    }),
    differences: z
      .array(
        z.strictObject({
          field: z.string(),
          was: z.union([z.string(), z.number(), z.null()]),
          now: z.union([z.string(), z.number(), z.null()]),
        }),
      )
      .meta({ description: 'What had changed meanwhile when completing was tried last (AG-22)' }),
    attention: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    requestedBy: z.string(),
    acceptedAt: instantText,
    closedAt: instantText.nullable(),
    workflowId: z.string(),
    temporalUrl: z.string(),
  })
  .meta({ id: 'AgreementChange' });

/** As its own calls show it: with what is saved of the member (AG-12). */
export const memberDraftSchema = agreementChangeSchema
  .extend({
    member: z.strictObject({
      accountId: idSchema,
      name: z.string(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
    }),
    billing: z.strictObject({ currency: z.string(), billDay: z.int() }),
  })
  .meta({ id: 'AgreementChangeOfMember' });
