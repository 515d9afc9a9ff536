import { z } from 'zod';
import { dateText, idSchema, instantText, moneyText } from './fields.schema.js';

export const paygSubscriptionSchema = z
  .strictObject({
    id: idSchema,
    accountId: idSchema,
    planId: idSchema,
    kind: z.literal('payg'),
    status: z.enum(['active', 'suspended', 'paused', 'cancelled']),
    units: z.int(),
    products: z.array(idSchema).meta({ description: 'All products that it holds' }),
    dailyRate: moneyText.meta({ description: 'Of all products together' }),
    onUntil: instantText.nullable().meta({ description: 'Until when it is on, or was; null: it never was' }),
    isOn: z.boolean(),
    timeLeft: moneyText.meta({ description: 'What the time that is not used is worth' }),
    customerSince: instantText,
    cancelledOn: dateText.nullable().meta({ description: 'First day without it, where it is to end or has ended' }),
  })
  .meta({ id: 'PaygSubscription' });

export const onTimeTransactionSchema = z
  .strictObject({
    id: idSchema,
    type: z.enum(['payment', 'downpayment', 'conversion', 'reversal']),
    amount: moneyText,
    seconds: z.int().meta({ description: 'Time bought; below zero: taken back' }),
    paidAt: instantText,
    unusedValue: moneyText.meta({ description: 'What of it is not used now' }),
    goodwill: moneyText.meta({ description: 'The part that nobody paid' }),
    at: instantText,
    paymentId: idSchema.nullable(),
    bookingId: idSchema.nullable(),
    ofId: idSchema.nullable().meta({ description: 'What a reversal takes back of' }),
    reference: z.string().nullable(),
  })
  .meta({ id: 'OnTimeTransaction' });

export const bookingOptionSchema = z
  .strictObject({
    planId: idSchema,
    name: z.string(),
    subscriptionId: idSchema,
    entitled: z.boolean(),
    reasons: z
      .array(
        z.strictObject({
          code: z.enum(['no-path', 'tenure', 'days-off', 'booking-open', 'account-blocked', 'currency']),
          text: z.string(),
        }),
      )
      .meta({ description: 'Why not; empty where entitled' }),
    downPayment: moneyText,
    dailyRate: moneyText,
    replacesPlanId: idSchema.nullable(),
  })
  .meta({ id: 'BookingOption' });

export const upgradePathAnswerSchema = z
  .strictObject({
    id: idSchema,
    fromPlanId: idSchema,
    toPlanId: idSchema,
    rules: z.strictObject({
      minTenureDays: z.int().optional(),
      maxDaysOff: z.strictObject({ days: z.int(), within: z.int() }).optional(),
    }),
  })
  .meta({ id: 'UpgradePath' });
