import { z } from 'zod';
import { inTransaction } from '../../prisma/client.js';
import {
  createClientGroup,
  editClientGroup,
  findClientGroup,
  listClientGroups,
} from '../../prisma/stores/client-groups.store.js';
import { createOnce } from '../create-once.js';
import { found } from '../found.js';
import { pageQuery, pageSchema } from '../pagination.js';
import { defineRoute, type Route } from '../route.js';
import { clientGroupEditSchema, clientGroupSchema, newClientGroupSchema } from './client-groups.schema.js';
import { idParams } from './fields.schema.js';

const tags = ['Accounts'];

const postClientGroup = defineRoute({
  method: 'post',
  path: '/v1/client-groups',
  operationId: 'createClientGroup',
  summary: 'Create a client group, with what its clients may do by themselves',
  description:
    "An account without a group is in the organization's default group, whose clients may do everything (PO-07).",
  tags,
  roles: ['admin'],
  idempotent: true,
  body: newClientGroupSchema,
  answers: { 201: { description: 'The group', schema: clientGroupSchema } },
  handle: ({ deps, claim, context: { organizationId }, body }) =>
    createOnce({ deps, claim }, async (tx) => ({
      answer: { status: 201 as const, body: await createClientGroup(tx, { organizationId, ...body }) },
    })),
});

const getClientGroups = defineRoute({
  method: 'get',
  path: '/v1/client-groups',
  operationId: 'listClientGroups',
  summary: 'List the client groups',
  tags,
  roles: ['admin', 'agent'],
  idempotent: false,
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'Oldest first', schema: pageSchema(clientGroupSchema) } },
  handle: async ({ deps, context, query }) => ({
    status: 200,
    body: await listClientGroups(deps.prisma, context.organizationId, query),
  }),
});

const getClientGroup = defineRoute({
  method: 'get',
  path: '/v1/client-groups/:id',
  operationId: 'getClientGroup',
  summary: 'Show a client group',
  tags,
  roles: ['admin', 'agent'],
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The group', schema: clientGroupSchema } },
  handle: async ({ deps, context, params: { id } }) => ({
    status: 200,
    body: found(await findClientGroup(deps.prisma, context.organizationId, id), 'client-group', id),
  }),
});

const patchClientGroup = defineRoute({
  method: 'patch',
  path: '/v1/client-groups/:id',
  operationId: 'editClientGroup',
  summary: 'Edit the name or the permissions of a client group',
  tags,
  roles: ['admin'],
  idempotent: false,
  params: idParams,
  body: clientGroupEditSchema,
  answers: { 200: { description: 'The group', schema: clientGroupSchema } },
  handle: async ({ deps, context, params: { id }, body }) => ({
    status: 200,
    body: await inTransaction(deps.prisma, (tx) => editClientGroup(tx, context.organizationId, id, body)),
  }),
});

export const clientGroupRoutes: readonly Route[] = [postClientGroup, getClientGroups, getClientGroup, patchClientGroup];
