import { z } from 'zod';
import { bookingOptions } from '../../domain/payg-booking/entitlement.js';
import { upgradePathSchema } from '../../domain/payg-booking/path.schema.js';
import { findAccount } from '../../prisma/stores/accounts.store.js';
import { listOnTimeTransactions } from '../../prisma/stores/on-time.store.js';
import { findAnySubscription } from '../../prisma/stores/subscriptions.store.js';
import { readTimeline } from '../../prisma/stores/timeline.store.js';
import { createUpgradePath, listUpgradePaths } from '../../prisma/stores/upgrade-paths.store.js';
import { maySeeAccount, refuseForeignAccount } from '../context.js';
import { createOnce } from '../create-once.js';
import { found, notFound } from '../found.js';
import { pageQuery, pageSchema } from '../pagination.js';
import { defineRoute, type Route } from '../route.js';
import { bookingOptionView, onTimeView } from '../views/payg.view.js';
import { accountOf } from './any-subscription.js';
import { idParams, idSchema } from './fields.schema.js';
import { bookingOptionSchema, onTimeTransactionSchema, upgradePathAnswerSchema } from './payg.schema.js';

const readers = ['admin', 'agent', 'client', 'shop'] as const;

const postPath = defineRoute({
  method: 'post',
  path: '/v1/upgrade-paths',
  operationId: 'createUpgradePath',
  summary: 'Allow upgrades from one plan to another, with the conditions',
  tags: ['Upgrades'],
  roles: ['admin'],
  idempotent: true,
  body: upgradePathSchema,
  answers: { 201: { description: 'The path', schema: upgradePathAnswerSchema } },
  handle: ({ deps, claim, context: { organizationId }, body }) =>
    createOnce({ deps, claim }, async (tx) => ({
      answer: { status: 201 as const, body: await createUpgradePath(tx, { organizationId, ...body }) },
    })),
});

const getPaths = defineRoute({
  method: 'get',
  path: '/v1/upgrade-paths',
  operationId: 'listUpgradePaths',
  summary: 'List the upgrade paths',
  tags: ['Upgrades'],
  roles: readers,
  idempotent: false,
  query: z.strictObject({ fromPlanId: idSchema.optional(), ...pageQuery }),
  answers: { 200: { description: 'Oldest first', schema: pageSchema(upgradePathAnswerSchema) } },
  handle: async ({ deps, context, query }) => ({
    status: 200,
    body: await listUpgradePaths(deps.prisma, context.organizationId, query),
  }),
});

const getOnTime = defineRoute({
  method: 'get',
  path: '/v1/subscriptions/:id/on-time-transactions',
  operationId: 'listOnTimeTransactions',
  summary: 'List what each payment of a subscription that is paid as you go did',
  description: 'With what of it is not used now. Amounts and time have signs, and add up (PB-01).',
  tags: ['Pay as you go'],
  roles: readers,
  idempotent: false,
  params: idParams,
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'Oldest first', schema: pageSchema(onTimeTransactionSchema) } },
  handle: async ({ deps, context, params: { id }, query }) => {
    const { organizationId } = context;
    const subscription = found(await findAnySubscription(deps.prisma, organizationId, id), 'subscription', id);
    if (!maySeeAccount(context, subscription.accountId)) throw notFound('subscription', id);
    const account = await accountOf(deps, organizationId, subscription);
    const { data, nextCursor } = await listOnTimeTransactions(deps.prisma, organizationId, id, query);
    return { status: 200, body: { data: data.map((it) => onTimeView(it, account)), nextCursor } };
  },
});

const getOptions = defineRoute({
  method: 'get',
  path: '/v1/accounts/:id/booking-options',
  operationId: 'listBookingOptions',
  summary: 'Tell which products a customer may upgrade to, and of each other one why not',
  tags: ['Upgrades'],
  roles: readers,
  idempotent: false,
  params: idParams,
  answers: {
    200: {
      description: 'Of each subscription that is paid as you go, each product that it does not hold',
      schema: z
        .strictObject({ data: z.array(bookingOptionSchema), nextCursor: z.null() })
        .meta({ id: 'BookingOptions' }),
    },
  },
  handle: async ({ deps, context, params: { id: accountId } }) => {
    const { organizationId } = context;
    refuseForeignAccount(context, accountId);
    found(await findAccount(deps.prisma, organizationId, accountId), 'account', accountId);
    const account = await readTimeline(deps, { organizationId, accountId });
    const { state, now } = account;
    const options = state.payg.services.flatMap((it) => bookingOptions(state, it, now));
    return { status: 200, body: { data: options.map((it) => bookingOptionView(it, account)), nextCursor: null } };
  },
});

export const paygRoutes: readonly Route[] = [postPath, getPaths, getOnTime, getOptions];
