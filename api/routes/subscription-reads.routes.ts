import { z } from 'zod';
import { findAnySubscription, listSubscriptions } from '../../prisma/stores/subscriptions.store.js';
import { maySeeAccount, visibleAccount } from '../context.js';
import { found, notFound } from '../found.js';
import { pageQuery, pageSchema } from '../pagination.js';
import { defineRoute, type Route } from '../route.js';
import { anySubscriptionView } from './any-subscription.js';
import { idParams, idSchema } from './fields.schema.js';
import { anySubscriptionSchema } from './subscriptions.schema.js';

const tags = ['Subscriptions'];
const roles = ['admin', 'agent', 'client', 'shop'] as const;

const getSubscriptions = defineRoute({
  method: 'get',
  path: '/v1/subscriptions',
  operationId: 'listSubscriptions',
  summary: 'List the subscriptions',
  description: 'The cancelled ones too. A client gets those of its own account.',
  tags,
  roles,
  idempotent: false,
  query: z.strictObject({ accountId: idSchema.optional(), ...pageQuery }),
  answers: { 200: { description: 'Oldest first', schema: pageSchema(anySubscriptionSchema) } },
  handle: async ({ deps, context, query }) => {
    const asked = { ...query, accountId: visibleAccount(context, query.accountId) };
    const { data, nextCursor } = await listSubscriptions(deps.prisma, context.organizationId, asked);
    const views = [];
    for (const it of data) views.push(await anySubscriptionView(deps, context.organizationId, it));
    return { status: 200, body: { data: views, nextCursor } };
  },
});

const getSubscription = defineRoute({
  method: 'get',
  path: '/v1/subscriptions/:id',
  operationId: 'getSubscription',
  summary: 'Show a subscription',
  tags,
  roles,
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The subscription', schema: anySubscriptionSchema } },
  handle: async ({ deps, context, params: { id } }) => {
    const subscription = found(await findAnySubscription(deps.prisma, context.organizationId, id), 'subscription', id);
    if (!maySeeAccount(context, subscription.accountId)) throw notFound('subscription', id);
    return { status: 200, body: await anySubscriptionView(deps, context.organizationId, subscription) };
  },
});

export const subscriptionReadRoutes: readonly Route[] = [getSubscriptions, getSubscription];
