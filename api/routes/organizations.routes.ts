import { z } from 'zod';
import { createApiKey } from '../../prisma/stores/api-keys.store.js';
import { createOrganization, listOrganizations } from '../../prisma/stores/organizations.store.js';
import { createOnce } from '../create-once.js';
import { pageQuery, pageSchema } from '../pagination.js';
import { defineRoute, type Route } from '../route.js';
import { organizationView } from '../views/organization.view.js';
import { createdOrganizationSchema, newOrganizationSchema, organizationSchema } from './organizations.schema.js';

const tags = ['Organizations'];

const postOrganization = defineRoute({
  method: 'post',
  path: '/v1/organizations',
  operationId: 'createOrganization',
  summary: 'Create an organization',
  description: 'With the first key of an admin, whose secret is shown in this answer and never again.',
  tags,
  roles: ['platform'],
  idempotent: true,
  body: newOrganizationSchema,
  answers: { 201: { description: 'The organization and its first key', schema: createdOrganizationSchema } },
  handle: ({ deps, claim, context, body }) =>
    createOnce({ deps, claim }, async (tx) => {
      const { name, test, settings } = body;
      const organization = await createOrganization(tx, {
        name,
        isTest: test,
        by: context.by,
        ...(settings ? { settings } : {}),
      });
      const adminKey = await createApiKey(tx, { organizationId: organization.id, role: 'admin', name: 'First admin' });
      const view = organizationView(organization, deps.clock);
      const answer = { status: 201 as const, body: { ...view, adminKey } };
      return { answer, stored: { ...view, adminKey: { ...adminKey, secret: null } } };
    }),
});

const getOrganizations = defineRoute({
  method: 'get',
  path: '/v1/organizations',
  operationId: 'listOrganizations',
  summary: 'List the organizations',
  tags,
  roles: ['platform'],
  idempotent: false,
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'Oldest first', schema: pageSchema(organizationSchema) } },
  handle: async ({ deps, query }) => {
    const { data, nextCursor } = await listOrganizations(deps.prisma, query);
    return { status: 200, body: { data: data.map((it) => organizationView(it, deps.clock)), nextCursor } };
  },
});

export const organizationRoutes: readonly Route[] = [postOrganization, getOrganizations];
