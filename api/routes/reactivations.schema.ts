import { z } from 'zod';
import { amountText, idSchema, instantText, moneyText } from './fields.schema.js';

/** A checkout that reactivates a service (PS-09). */
export const reactivationSchema = z
  .strictObject({
    id: idSchema,
    kind: z.enum(['service-reactivation']),
    state: z.enum(['accepted', 'waiting', 'applied', 'expired', 'cancelled']),
    accountId: idSchema,
    subscriptionId: idSchema,
    months: z.int(),
    withoutEnd: z.boolean(),
    amount: moneyText.meta({ description: 'What is to be paid: overdue and months, less account credit' }),
    overdue: amountText,
    monthsAmount: amountText,
    fromAccountCredit: amountText,
    paid: amountText.meta({ description: 'What was paid for it so far; it waits as account credit' }),
    payUrl: z.string().nullable().meta({ description: 'Where it is paid; null where it is over' }),
    expiresAt: instantText,
    attention: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    requestedBy: z.string(),
    acceptedAt: instantText,
    closedAt: instantText.nullable(),
    workflowId: z.string(),
    temporalUrl: z.string(),
  })
  .meta({ id: 'Reactivation' });
