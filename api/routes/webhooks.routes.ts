import { isIP } from 'node:net';
import { z } from 'zod';
import { addDuration, durationSchema } from '../../domain/calendar/duration.js';
import { DomainError } from '../../domain/errors.js';
import { isPublicAddress } from '../../gateways/outgoing/private-address.js';
import { inTransaction } from '../../prisma/client.js';
import { mayBePrivate } from '../../prisma/stores/organizations.store.js';
import { listDeliveries, resend, type WebhookDelivery } from '../../prisma/stores/webhook-deliveries.store.js';
import {
  allowPrivateWebhooks,
  createWebhookEndpoint,
  editWebhookEndpoint,
  listWebhookEndpoints,
  removeWebhookEndpoint,
  rotateWebhookSecret,
  type WebhookEndpoint,
} from '../../prisma/stores/webhook-endpoints.store.js';
import { createOnce } from '../create-once.js';
import type { ApiDeps } from '../deps.js';
import { pageQuery, pageSchema } from '../pagination.js';
import { defineRoute, type Route } from '../route.js';
import { idParams } from './fields.schema.js';
import {
  eventTypesSchema,
  webhookDeliverySchema,
  webhookEndpointSchema,
  webhookEndpointWithSecretSchema,
} from './webhooks.schema.js';

const tags = ['Webhooks'];
const roles = ['admin'] as const;
const url = z.url({ protocol: /^https?$/ }).max(2000);

const postEndpoint = defineRoute({
  method: 'post',
  path: '/v1/webhook-endpoints',
  operationId: 'createWebhookEndpoint',
  summary: 'Be told of what happens, by signed webhooks',
  description:
    'By the Standard Webhooks scheme, at `url`; what is not answered with 2xx is tried again for three days, and not before a `Retry-After`; 410 Gone disables the endpoint (PS-16).',
  tags,
  roles,
  idempotent: true,
  body: z.strictObject({ url, events: eventTypesSchema.default([]) }).meta({ id: 'NewWebhookEndpoint' }),
  answers: { 201: { description: 'The endpoint with its secret', schema: webhookEndpointWithSecretSchema } },
  handle: async ({ deps, claim, context: { organizationId }, body }) => {
    await checkAddress(deps, organizationId, body.url);
    return createOnce({ deps, claim }, async (tx) => {
      const endpoint = await createWebhookEndpoint(tx, { organizationId, ...body });
      return withSecret(201 as const, endpoint);
    });
  },
});

const getEndpoints = defineRoute({
  method: 'get',
  path: '/v1/webhook-endpoints',
  operationId: 'listWebhookEndpoints',
  summary: 'List the webhook endpoints, without their secrets',
  tags,
  roles,
  idempotent: false,
  answers: {
    200: {
      description: 'Oldest first',
      schema: z.strictObject({ data: z.array(webhookEndpointSchema), nextCursor: z.null() }),
    },
  },
  handle: async ({ deps, context }) => {
    const endpoints = await listWebhookEndpoints(deps.prisma, context.organizationId);
    return { status: 200, body: { data: endpoints.map(endpointView), nextCursor: null } };
  },
});

const patchEndpoint = defineRoute({
  method: 'patch',
  path: '/v1/webhook-endpoints/:id',
  operationId: 'editWebhookEndpoint',
  summary: 'Change where webhooks go, or which are sent',
  tags,
  roles,
  idempotent: false,
  params: idParams,
  body: z
    .strictObject({
      url: url.optional(),
      events: eventTypesSchema.optional(),
      disabled: z
        .literal(false)
        .optional()
        .meta({ description: 'Tells it again that was disabled, since it answered 410 Gone; a new url does too' }),
    })
    .refine((it) => Object.keys(it).length > 0, 'must have something to change')
    .meta({ id: 'WebhookEndpointEdit' }),
  answers: { 200: { description: 'The endpoint', schema: webhookEndpointSchema } },
  handle: async ({ deps, context: { organizationId }, params: { id }, body }) => {
    if (body.url !== undefined) await checkAddress(deps, organizationId, body.url);
    const edited = await inTransaction(deps.prisma, (tx) => editWebhookEndpoint(tx, { organizationId, id, ...body }));
    return { status: 200, body: endpointView(edited) };
  },
});

const postRotation = defineRoute({
  method: 'post',
  path: '/v1/webhook-endpoints/:id/rotate',
  operationId: 'rotateWebhookSecret',
  summary: 'Change the secret of a webhook endpoint; for a day messages carry the signatures of both',
  tags,
  roles,
  idempotent: true,
  params: idParams,
  body: z.strictObject({ previousValidFor: durationSchema.optional() }).meta({ id: 'WebhookRotation' }),
  answers: { 200: { description: 'The endpoint with its new secret', schema: webhookEndpointWithSecretSchema } },
  handle: ({ deps, claim, context: { organizationId }, params: { id }, body }) =>
    createOnce({ deps, claim }, async (tx) => {
      const previousUntil = addDuration(deps.clock.now().toISOString(), body.previousValidFor ?? 'P1D', 'UTC');
      return withSecret(200 as const, await rotateWebhookSecret(tx, { organizationId, id, previousUntil }));
    }),
});

