import { packageOrderRequestSchema } from '../../domain/package-order/request.schema.js';
import { findChange } from '../../prisma/stores/changes.store.js';
import {
  acceptPackageOrderRequest,
  quotePackageOrder,
  upgradeOptions,
} from '../../prisma/stores/package-orders.store.js';
import { findSubscription } from '../../prisma/stores/subscriptions.store.js';
import { hidesSetupFeesFrom, maySeeAccount, type OrganizationContext } from '../context.js';
import { acceptOnce } from '../create-once.js';
import type { ApiDeps } from '../deps.js';
import { found, notFound } from '../found.js';
import { defineRoute, type Route } from '../route.js';
import { startOpen, startStored } from '../start-workflow.js';
import { isStoredOrder, orderQuoteView, packageOrderView, upgradeOptionsView } from '../views/package-order.view.js';
import { idParams } from './fields.schema.js';
import { orderQuoteSchema, packageOrderSchema, upgradeOptionsSchema } from './package-orders.schema.js';

const tags = ['Package orders'];

/** How long an order of which nothing is due may take to be answered with its final state. */
const APPLIED_WITHIN_MS = 5_000;

const getUpgradeOptions = defineRoute({
  method: 'get',
  path: '/v1/subscriptions/:id/upgrade-options',
  operationId: 'getUpgradeOptions',
  summary: 'List the packages that a service can move to, each with its quote',
  description: 'Or why there are none: a client only learns that it is not available (PO-08).',
  tags,
  roles: ['admin', 'agent', 'client'],
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The options', schema: upgradeOptionsSchema } },
  handle: async ({ deps, context, params: { id } }) => {
    const { organizationId } = context;
    const { accountId, planId } = await visibleService(deps, context, id);
    const options = await upgradeOptions(deps, { organizationId, accountId, subscriptionId: id, planId });
    return { status: 200, body: upgradeOptionsView(options, await viewerOf(context)) };
  },
});

const postQuote = defineRoute({
  method: 'post',
  path: '/v1/package-orders/quote',
  operationId: 'quotePackageOrder',
  summary: 'Quote another package for a service',
  tags,
  roles: ['admin', 'agent', 'client'],
  idempotent: false,
  body: packageOrderRequestSchema,
  answers: { 200: { description: 'The quote; nothing is stored', schema: orderQuoteSchema } },
  handle: async ({ deps, context, body }) => {
    const { organizationId } = context;
    const { accountId } = await visibleService(deps, context, body.subscriptionId);
    const viewer = await viewerOf(context);
    const quote = await quotePackageOrder(deps, {
      organizationId,
      accountId,
      request: body,
      asAdmin: !viewer.isClient,
    });
    return { status: 200, body: orderQuoteView(quote, viewer) };
  },
});

const postOrder = defineRoute({
  method: 'post',
  path: '/v1/package-orders',
  operationId: 'createPackageOrder',
  summary: 'Order another package for a service',
  description:
    'The quote is frozen. Money due: an invoice is made and the order waits for payment; nothing due: it goes on at once. An admin can order for any client (PO-07, PO-09, PO-11).',
  tags,
  roles: ['admin', 'client'],
  idempotent: true,
  body: packageOrderRequestSchema,
  answers: { 201: { description: 'The order as it stands', schema: packageOrderSchema } },
  handle: async ({ deps, claim, context, body }) => {
    const { organizationId, by } = context;
    const { accountId } = await visibleService(deps, context, body.subscriptionId);
    const asAdmin = context.role === 'admin';
    return acceptOnce({ deps, claim }, 'change', {
      accept: (alongside) =>
        acceptPackageOrderRequest(deps, { organizationId, accountId, request: body, by, asAdmin, alongside }),
      answer: async (accepted) => {
        const isAtOnce = accepted.turn.state === 'accepted';
        const isStarted = await startStored(deps, { organizationId, accountId, ...accepted }, { eager: isAtOnce });
        if (isAtOnce && isStarted) await deps.orchestrator.endsWithin(accepted.workflowId, APPLIED_WITHIN_MS);
        return answerOf(deps, context, accepted.changeId);
      },
      answerAgain: async (changeId) => {
        const change = found(await findChange(deps.prisma, organizationId, changeId), 'order', changeId);
        if (change.state === 'accepted' && (await startOpen(deps, organizationId, change)))
          await deps.orchestrator.endsWithin(change.workflowId, APPLIED_WITHIN_MS);
        return answerOf(deps, context, changeId);
      },
    });
  },
});

async function visibleService(deps: ApiDeps, context: OrganizationContext, subscriptionId: string) {
  const stored = await findSubscription(deps.prisma, context.organizationId, subscriptionId);
  const subscription = found(stored, 'subscription', subscriptionId);
  if (!maySeeAccount(context, subscription.accountId)) throw notFound('subscription', subscriptionId);
  return subscription;
}

async function viewerOf(context: OrganizationContext): Promise<{ isClient: boolean; hidesSetupFees: boolean }> {
  return { isClient: context.role === 'client', hidesSetupFees: await hidesSetupFeesFrom(context) };
}

async function answerOf(deps: ApiDeps, context: OrganizationContext, changeId: string) {
  const change = found(await findChange(deps.prisma, context.organizationId, changeId), 'order', changeId);
  if (!isStoredOrder(change)) throw new Error(`the change ${changeId} is a ${change.kind}`);
  return { status: 201 as const, body: packageOrderView(change, deps, await viewerOf(context)) };
}

export const packageOrderRoutes: readonly Route[] = [getUpgradeOptions, postQuote, postOrder];
