import { orderCommandSchema, type PackageOrderRevision } from '../../domain/package-order/request.schema.js';
import { findChange, listChanges } from '../../prisma/stores/changes.store.js';
import { explainPackageOrder } from '../../prisma/stores/package-orders.store.js';
import { hidesSetupFeesFrom, maySeeAccount, type OrganizationContext, visibleAccount } from '../context.js';
import type { ApiDeps } from '../deps.js';
import { found, notFound } from '../found.js';
import { pageSchema } from '../pagination.js';
import { reviseOnce } from '../revise-once.js';
import type { Role } from '../roles.js';
import { defineRoute, type Route } from '../route.js';
import { isStoredOrder, packageOrderView, type StoredOrder } from '../views/package-order.view.js';
import { idParams } from './fields.schema.js';
import { explanationSchema, packageOrderSchema, packageOrdersQuery } from './package-orders.schema.js';

const tags = ['Package orders'];

const getOrders = defineRoute({
  method: 'get',
  path: '/v1/package-orders',
  operationId: 'listPackageOrders',
  summary: 'List package orders',
  tags,
  roles: ['admin', 'agent', 'client'],
  idempotent: false,
  query: packageOrdersQuery,
  answers: {
    200: { description: 'By the day they take effect, those that wait last', schema: pageSchema(packageOrderSchema) },
  },
  handle: async ({ deps, context, query }) => {
    const filter = { ...query, kind: 'package-change-order', accountId: visibleAccount(context, query.accountId) };
    const { data, nextCursor } = await listChanges(deps.prisma, context.organizationId, filter);
    const hidesSetupFees = await hidesSetupFeesFrom(context);
    const orders = data.filter(isStoredOrder).map((it) => packageOrderView(it, deps, { hidesSetupFees }));
    return { status: 200, body: { data: orders, nextCursor } };
  },
});

const getOrder = defineRoute({
  method: 'get',
  path: '/v1/package-orders/:id',
  operationId: 'getPackageOrder',
  summary: 'Show a package order',
  tags,
  roles: ['admin', 'agent', 'client'],
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The order', schema: packageOrderSchema } },
  handle: async ({ deps, context, params }) => {
    const hidesSetupFees = await hidesSetupFeesFrom(context);
    return {
      status: 200,
      body: packageOrderView(await visibleOrder(deps, context, params.id), deps, { hidesSetupFees }),
    };
  },
});

const getExplanation = defineRoute({
  method: 'get',
  path: '/v1/package-orders/:id/explanation',
  operationId: 'explainPackageOrder',
  summary: 'Answer the three questions of every support desk',
  description:
    'Why does this client see no upgrade; why is the total higher than the price; why is this order not processed (PO-18).',
  tags,
  roles: ['admin', 'agent'],
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'From the rules that decide', schema: explanationSchema } },
  handle: async ({ deps, context, params }) => {
    const order = await visibleOrder(deps, context, params.id);
    return { status: 200, body: await explainPackageOrder(deps, context.organizationId, order) };
  },
});

function commandRoute(
  command: PackageOrderRevision['command'],
  roles: readonly Exclude<Role, 'platform'>[],
  summary: string,
): Route {
  return defineRoute({
    method: 'post',
    path: `/v1/package-orders/:id/${command}`,
    operationId: `${command}PackageOrder`,
    summary,
    tags,
    roles,
    idempotent: true,
    params: idParams,
    body: orderCommandSchema,
    answers: { 200: { description: 'The order as it stands now', schema: packageOrderSchema } },
    handle: async ({ deps, context, claim, params: { id }, body }) => {
      await visibleOrder(deps, context, id);
      const hidesSetupFees = await hidesSetupFeesFrom(context);
      return reviseOnce({ deps, context, claim }, id, { command, ...body }, (change, ui) => {
        if (!isStoredOrder(change)) throw new Error(`the change ${id} is a ${change.kind}`);
        return packageOrderView(change, ui, { hidesSetupFees });
      });
    },
  });
}

async function visibleOrder({ prisma }: ApiDeps, context: OrganizationContext, id: string): Promise<StoredOrder> {
  const change = found(await findChange(prisma, context.organizationId, id), 'order', id);
  if (!isStoredOrder(change) || !maySeeAccount(context, change.accountId)) throw notFound('order', id);
  return change;
}

export const packageOrderCommandRoutes: readonly Route[] = [
  getOrders,
  getOrder,
  getExplanation,
  commandRoute('process', ['admin'], 'Process an order that is paid: the package is applied'),
  commandRoute('cancel', ['admin', 'client'], 'Cancel an order; what was paid becomes account credit'),
  commandRoute('undo', ['admin', 'client'], 'Undo a scheduled downgrade; nothing of it stays in the books'),
];
