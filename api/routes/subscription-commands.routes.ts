import { z } from 'zod';
import { civilDateSchema } from '../../domain/calendar/civil-date.js';
import { openPaygSchema } from '../../domain/payg-time/open.schema.js';
import { networkAddressSchema } from '../../domain/subscription/network-address.js';
import { openSubscriptionSchema } from '../../domain/subscription/open.schema.js';
import { upcomingInvoices } from '../../domain/timeline/upcoming.js';
import { openPaygService } from '../../prisma/stores/payg-commands.store.js';
import { cancelPaygService } from '../../prisma/stores/payg-services.store.js';
import { findPlan } from '../../prisma/stores/plans.store.js';
import { cancelService, editService, openService } from '../../prisma/stores/service-commands.store.js';
import { findAnySubscription, findSubscription } from '../../prisma/stores/subscriptions.store.js';
import { readTimeline } from '../../prisma/stores/timeline.store.js';
import { maySeeAccount } from '../context.js';
import { acceptOnce, createOnce } from '../create-once.js';
import type { ApiDeps } from '../deps.js';
import { found, notFound } from '../found.js';
import { parseBody } from '../parse-request.js';
import { defineRoute, type Route } from '../route.js';
import { startStored } from '../start-workflow.js';
import { lineView } from '../views/ledger.view.js';
import { subscriptionView } from '../views/subscription.view.js';
import { anySubscriptionView } from './any-subscription.js';
import { idParams } from './fields.schema.js';
import {
  anySubscriptionSchema,
  newSubscriptionSchema,
  subscriptionSchema,
  upcomingSchema,
} from './subscriptions.schema.js';

const postSubscription = defineRoute({
  method: 'post',
  path: '/v1/subscriptions',
  operationId: 'createSubscription',
  summary: 'Create a subscription, or take one over from another system, as paid as it is',
  description:
    'What is paid ahead opens its books, without an invoice. Where the paid period has ended already, it is billed up to today at once. On a plan that is paid as you go: until when it is on, and what a customer who paid monthly before has paid.',
  tags: ['Subscriptions'],
  roles: ['admin', 'agent'],
  idempotent: true,
  body: newSubscriptionSchema,
  answers: { 201: { description: 'The subscription', schema: anySubscriptionSchema } },
  handle: async ({ deps, claim, context, body: given }) => {
    const { organizationId, by } = context;
    const plan = await findPlan(deps.prisma, organizationId, given.planId);
    if (plan?.kind === 'payg') {
      const request = parseBody(openPaygSchema, given);
      return createOnce({ deps, claim }, async (tx) => {
        const id = await openPaygService(tx, deps, { organizationId, request });
        const subscription = found(await findAnySubscription(tx, organizationId, id), 'subscription', id);
        const body = await anySubscriptionView({ ...deps, prisma: tx }, organizationId, subscription);
        return { answer: { status: 201 as const, body } };
      });
    }
    const body = parseBody(openSubscriptionSchema, given);
    return acceptOnce({ deps, claim }, 'subscription', {
      accept: (alongside) => openService(deps, { organizationId, request: body, by, alongside }),
      answer: async (opened) => {
        await startStored(deps, { organizationId, accountId: body.accountId, changeId: null, ...opened });
        return answerOf(deps, organizationId, opened.subscriptionId);
      },
      answerAgain: (id) => answerOf(deps, organizationId, id),
    });
  },
});

