import { z } from 'zod';
import { civilDateSchema } from '../calendar/civil-date.js';
import { amountSchema, priceSchema } from '../money/money.js';
import { AGREEMENT_TYPES, isOpenType, MEMBER_STATUSES, RENEWAL_OPTIONS } from './agreement.js';
import { frequencySchema } from './frequency.js';

const name = z.string().trim().min(1).max(200);
const count = z.int().min(0).max(5_000);
const months = z.int().min(0).max(1_200);

export const clubNumberSchema = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,20}$/, 'must be 1 to 20 letters, digits or dashes')
  .meta({ description: 'Number of the club', example: '7042' });

const scheduleSchema = z
  .strictObject({
    role: z.enum(['primary', 'secondary']),
    name,
    frequency: frequencySchema,
    amount: amountSchema.meta({ description: 'As it is on file: one below zero makes the agreement invalid (AG-10)' }),
    payments: count.nullish().meta({ description: 'All payments of the term; none for an open agreement' }),
    paymentsMade: count.default(0),
    nextDueDate: civilDateSchema,
    scheduledFrequency: frequencySchema
      .optional()
      .meta({ description: "That of the invoices on file; the schedule's own where it is left out (AG-09)" }),
  })
  .meta({ id: 'NewAgreementSchedule' });

const feeSchema = z
  .strictObject({
    name,
    dueDate: civilDateSchema.nullish().meta({ description: 'One without is invalid (AG-10)' }),
    amount: amountSchema,
    recurring: z.boolean().default(false),
    paidInPast: z.boolean().default(false),
    apply: z.boolean().default(true).meta({ description: 'Whether it is applied on the agreement as it stands' }),
  })
  .meta({ id: 'NewAgreementFee' });

const standingSchema = z.strictObject({
  pastDue: z.boolean().default(false),
  pendingCancel: z.boolean().default(false),
  frozen: z.boolean().default(false),
  pastDueAmount: priceSchema.optional().meta({
    description: 'What is owed elsewhere: taken over as an invoice that is due, so that paying it opens the way',
  }),
});

/** What `POST /v1/agreements` takes: an agreement as it is on file, even where it is not valid (AG-10). */
export const newAgreementSchema = z
  .strictObject({
    accountId: z.string().min(1).max(100),
    planId: z.string().min(1).max(100),
    clubNumber: z.union([clubNumberSchema, z.int().min(0).max(999_999_999).transform(String)]),
    type: z.enum(AGREEMENT_TYPES),
    managedBy: z.enum(['abc', 'club']),
    status: z.enum(MEMBER_STATUSES).default('active'),
    termMonths: months.nullish(),
    termSatisfiedMonths: months.default(0),
    beginDate: civilDateSchema,
    expirationDate: civilDateSchema.nullish(),
    renewal: z
      .strictObject({ option: z.enum(RENEWAL_OPTIONS), date: civilDateSchema.nullish() })
      .nullish()
      .meta({ description: 'Left out: the plan has no renewal information' }),
    standing: standingSchema.default({ pastDue: false, pendingCancel: false, frozen: false }),
    schedules: z.array(scheduleSchema).max(50),
    fees: z.array(feeSchema).max(50).default([]),
  })
  .superRefine((it, check) => {
    const refuse = (path: (string | number)[], message: string) => check.addIssue({ code: 'custom', path, message });
    if (it.type === 'open' && it.renewal?.option === 'auto-renew-to-open') {
      refuse(['renewal', 'option'], 'must not be auto-renew-to-open: the agreement is open already');
    }
    if (!isOpenType(it.type) && (it.termMonths ?? null) === null) {
      refuse(['termMonths'], 'is missing: only an open agreement has no term');
    }
    if (it.expirationDate && it.expirationDate < it.beginDate) {
      refuse(['expirationDate'], 'must not be before the begin date');
    }
    if (!isOpenType(it.type) && it.termSatisfiedMonths > (it.termMonths ?? it.termSatisfiedMonths)) {
      refuse(['termSatisfiedMonths'], 'must not be more than the term');
    }
    if (it.standing.pastDueAmount !== undefined && !it.standing.pastDue) {
      refuse(['standing', 'pastDueAmount'], 'must be left out: the member is not past due');
    }
  })
  .meta({ id: 'NewAgreement' });

export type NewAgreement = z.output<typeof newAgreementSchema>;