const postRemoval = defineRoute({
  method: 'post',
  path: '/v1/webhook-endpoints/:id/remove',
  operationId: 'removeWebhookEndpoint',
  summary: 'Be told no more at an endpoint',
  tags,
  roles,
  idempotent: false,
  params: idParams,
  body: z.strictObject({}),
  answers: { 200: { description: 'It is gone', schema: z.strictObject({ removed: z.literal(true) }) } },
  handle: async ({ deps, context: { organizationId }, params: { id } }) => {
    const now = deps.clock.now().toISOString();
    await inTransaction(deps.prisma, (tx) => removeWebhookEndpoint(tx, organizationId, id, now));
    return { status: 200, body: { removed: true as const } };
  },
});

const getDeliveries = defineRoute({
  method: 'get',
  path: '/v1/webhook-endpoints/:id/deliveries',
  operationId: 'listWebhookDeliveries',
  summary: 'List what was sent to an endpoint, with every try',
  tags,
  roles,
  idempotent: false,
  params: idParams,
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'Oldest first', schema: pageSchema(webhookDeliverySchema) } },
  handle: async ({ deps, context, params: { id }, query }) => {
    const { data, nextCursor } = await listDeliveries(deps.prisma, context.organizationId, id, query);
    return { status: 200, body: { data: data.map(deliveryView), nextCursor } };
  },
});

const postResend = defineRoute({
  method: 'post',
  path: '/v1/webhook-deliveries/:id/resend',
  operationId: 'resendWebhook',
  summary: 'Send a message again that was delivered or given up',
  tags,
  roles,
  idempotent: false,
  params: idParams,
  body: z.strictObject({}),
  answers: { 202: { description: 'It is on its way', schema: webhookDeliverySchema } },
  handle: async ({ deps, context: { organizationId }, params: { id } }) => {
    const delivery = await inTransaction(deps.prisma, (tx) => resend(tx, organizationId, id));
    return { status: 202, body: deliveryView(delivery) };
  },
});

const putPrivate = defineRoute({
  method: 'put',
  path: '/v1/organizations/:id/private-webhooks',
  operationId: 'allowPrivateWebhooks',
  summary: 'Allow the webhooks of an organization addresses that are not public, or not any more',
  tags: ['Organizations'],
  roles: ['platform'],
  idempotent: false,
  params: idParams,
  body: z.strictObject({ allowed: z.boolean() }).meta({ id: 'PrivateWebhooks' }),
  answers: { 200: { description: 'As it is now', schema: z.strictObject({ allowed: z.boolean() }) } },
  handle: async ({ deps, params: { id }, body }) => {
    await inTransaction(deps.prisma, (tx) => allowPrivateWebhooks(tx, id, body.allowed));
    return { status: 200, body };
  },
});

/** Refuses at once what is an address already; a name is looked at with each try, since it may change. */
async function checkAddress({ prisma }: ApiDeps, organizationId: string, text: string): Promise<void> {
  const { hostname, username, password } = new URL(text);
  const address = hostname.replace(/^\[|\]$/g, '');
  const isLocal = (isIP(address) !== 0 && !isPublicAddress(address)) || /(^|\.)localhost\.?$/i.test(address);
  if (username !== '' || password !== '')
    throw new DomainError('webhook-address', 'The address has a name and a password; leave them out.', { path: 'url' });
  if (!isLocal || (await mayBePrivate(prisma, organizationId))) return;
  throw new DomainError('webhook-address', `${hostname} is not an address of the public internet.`, { path: 'url' });
}

function withSecret<Status extends 200 | 201>(status: Status, endpoint: WebhookEndpoint) {
  const view = endpointView(endpoint);
  const body: z.input<typeof webhookEndpointWithSecretSchema> = { ...view, secret: endpoint.secret };
  return { answer: { status, body }, stored: { ...view, secret: null } };
}

function endpointView({ id, url, events, previous, disabledAt }: WebhookEndpoint) {
  return { id, url, events: [...events], previousUntil: previous?.until ?? null, disabledAt };
}

function deliveryView({ id, endpointId, messageId, type, state, log, at, closedAt }: WebhookDelivery) {
  return { id, endpointId, messageId, type, state, at, closedAt, tries: [...log] };
}

export const webhookRoutes: readonly Route[] = [
  postEndpoint,
  getEndpoints,
  patchEndpoint,
  postRotation,
  postRemoval,
  getDeliveries,
  postResend,
  putPrivate,
];
