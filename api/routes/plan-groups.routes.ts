import { z } from 'zod';
import { createPlanGroup, listPlanGroups } from '../../prisma/stores/plan-groups.store.js';
import { createOnce } from '../create-once.js';
import { pageQuery, pageSchema } from '../pagination.js';
import { defineRoute, type Route } from '../route.js';
import { newPlanGroupSchema, planGroupSchema } from './plan-groups.schema.js';

const tags = ['Plans'];

const postPlanGroup = defineRoute({
  method: 'post',
  path: '/v1/plan-groups',
  operationId: 'createPlanGroup',
  summary: 'Create a plan group',
  description: 'From a plan that is in groups, customers may move only to plans that share one with it (MP-01).',
  tags,
  roles: ['admin'],
  idempotent: true,
  body: newPlanGroupSchema,
  answers: { 201: { description: 'The group', schema: planGroupSchema } },
  handle: ({ deps, claim, context, body }) =>
    createOnce({ deps, claim }, async (tx) => {
      const group = await createPlanGroup(tx, { organizationId: context.organizationId, name: body.name });
      return { answer: { status: 201 as const, body: group } };
    }),
});

const getPlanGroups = defineRoute({
  method: 'get',
  path: '/v1/plan-groups',
  operationId: 'listPlanGroups',
  summary: 'List the plan groups',
  tags,
  roles: ['admin', 'agent', 'client', 'shop'],
  idempotent: false,
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'Oldest first', schema: pageSchema(planGroupSchema) } },
  handle: async ({ deps, context, query }) => {
    return { status: 200, body: await listPlanGroups(deps.prisma, context.organizationId, query) };
  },
});

export const planGroupRoutes: readonly Route[] = [postPlanGroup, getPlanGroups];
