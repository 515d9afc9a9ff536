import { z } from 'zod';
import { pageQuery } from '../pagination.js';
import { idSchema, instantText, moneyText } from './fields.schema.js';

const STATES = [
  'awaiting-downpayment',
  'settling',
  'install-collect',
  'needs-attention',
  'collected',
  'expired',
  'cancelled',
] as const;

const holdingSchema = z
  .strictObject({
    source: z.enum(['payment', 'on-time', 'conversion']),
    id: idSchema.meta({ description: 'Of the payment, the on-time transaction, or the payment of the conversion' }),
    paymentId: idSchema.nullable(),
    amount: moneyText.meta({ description: 'What counts, goodwill included' }),
    goodwill: moneyText,
    seconds: z.int().meta({ description: 'Time that was taken back for it' }),
    paidAt: instantText,
  })
  .meta({ id: 'BookingPayment' });

export const bookingSchema = z
  .strictObject({
    id: idSchema,
    kind: z.literal('payg-upgrade-booking'),
    state: z.enum(STATES),
    accountId: idSchema,
    subscriptionId: idSchema,
    planIds: z.array(idSchema),
    products: z.array(
      z.strictObject({
        planId: idSchema,
        replacesPlanId: idSchema,
        dailyRate: moneyText,
        downPayment: moneyText,
      }),
    ),
    dailyRate: moneyText.meta({ description: 'Of all products that are held once it is collected' }),
    downPayment: moneyText,
    paid: moneyText,
    missing: moneyText,
    bookedAt: instantText,
    expiresAt: instantText.meta({ description: 'End of the window, inclusive: a payment made by then counts' }),
    settlesAt: instantText.meta({ description: 'Until then payments on their way are awaited' }),
    payments: z.array(holdingSchema),
    attention: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    requestedBy: z.string(),
    acceptedAt: instantText,
    closedAt: instantText.nullable(),
    workflowId: z.string(),
    temporalUrl: z.string(),
  })
  .meta({ id: 'Booking' });

export const readOutSchema = z
  .strictObject({
    now: instantText.meta({ description: 'The business time by which it counts down' }),
    timeZone: z.string(),
    secondsLeft: z.int().meta({ description: 'To the end of the window' }),
    text: z.string().meta({ description: 'What is read out to the customer, in the customer’s local time' }),
  })
  .meta({ id: 'BookingReadOut' });

export const bookingsQuery = z.strictObject({
  accountId: idSchema.optional(),
  subscriptionId: idSchema.optional(),
  state: z.enum(STATES).optional(),
  ...pageQuery,
});

export const proposalSchema = z
  .strictObject({
    id: idSchema,
    accountId: idSchema,
    subscriptionId: idSchema,
    transactionId: idSchema.meta({ description: 'The on-time transaction that the payment became' }),
    planIds: z.array(idSchema).meta({ description: 'Products whose down payment it covers, the dearest first' }),
    state: z.enum(['open', 'booked', 'dismissed']),
    bookingId: idSchema.nullable(),
    at: instantText,
    worth: moneyText.meta({ description: 'What the payment is worth for a down payment now' }),
    unused: moneyText.meta({ description: 'What of it is not used yet' }),
  })
  .meta({ id: 'BookingProposal' });

export const proposalsQuery = z.strictObject({
  accountId: idSchema.optional(),
  state: z.enum(['open', 'booked', 'dismissed']).optional(),
  ...pageQuery,
});

export const proposalBookingSchema = z
  .strictObject({
    planIds: z
      .array(idSchema)
      .min(1)
      .max(20)
      .optional()
      .meta({ description: 'The dearest that it covers, where left out' }),
    acceptPart: z.boolean().default(false),
  })
  .meta({ id: 'ProposalBooking' });
