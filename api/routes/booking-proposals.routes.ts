import { goodwillLeftFor, worthOf } from '../../domain/payg-booking/worth.js';
import { serviceOf } from '../../domain/payg-time/rate.js';
import { loadOnTimePayments } from '../../prisma/stores/on-time.store.js';
import { withCancelled } from '../../prisma/stores/payg-services.store.js';
import {
  dismissProposal,
  findProposal,
  listProposals,
  type StoredProposal,
} from '../../prisma/stores/proposals.store.js';
import { readTimeline } from '../../prisma/stores/timeline.store.js';
import { maySeeAccount, type OrganizationContext, visibleAccount } from '../context.js';
import { createOnce } from '../create-once.js';
import type { ApiDeps } from '../deps.js';
import { notFound } from '../found.js';
import { pageSchema } from '../pagination.js';
import { defineRoute, type Route } from '../route.js';
import { bookOnce } from './bookings.routes.js';
import { bookingSchema, proposalBookingSchema, proposalSchema, proposalsQuery } from './bookings.schema.js';
import { idParams } from './fields.schema.js';

const tags = ['Upgrades'];

const getProposals = defineRoute({
  method: 'get',
  path: '/v1/booking-proposals',
  operationId: 'listBookingProposals',
  summary: 'List payments without a booking that look like the down payment of an upgrade (PB-17)',
  tags,
  roles: ['admin', 'agent'],
  idempotent: false,
  query: proposalsQuery,
  answers: { 200: { description: 'Oldest first, with what each is worth now', schema: pageSchema(proposalSchema) } },
  handle: async ({ deps, context, query }) => {
    const filter = { ...query, accountId: visibleAccount(context, query.accountId) };
    const { data, nextCursor } = await listProposals(deps.prisma, context.organizationId, filter);
    const views = [];
    for (const it of data) views.push(await proposalView(deps, context, it));
    return { status: 200, body: { data: views, nextCursor } };
  },
});

const getProposal = defineRoute({
  method: 'get',
  path: '/v1/booking-proposals/:id',
  operationId: 'getBookingProposal',
  summary: 'Show a proposal, and what its payment is worth now',
  tags,
  roles: ['admin', 'agent'],
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The proposal', schema: proposalSchema } },
  handle: async ({ deps, context, params: { id } }) => ({
    status: 200,
    body: await proposalView(deps, context, await visibleProposal(deps, context, id)),
  }),
});

const postBooking = defineRoute({
  method: 'post',
  path: '/v1/booking-proposals/:id/book',
  operationId: 'bookProposal',
  summary: 'Make a booking of a proposal, paid by its payment',
  tags,
  roles: ['admin', 'agent'],
  idempotent: true,
  params: idParams,
  body: proposalBookingSchema,
  answers: { 201: { description: 'The booking', schema: bookingSchema } },
  handle: async ({ deps, claim, context, params: { id: proposalId }, body }) => {
    const proposal = await visibleProposal(deps, context, proposalId);
    const { accountId, subscriptionId, transactionId } = proposal;
    const planIds = body.planIds ?? proposal.planIds.slice(0, 1);
    const useOnTimePayments = { transactionIds: [transactionId], acceptPart: body.acceptPart };
    const request = { subscriptionId, planIds, useOnTimePayments };
    return bookOnce({ deps, claim, context }, { accountId, request, proposalId });
  },
});

const postDismissal = defineRoute({
  method: 'post',
  path: '/v1/booking-proposals/:id/dismiss',
  operationId: 'dismissBookingProposal',
  summary: 'Dismiss a proposal: the payment stays time',
  tags,
  roles: ['admin', 'agent'],
  idempotent: true,
  params: idParams,
  answers: { 200: { description: 'The proposal', schema: proposalSchema } },
  handle: async ({ deps, claim, context, params: { id } }) => {
    const { organizationId } = context;
    const { now } = await context.organization();
    await visibleProposal(deps, context, id);
    return createOnce({ deps, claim }, async (tx) => {
      await dismissProposal(tx, organizationId, id, now);
      const dismissed = await findProposal(tx, organizationId, id);
      if (!dismissed) throw notFound('booking', id);
      return { answer: { status: 200 as const, body: await proposalView(deps, context, dismissed) } };
    });
  },
});

async function visibleProposal(deps: ApiDeps, context: OrganizationContext, id: string): Promise<StoredProposal> {
  const proposal = await findProposal(deps.prisma, context.organizationId, id);
  if (!proposal || !maySeeAccount(context, proposal.accountId)) throw notFound('booking', id);
  return proposal;
}

/** Shows what the payment is worth for a down payment now: it is being used up (PB-17). */
async function proposalView(deps: ApiDeps, { organizationId }: OrganizationContext, proposal: StoredProposal) {
  const { accountId, subscriptionId, transactionId, planIds } = proposal;
  const account = await readTimeline(deps, { organizationId, accountId });
  const { now } = account;
  const state = await withCancelled(deps.prisma, organizationId, account.state, subscriptionId);
  const { currency } = state.account;
  const [payment] = await loadOnTimePayments(deps.prisma, organizationId, subscriptionId, [transactionId]);
  if (!payment) throw notFound('booking', proposal.id);
  const limit = goodwillLeftFor(state.settings, currency, '0');
  const worth = worthOf(state, serviceOf(state.payg, subscriptionId), payment, { at: now, goodwillLeft: limit });
  return {
    ...proposal,
    planIds: [...planIds],
    worth: { amount: worth.worth, currency },
    unused: { amount: worth.unused, currency },
  };
}

export const bookingProposalRoutes: readonly Route[] = [getProposals, getProposal, postBooking, postDismissal];
