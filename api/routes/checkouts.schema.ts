import { z } from 'zod';
import { durationSchema } from '../../domain/calendar/duration.js';
import { moneySchema } from '../../domain/money/money.js';
import { pageQuery } from '../pagination.js';
import { idSchema, instantText, moneyText } from './fields.schema.js';

const how = {
  returnUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional()
    .meta({ description: 'Where the page leads back to', example: 'https://example.com/invoices' }),
  expiresIn: durationSchema.optional().meta({
    description: "The setting checkoutExpiry where it is left out. Stripe's page ends after 23 hours at most",
  }),
  endpointId: idSchema
    .optional()
    .meta({ description: 'The payment endpoint whose provider is asked; the newest where it is left out' }),
};

export const newCheckoutSchema = z
  .strictObject({
    accountId: idSchema,
    invoiceId: idSchema.optional().meta({ description: 'Asks for all that is open of it' }),
    amount: moneySchema.optional().meta({ description: 'Asks for this; it goes to open invoices, oldest due first' }),
    description: z.string().trim().min(1).max(200).optional().meta({ description: 'On the page; nothing personal' }),
    ...how,
  })
  .refine(({ invoiceId, amount }) => (invoiceId === undefined) !== (amount === undefined), {
    path: ['amount'],
    message: 'give either invoiceId or amount',
  })
  .meta({ id: 'NewCheckout' });

export const invoiceCheckoutSchema = z.strictObject(how).meta({ id: 'NewInvoiceCheckout' });

const stateSchema = z.enum(['opening', 'open', 'paid', 'expired', 'failed']);

export const checkoutSchema = z
  .strictObject({
    id: idSchema,
    accountId: idSchema,
    invoiceId: idSchema.nullable(),
    subscriptionId: idSchema.nullable(),
    changeId: idSchema.nullable(),
    endpointId: idSchema,
    amount: moneyText,
    description: z.string(),
    state: stateSchema.meta({ description: '`opening`: the provider has not answered yet; it is asked again' }),
    payUrl: z.string().nullable().meta({ description: 'The page on which it is paid; null while it is opening' }),
    returnUrl: z.string().nullable(),
    createdAt: instantText,
    expiresAt: instantText,
    paymentId: idSchema.nullable(),
    error: z.string().nullable().meta({ description: 'Why the provider will not' }),
  })
  .meta({ id: 'Checkout' });

export const checkoutsQuery = z.strictObject({
  accountId: idSchema.optional(),
  state: stateSchema.optional(),
  ...pageQuery,
});
