import { z } from 'zod';
import type { OnTimePayment } from './worth.js';

const id = z.string().min(1).max(100);

const transactionIds = z
  .array(id)
  .min(1)
  .max(100)
  .refine((ids) => new Set(ids).size === ids.length, 'must not name a transaction twice')
  .meta({ description: 'On-time transactions of the type payment' });

const reason = z.string().trim().min(1).max(500).optional().meta({ description: 'Why, for the history' });

export const useOnTimePaymentsSchema = z
  .strictObject({
    transactionIds,
    acceptPart: z
      .boolean()
      .default(false)
      .meta({ description: 'Whether less than what is missing is accepted as a part payment (PB-08)' }),
  })
  .meta({ id: 'OnTimePayments' });

export const useConversionPaymentSchema = z
  .strictObject({ transactionId: id.meta({ description: 'The one conversion transaction (PB-10)' }) })
  .meta({ id: 'ConversionPayment' });

export const collectSchema = z.strictObject({ reason }).meta({ id: 'Collection' });
export const cancelBookingSchema = z.strictObject({ reason }).meta({ id: 'BookingCancellation' });

/** What `POST /v1/bookings` takes. */
export const bookingRequestSchema = z
  .strictObject({
    accountId: id.optional(),
    subscriptionId: id
      .optional()
      .meta({ description: 'Needed only where the account has several that are paid as you go' }),
    planIds: z
      .array(id)
      .min(1)
      .max(20)
      .refine((ids) => new Set(ids).size === ids.length, 'must not name a product twice')
      .meta({ description: 'The products to upgrade to' }),
    useOnTimePayments: useOnTimePaymentsSchema.optional(),
    useConversionPayment: useConversionPaymentSchema.optional(),
  })
  .refine((it) => it.accountId !== undefined || it.subscriptionId !== undefined, {
    path: ['accountId'],
    message: 'is needed where no subscriptionId is given',
  })
  .refine((it) => it.useOnTimePayments === undefined || it.useConversionPayment === undefined, {
    path: ['useConversionPayment'],
    message: 'must be left out where useOnTimePayments is given',
  })
  .meta({ id: 'NewBooking' });

export type NewBooking = z.infer<typeof bookingRequestSchema>;

/** What of it a booking keeps. */
export interface BookingRequest {
  readonly planIds: readonly string[];
}

export type BookingRevision =
  | ({
      readonly command: 'use-on-time-payments';
      /** The old payments as they stand: the store adds them. */
      readonly payments?: readonly OnTimePayment[];
    } & z.infer<typeof useOnTimePaymentsSchema>)
  | ({ readonly command: 'use-conversion-payment' } & z.infer<typeof useConversionPaymentSchema>)
  | ({ readonly command: 'collect' } & z.infer<typeof collectSchema>)
  /** `byAgent`: asked by somebody who may not cancel what is paid (PB-13). */
  | ({ readonly command: 'cancel'; readonly byAgent?: boolean } & z.infer<typeof cancelBookingSchema>);
