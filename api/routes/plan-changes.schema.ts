import { z } from 'zod';
import { civilDateSchema } from '../../domain/calendar/civil-date.js';
import { masterPlanChangeRequestSchema } from '../../domain/master-plan-change/request.schema.js';
import type { ChangeKind } from '../../domain/subscription/state.js';
import { pageQuery } from '../pagination.js';
import { agreementChangeSchema } from './agreement-changes.schema.js';
import { bookingSchema } from './bookings.schema.js';
import { amountText, dateText, idSchema, instantText } from './fields.schema.js';
import { invoiceLineSchema } from './ledger.schema.js';
import { packageOrderSchema } from './package-orders.schema.js';
import { reactivationSchema } from './reactivations.schema.js';

/** Every kind of change that the list can be asked for. */
const CHANGE_KINDS = [
  'master-plan-change',
  'agreement-change',
  'package-change-order',
  'payg-upgrade-booking',
  'service-reactivation',
] as const satisfies readonly ChangeKind[];

export const changeStateSchema = z.enum(['accepted', 'waiting', 'needs-attention', 'applied', 'cancelled']);

/** Line for line what applying it would post (MP-23). */
export const quoteSchema = z
  .strictObject({
    hash: z
      .string()
      .meta({ description: 'Send it as `quoteHash`: 409 with the difference where the quote no longer holds' }),
    effectiveDate: dateText.nullable().meta({ description: 'null: undated' }),
    estimate: z.boolean().meta({ description: 'Whether the billing period of the effective date was projected' }),
    currency: z.string(),
    credit: amountText,
    charge: amountText,
    net: amountText.meta({ description: 'Charge less credit' }),
    dueNow: amountText,
    fromAccountCredit: amountText,
    toOpenInvoices: amountText,
    toAccountCredit: amountText,
    prorationEnd: dateText.meta({ description: 'Last day up to which the change prorates, inclusive' }),
    nextBillDate: dateText.nullable(),
    nextBillAmount: amountText.nullable(),
    planId: idSchema,
    units: z.int(),
    lines: z.array(invoiceLineSchema),
    withheld: z
      .strictObject({ lines: z.array(invoiceLineSchema), reason: z.string() })
      .nullable()
      .meta({ description: 'Lines that were computed and are not posted, and why (MP-13)' }),
    unmappedSupplementalPlans: z.array(idSchema),
  })
  .meta({ id: 'Quote' });

export const changeSchema = z
  .strictObject({
    id: idSchema,
    kind: z.enum(['master-plan-change']),
    state: changeStateSchema,
    accountId: idSchema,
    subscriptionId: idSchema,
    effectiveDate: dateText.nullable().meta({ description: 'null: undated' }),
    request: masterPlanChangeRequestSchema.meta({ description: 'What was asked' }),
    quote: quoteSchema.meta({ description: 'The quote that it was accepted with' }),
    applied: quoteSchema.nullable().meta({ description: 'What was posted; null before' }),
    attention: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    requestedBy: z.string(),
    acceptedAt: instantText,
    closedAt: instantText.nullable(),
    workflowId: z.string(),
    temporalUrl: z.string(),
  })
  .meta({ id: 'PlanChange' });

/** A change of any kind, as its own calls show it. */
export const anyChangeSchema = z
  .discriminatedUnion('kind', [
    changeSchema,
    agreementChangeSchema,
    bookingSchema,
    packageOrderSchema,
    reactivationSchema,
  ])
  .meta({ id: 'AnyPlanChange' });

export const planChangesQuery = z.strictObject({
  accountId: idSchema.optional(),
  subscriptionId: idSchema.optional(),
  kind: z.enum(CHANGE_KINDS).optional(),
  state: z.string().min(1).max(40).optional().meta({ description: 'A state of the kind, like `waiting`' }),
  effectiveFrom: civilDateSchema.optional().meta({ description: 'Inclusive; leaves undated changes out' }),
  effectiveTo: civilDateSchema.optional().meta({ description: 'Inclusive; leaves undated changes out' }),
  undated: z.enum(['true', 'false']).optional().meta({ description: 'Only undated ones, or none of them' }),
  ...pageQuery,
});

export const historySchema = z
  .strictObject({
    data: z.array(
      z
        .strictObject({
          at: instantText,
          event: z.string(),
          by: z.string(),
          text: z.string(),
          amounts: z.record(z.string(), amountText).nullable(),
        })
        .meta({ id: 'HistoryEntry' }),
    ),
    nextCursor: z.null(),
  })
  .meta({ id: 'History' });
