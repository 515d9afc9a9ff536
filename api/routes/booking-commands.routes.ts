import {
  type BookingRevision,
  cancelBookingSchema,
  collectSchema,
  useConversionPaymentSchema,
  useOnTimePaymentsSchema,
} from '../../domain/payg-booking/request.schema.js';
import type { StoredChange } from '../../prisma/stores/change-rows.js';
import type { OrganizationContext } from '../context.js';
import type { ApiDeps } from '../deps.js';
import { notFound } from '../found.js';
import type { IdempotencyClaim } from '../idempotency.js';
import { reviseOnce } from '../revise-once.js';
import { defineRoute, type Route } from '../route.js';
import { bookingView, isBooking } from '../views/booking.view.js';
import { visibleBooking } from './bookings.routes.js';
import { bookingSchema } from './bookings.schema.js';
import { idParams } from './fields.schema.js';

const shared = { method: 'post', tags: ['Upgrades'], params: idParams, idempotent: true } as const;
const answers = { 200: { description: 'The booking as it stands now', schema: bookingSchema } };

const postOnTime = defineRoute({
  ...shared,
  path: '/v1/bookings/:id/use-on-time-payments',
  operationId: 'useOnTimePayments',
  summary: 'Use old payments for the down payment',
  description:
    'The time that they bought and that is not needed is taken back (PB-08); what they are worth is a setting (PB-09). Not enough: 409 with what is missing, unless a part is accepted.',
  roles: ['admin', 'agent'],
  body: useOnTimePaymentsSchema,
  answers,
  handle: (it) => revise(it.deps, it.context, it.claim, it.params.id, { command: 'use-on-time-payments', ...it.body }),
});

const postConversion = defineRoute({
  ...shared,
  path: '/v1/bookings/:id/use-conversion-payment',
  operationId: 'useConversionPayment',
  summary: 'Use a payment from before the customer was converted',
  description: 'The smallest one that covers what is missing; its surplus becomes time (PB-10).',
  roles: ['admin'],
  body: useConversionPaymentSchema,
  answers,
  handle: (it) =>
    revise(it.deps, it.context, it.claim, it.params.id, { command: 'use-conversion-payment', ...it.body }),
});

const postCollect = defineRoute({
  ...shared,
  path: '/v1/bookings/:id/collect',
  operationId: 'collectBooking',
  summary: 'Hand the new products over',
  description: 'They replace those of their paths; the time that is left is kept in value at the new rate (PB-12).',
  roles: ['admin', 'shop'],
  body: collectSchema,
  answers,
  handle: (it) => revise(it.deps, it.context, it.claim, it.params.id, { command: 'collect', ...it.body }),
});

const postCancel = defineRoute({
  ...shared,
  path: '/v1/bookings/:id/cancel',
  operationId: 'cancelBooking',
  summary: 'Cancel a booking; what was paid becomes time. Once it is paid, only an admin can',
  roles: ['admin', 'agent'],
  body: cancelBookingSchema,
  answers,
  handle: (it) => {
    const byAgent = it.context.role !== 'admin';
    return revise(it.deps, it.context, it.claim, it.params.id, { command: 'cancel', byAgent, ...it.body });
  },
});

async function revise(
  deps: ApiDeps,
  context: OrganizationContext,
  claim: IdempotencyClaim | null,
  id: string,
  revision: BookingRevision,
) {
  await visibleBooking(deps, context, id);
  return reviseOnce({ deps, context, claim }, id, revision, viewOf);
}

function viewOf(change: StoredChange, deps: ApiDeps) {
  if (!isBooking(change)) throw notFound('booking', change.id);
  return bookingView(change, deps);
}

export const bookingCommandRoutes: readonly Route[] = [postOnTime, postConversion, postCollect, postCancel];
