import type { StoredChange } from '../../prisma/stores/change-rows.js';
import { findChange, listChanges } from '../../prisma/stores/changes.store.js';
import { listHistory } from '../../prisma/stores/history.store.js';
import { hidesSetupFeesFrom, maySeeAccount, type OrganizationContext, visibleAccount } from '../context.js';
import type { ApiDeps } from '../deps.js';
import { found, notFound } from '../found.js';
import { pageSchema } from '../pagination.js';
import { defineRoute, type Route } from '../route.js';
import { anyChangeView } from '../views/any-change.view.js';
import { idParams } from './fields.schema.js';
import { anyChangeSchema, historySchema, planChangesQuery } from './plan-changes.schema.js';

const tags = ['Plan changes'];
const roles = ['admin', 'agent', 'client'] as const;

const getPlanChanges = defineRoute({
  method: 'get',
  path: '/v1/plan-changes',
  operationId: 'listPlanChanges',
  summary: 'List plan changes of every kind',
  description:
    'Of an account, a subscription or the whole organization (MP-06). A client gets those of its own account.',
  tags,
  roles,
  idempotent: false,
  query: planChangesQuery,
  answers: { 200: { description: 'By effective date, undated ones last', schema: pageSchema(anyChangeSchema) } },
  handle: async ({ deps, context, query }) => {
    const undated = query.undated === undefined ? undefined : query.undated === 'true';
    const filter = { ...query, undated, accountId: visibleAccount(context, query.accountId) };
    const { data, nextCursor } = await listChanges(deps.prisma, context.organizationId, filter);
    const hidesSetupFees = await hidesSetupFeesFrom(context);
    return { status: 200, body: { data: data.map((it) => anyChangeView(it, deps, { hidesSetupFees })), nextCursor } };
  },
});

const getPlanChange = defineRoute({
  method: 'get',
  path: '/v1/plan-changes/:id',
  operationId: 'getPlanChange',
  summary: 'Show a plan change',
  tags,
  roles,
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The change', schema: anyChangeSchema } },
  handle: async ({ deps, context, params }) => {
    const change = await visibleChange(deps, context, params.id);
    return { status: 200, body: anyChangeView(change, deps, { hidesSetupFees: await hidesSetupFeesFrom(context) }) };
  },
});

const getHistory = defineRoute({
  method: 'get',
  path: '/v1/plan-changes/:id/history',
  operationId: 'getPlanChangeHistory',
  summary: 'Tell what happened to a plan change',
  description:
    'Who asked, what was quoted, each step, each date set and passed, each amount with its sentence (EN-06).',
  tags,
  roles,
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'In the order in which it happened', schema: historySchema } },
  handle: async ({ deps, context, params }) => {
    const { id } = await visibleChange(deps, context, params.id);
    const entries = await listHistory(deps.prisma, context.organizationId, { changeId: id });
    const data = entries.map(({ at, event, by, text, amounts }) => ({ at, event, by, text, amounts }));
    return { status: 200, body: { data, nextCursor: null } };
  },
});

/** Finds a change that the caller may see, or refuses with 404. */
export async function visibleChange(
  { prisma }: ApiDeps,
  context: OrganizationContext,
  id: string,
): Promise<StoredChange> {
  const change = found(await findChange(prisma, context.organizationId, id), 'change', id);
  if (!maySeeAccount(context, change.accountId)) throw notFound('change', id);
  return change;
}

export const planChangeReadRoutes: readonly Route[] = [getPlanChanges, getPlanChange, getHistory];
