import { z } from 'zod';
import { billDaySchema } from '../../domain/calendar/billing-day.js';
import { timeZoneSchema } from '../../domain/calendar/time-zone.js';
import { currencySchema } from '../../domain/money/currency.js';
import { idSchema, nameSchema } from './fields.schema.js';

const emailSchema = z.email().max(320).meta({ example: 'ada@example.com' });
const phoneSchema = z
  .string()
  .regex(
    /^\+?[0-9 ()./-]{3,40}$/,
    'must be a telephone number: digits, spaces and ( ) . / -, with a + in front where international',
  )
  .meta({ example: '+49 30 1234567' });

export const newAccountSchema = z
  .strictObject({
    name: nameSchema,
    email: emailSchema.optional(),
    phone: phoneSchema.optional(),
    currency: currencySchema,
    billDay: billDaySchema,
    useCreditAutomatically: z
      .boolean()
      .optional()
      .meta({ description: "Left out: as the organization's setting says (PS-04)" }),
    timeZone: timeZoneSchema.optional().meta({ description: "For display only; dates are in the organization's zone" }),
    clientGroupId: idSchema.optional().meta({ description: "Without one: the organization's default group (PO-07)" }),
  })
  .meta({ id: 'NewAccount' });

export const accountEditSchema = z
  .strictObject({
    name: nameSchema.optional(),
    email: emailSchema.nullable().optional().meta({ description: 'null removes it' }),
    phone: phoneSchema.nullable().optional().meta({ description: 'null removes it' }),
    billDay: billDaySchema.optional().meta({ description: 'Takes effect from the next period (EN-16)' }),
    clientGroupId: idSchema
      .nullable()
      .optional()
      .meta({ description: "null: the organization's default group (PO-07)" }),
    blockedBecause: nameSchema
      .nullable()
      .optional()
      .meta({ description: 'Blocks it: nothing may be booked; null lifts the block (PB-01)' }),
    useCreditAutomatically: z.boolean().nullable().optional().meta({
      description:
        "Whether new invoices take the account's credit at once; null: as the organization's setting says (PS-04)",
    }),
  })
  .refine(
    (edit) => Object.keys(edit).length > 0,
    'must have at least one of name, email, phone, billDay, clientGroupId, blockedBecause and useCreditAutomatically',
  )
  .meta({ id: 'AccountEdit' });

export const accountSchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    currency: z.string(),
    billDay: z.int(),
    timeZone: z.string().nullable(),
    blockedBecause: z.string().nullable().meta({ description: 'Why nothing may be booked for it' }),
    useCreditAutomatically: z.boolean().nullable(),
    clientGroupId: idSchema.nullable(),
  })
  .meta({ id: 'Account' });