const postCancel = defineRoute({
  method: 'post',
  path: '/v1/subscriptions/:id/cancel',
  operationId: 'cancelSubscription',
  summary: 'Cancel a subscription, today or on a day to come, with its open changes',
  description:
    'Nothing that was charged ahead is given back; days used and not billed yet are billed. One that is paid as you go ends at once, or as a later day begins: the time that is left, and what its booking holds, become account credit. `on: null` withdraws one that has not come (MP-27).',
  tags: ['Subscriptions'],
  roles: ['admin', 'agent'],
  idempotent: false,
  params: idParams,
  body: z.strictObject({
    reason: z.string().min(1).max(500).optional(),
    on: civilDateSchema.nullable().optional().meta({ description: 'First day without it; today where it is left out' }),
  }),
  answers: { 200: { description: 'The subscription', schema: anySubscriptionSchema } },
  handle: async ({ deps, context, params: { id }, body: { on, reason } }) => {
    const { organizationId, by } = context;
    const find = async () => found(await findAnySubscription(deps.prisma, organizationId, id), 'subscription', id);
    const { accountId, term } = await find();
    const cancellation = { organizationId, accountId, subscriptionId: id, on, reason, by };
    await (term ? cancelService(deps, cancellation) : cancelPaygService(deps, cancellation));
    return { status: 200, body: await anySubscriptionView(deps, organizationId, await find()) };
  },
});

const patchSubscription = defineRoute({
  method: 'patch',
  path: '/v1/subscriptions/:id',
  operationId: 'editSubscription',
  summary: 'Set, move or remove the last active day of a subscription; set its network addresses',
  description:
    'From the day after `activeTo` it is paused: no more invoices. Days that were charged ahead are credited, days that are active again are charged again; a paused one is active from today (PS-07).',
  tags: ['Subscriptions'],
  roles: ['admin'],
  idempotent: false,
  params: idParams,
  body: z
    .strictObject({
      activeTo: civilDateSchema.nullable().optional().meta({ description: 'Today or later; null: it goes on' }),
      networkAddresses: z
        .array(networkAddressSchema)
        .max(20)
        .optional()
        .meta({ description: 'Instead of those it has' }),
      reason: z.string().min(1).max(500).optional(),
    })
    .refine((it) => it.activeTo !== undefined || it.networkAddresses !== undefined, 'must have something to change')
    .meta({ id: 'SubscriptionEdit' }),
  answers: { 200: { description: 'The subscription', schema: subscriptionSchema } },
  handle: async ({ deps, context, params: { id }, body }) => {
    const { organizationId, by } = context;
    const { accountId } = found(await findSubscription(deps.prisma, organizationId, id), 'subscription', id);
    const { activeTo, networkAddresses, reason } = body;
    const about = { organizationId, accountId, subscriptionId: id };
    await editService(deps, { ...about, activeTo, networkAddresses, reason, by });
    const subscription = found(await findSubscription(deps.prisma, organizationId, id), 'subscription', id);
    return { status: 200, body: subscriptionView(subscription) };
  },
});

const getUpcoming = defineRoute({
  method: 'get',
  path: '/v1/subscriptions/:id/upcoming-invoices',
  operationId: 'listUpcomingInvoices',
  summary: 'List the invoices that a subscription will get, by what is known today',
  description: 'Renewals and dated changes, in order, computed by the code that makes them; nothing is stored.',
  tags: ['Subscriptions'],
  roles: ['admin', 'agent', 'client'],
  idempotent: false,
  params: idParams,
  query: z.strictObject({
    until: civilDateSchema.meta({ description: 'Last day to look at, inclusive; at most ten years ahead' }),
  }),
  answers: { 200: { description: 'In order of date', schema: upcomingSchema } },
  handle: async ({ deps, context, params: { id }, query: { until } }) => {
    const { organizationId } = context;
    const { accountId } = found(await findSubscription(deps.prisma, organizationId, id), 'subscription', id);
    if (!maySeeAccount(context, accountId)) throw notFound('subscription', id);
    const { state, now } = await readTimeline(deps, { organizationId, accountId });
    const data = upcomingInvoices(state, id, until, now).map((it) => ({ ...it, lines: it.lines.map(lineView) }));
    return { status: 200, body: { data, nextCursor: null } };
  },
});

async function answerOf(deps: ApiDeps, organizationId: string, id: string) {
  const subscription = found(await findSubscription(deps.prisma, organizationId, id), 'subscription', id);
  return { status: 201 as const, body: subscriptionView(subscription) };
}

export const subscriptionCommandRoutes: readonly Route[] = [
  postSubscription,
  patchSubscription,
  postCancel,
  getUpcoming,
];
