import { z } from 'zod';
import { inTransaction } from '../../prisma/client.js';
import { findAccount } from '../../prisma/stores/accounts.store.js';
import { createApiKey, listApiKeys, revokeApiKey } from '../../prisma/stores/api-keys.store.js';
import { createOnce } from '../create-once.js';
import { found } from '../found.js';
import { defineRoute, type Route } from '../route.js';
import { apiKeyView } from '../views/api-key.view.js';
import { apiKeySchema, createdApiKeySchema, newApiKeySchema } from './api-keys.schema.js';
import { idParams } from './fields.schema.js';

const tags = ['API keys'];

const postApiKey = defineRoute({
  method: 'post',
  path: '/v1/api-keys',
  operationId: 'createApiKey',
  summary: 'Create an API key',
  description: 'Its secret is shown in this answer and never again; only its SHA-256 is stored.',
  tags,
  roles: ['admin'],
  idempotent: true,
  body: newApiKeySchema,
  answers: { 201: { description: 'The key with its secret', schema: createdApiKeySchema } },
  handle: ({ deps, claim, context, body }) =>
    createOnce({ deps, claim }, async (tx) => {
      const { role, name, accountId } = body;
      const { organizationId } = context;
      if (accountId !== undefined) found(await findAccount(tx, organizationId, accountId), 'account', accountId);
      const key = await createApiKey(tx, { organizationId, role, name, ...(accountId ? { accountId } : {}) });
      const view = { id: key.id, role, name, accountId: accountId ?? null, revokedAt: null };
      const answer = { status: 201 as const, body: { ...view, secret: key.secret } };
      return { answer, stored: { ...view, secret: null } };
    }),
});

const getApiKeys = defineRoute({
  method: 'get',
  path: '/v1/api-keys',
  operationId: 'listApiKeys',
  summary: 'List the API keys',
  description: 'The revoked ones too, oldest first; without their secrets.',
  tags,
  roles: ['admin'],
  idempotent: false,
  answers: {
    200: { description: 'All keys', schema: z.strictObject({ data: z.array(apiKeySchema), nextCursor: z.null() }) },
  },
  handle: async ({ deps, context }) => {
    const keys = await listApiKeys(deps.prisma, context.organizationId);
    return { status: 200, body: { data: keys.map(apiKeyView), nextCursor: null } };
  },
});

const postRevocation = defineRoute({
  method: 'post',
  path: '/v1/api-keys/:id/revoke',
  operationId: 'revokeApiKey',
  summary: 'Revoke an API key',
  description: 'For good. Other processes of the API notice it within three seconds. Twice is as once.',
  tags,
  roles: ['admin'],
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The revoked key', schema: apiKeySchema } },
  handle: async ({ deps, context, params }) => {
    const { organizationId } = context;
    const { now } = await context.organization();
    const keys = await inTransaction(deps.prisma, async (tx) => {
      await revokeApiKey(tx, { organizationId, id: params.id, now });
      return listApiKeys(tx, organizationId);
    });
    deps.keyCache.forget(params.id);
    const revoked = keys.find(({ id }) => id === params.id);
    if (!revoked) throw new Error(`The API key ${params.id} was revoked and is not listed.`);
    return { status: 200, body: apiKeyView(revoked) };
  },
});

export const apiKeyRoutes: readonly Route[] = [postApiKey, getApiKeys, postRevocation];
