import { DomainError } from '../../domain/errors.js';
import type { NewBooking } from '../../domain/payg-booking/request.schema.js';
import { bookingRequestSchema } from '../../domain/payg-booking/request.schema.js';
import { findAccount } from '../../prisma/stores/accounts.store.js';
import { findChange, listChanges } from '../../prisma/stores/changes.store.js';
import { bookUpgrade } from '../../prisma/stores/payg-commands.store.js';
import { findAnySubscription } from '../../prisma/stores/subscriptions.store.js';
import { ApiError } from '../api-error.js';
import { maySeeAccount, type OrganizationContext, visibleAccount } from '../context.js';
import { acceptOnce } from '../create-once.js';
import type { ApiDeps } from '../deps.js';
import { found, notFound } from '../found.js';
import type { IdempotencyClaim } from '../idempotency.js';
import { pageSchema } from '../pagination.js';
import { invalidRequest } from '../parse-request.js';
import { defineRoute, type Route } from '../route.js';
import { startOpen, startStored } from '../start-workflow.js';
import { bookingView, isBooking, readOutView, type StoredBooking } from '../views/booking.view.js';
import { bookingSchema, bookingsQuery, readOutSchema } from './bookings.schema.js';
import { idParams } from './fields.schema.js';

const tags = ['Upgrades'];
const readers = ['admin', 'agent', 'client', 'shop'] as const;

const postBooking = defineRoute({
  method: 'post',
  path: '/v1/bookings',
  operationId: 'createBooking',
  summary: 'Book an upgrade: the customer has the window to pay the down payment',
  description:
    'For products that the customer is entitled to (PB-01, PB-02). Old payments, or for admins the payment from before a conversion, may be used in the same call (PB-11).',
  tags,
  roles: ['admin', 'agent'],
  idempotent: true,
  body: bookingRequestSchema,
  answers: { 201: { description: 'The booking', schema: bookingSchema } },
  handle: async ({ deps, claim, context, body }) => {
    if (body.useConversionPayment && context.role !== 'admin') {
      const message = 'Only an admin may use a payment from before the conversion: leave useConversionPayment out.';
      throw new ApiError('role-not-allowed', message);
    }
    const accountId = await accountOf(deps, context, body);
    return bookOnce({ deps, claim, context }, { accountId, request: body });
  },
});

export interface BookOnce {
  readonly accountId: string;
  readonly request: NewBooking;
  readonly proposalId?: string;
}

/** Books, starts the workflow, and answers with the booking; once for each Idempotency-Key. */
export function bookOnce(
  { deps, claim, context }: { deps: ApiDeps; claim: IdempotencyClaim | null; context: OrganizationContext },
  booking: BookOnce,
) {
  const { organizationId, by } = context;
  const { accountId } = booking;
  return acceptOnce({ deps, claim }, 'change', {
    accept: (alongside) => bookUpgrade(deps, { organizationId, by, alongside, ...booking }),
    answer: async (accepted) => {
      await startStored(deps, { organizationId, accountId, ...accepted });
      return bookingAnswer(deps, organizationId, accepted.changeId);
    },
    answerAgain: async (id) => {
      await startOpen(deps, organizationId, found(await findChange(deps.prisma, organizationId, id), 'change', id));
      return bookingAnswer(deps, organizationId, id);
    },
  });
}

const getBookings = defineRoute({
  method: 'get',
  path: '/v1/bookings',
  operationId: 'listBookings',
  summary: 'List bookings',
  tags,
  roles: readers,
  idempotent: false,
  query: bookingsQuery,
  answers: { 200: { description: 'Oldest first', schema: pageSchema(bookingSchema) } },
  handle: async ({ deps, context, query }) => {
    const filter = { ...query, kind: 'payg-upgrade-booking', accountId: visibleAccount(context, query.accountId) };
    const { data, nextCursor } = await listChanges(deps.prisma, context.organizationId, filter);
    return { status: 200, body: { data: data.filter(isBooking).map((it) => bookingView(it, deps)), nextCursor } };
  },
});

const getBooking = defineRoute({
  method: 'get',
  path: '/v1/bookings/:id',
  operationId: 'getBooking',
  summary: 'Show a booking: what is paid, what is missing, until when',
  tags,
  roles: readers,
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The booking', schema: bookingSchema } },
  handle: async ({ deps, context, params: { id } }) => ({
    status: 200,
    body: bookingView(await visibleBooking(deps, context, id), deps),
  }),
});

const getReadOut = defineRoute({
  method: 'get',
  path: '/v1/bookings/:id/read-out',
  operationId: 'readOutBooking',
  summary: 'Tell what to read out to the customer: the amount, and the deadline in the customer’s local time',
  tags,
  roles: readers,
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The sentence, and the countdown', schema: readOutSchema } },
  handle: async ({ deps, context, params: { id } }) => {
    const booking = await visibleBooking(deps, context, id);
    const account = await findAccount(deps.prisma, context.organizationId, booking.accountId);
    const { now, settings } = await context.organization();
    return { status: 200, body: readOutView(booking, account?.timeZone ?? settings.timeZone, now) };
  },
});

/** Finds a booking that the caller may see. */
export async function visibleBooking(deps: ApiDeps, context: OrganizationContext, id: string): Promise<StoredBooking> {
  const change = await findChange(deps.prisma, context.organizationId, id);
  if (!change || !isBooking(change) || !maySeeAccount(context, change.accountId)) throw notFound('booking', id);
  return change;
}

async function bookingAnswer(deps: ApiDeps, organizationId: string, id: string) {
  const change = found(await findChange(deps.prisma, organizationId, id), 'booking', id);
  if (!isBooking(change)) throw notFound('booking', id);
  return { status: 201 as const, body: bookingView(change, deps) };
}

/** Finds whose booking it is to be; what is named has to belong together. */
async function accountOf(deps: ApiDeps, { organizationId }: OrganizationContext, body: NewBooking): Promise<string> {
  const { accountId, subscriptionId } = body;
  if (subscriptionId === undefined) {
    return found(await findAccount(deps.prisma, organizationId, accountId ?? ''), 'account', accountId ?? '').id;
  }
  const subscription = await findAnySubscription(deps.prisma, organizationId, subscriptionId);
  const { accountId: owner, status } = found(subscription, 'subscription', subscriptionId);
  if (status === 'cancelled')
    throw new DomainError('subscription-cancelled', `The subscription ${subscriptionId} is cancelled.`);
  if (accountId === undefined || accountId === owner) return owner;
  throw invalidRequest([{ path: 'subscriptionId', message: 'is not a subscription of this account' }]);
}

export const bookingRoutes: readonly Route[] = [postBooking, getBookings, getBooking, getReadOut];
