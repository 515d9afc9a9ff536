import { z } from 'zod';
import { addDuration, durationSchema } from '../../domain/calendar/duration.js';
import { isRead, WEBHOOK_PROVIDERS } from '../../gateways/readers.js';
import {
  createPaymentEndpoint,
  listPaymentEndpoints,
  type PaymentEndpoint,
  rotateSecret,
} from '../../prisma/stores/payment-endpoints.store.js';
import { createOnce } from '../create-once.js';
import { defineRoute, type Route } from '../route.js';
import { webhookPath } from '../webhooks.js';
import { idParams, idSchema, instantText } from './fields.schema.js';

const tags = ['Payments'];

const secretField = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/=_-]{24,200}$/, 'must begin with whsec_')
  .optional()
  .meta({ description: "The provider's own secret, where it gives one; else a new one is made" });

const apiKeyField = z
  .string()
  .regex(/^(sk|rk)_(test|live)_[A-Za-z0-9_]{8,250}$/, 'must be a secret or restricted key of Stripe')
  .optional()
  .meta({ description: "Stripe's key for checkouts and refunds, where it is not that of the installation" });

const endpointSchema = z
  .strictObject({
    id: idSchema,
    provider: z.enum(WEBHOOK_PROVIDERS),
    url: z.string().meta({ description: 'Where the provider sends its events, behind the address of this API' }),
    hasApiKey: z.boolean().meta({ description: 'Whether it has a key of its own; it is never shown' }),
    previousUntil: instantText.nullable().meta({ description: 'Until when the secret before is good as well' }),
  })
  .meta({ id: 'PaymentEndpoint' });

const withSecretSchema = endpointSchema
  .extend({ secret: z.string().nullable().meta({ description: 'Shown in this answer and never again' }) })
  .meta({ id: 'PaymentEndpointWithSecret' });

const postEndpoint = defineRoute({
  method: 'post',
  path: '/v1/payment-endpoints',
  operationId: 'createPaymentEndpoint',
  summary: 'Make an address for the webhooks of a payment provider',
  description:
    'Its events are signed with the secret. POST them to the `url`: 202 once stored and allocated (a repetition too), 401 for a signature that is bad or more than five minutes off.',
  tags,
  roles: ['admin'],
  idempotent: true,
  body: z
    .strictObject({ provider: z.enum(WEBHOOK_PROVIDERS), secret: secretField, apiKey: apiKeyField })
    .refine(({ provider, apiKey }) => apiKey === undefined || provider === 'stripe', {
      path: ['apiKey'],
      message: 'only Stripe is asked with a key',
    })
    .meta({ id: 'NewPaymentEndpoint' }),
  answers: { 201: { description: 'The endpoint with its secret', schema: withSecretSchema } },
  handle: ({ deps, claim, context: { organizationId }, body }) =>
    createOnce({ deps, claim }, async (tx) => {
      const endpoint = await createPaymentEndpoint(tx, { organizationId, ...body });
      const view = endpointView(endpoint);
      const answer = { status: 201 as const, body: { ...view, secret: endpoint.secret } };
      return { answer, stored: { ...view, secret: null } };
    }),
});

const getEndpoints = defineRoute({
  method: 'get',
  path: '/v1/payment-endpoints',
  operationId: 'listPaymentEndpoints',
  summary: 'List the addresses for webhooks, without their secrets',
  tags,
  roles: ['admin'],
  idempotent: false,
  answers: {
    200: {
      description: 'All of them',
      schema: z.strictObject({ data: z.array(endpointSchema), nextCursor: z.null() }),
    },
  },
  handle: async ({ deps, context }) => {
    const endpoints = await listPaymentEndpoints(deps.prisma, context.organizationId);
    return { status: 200, body: { data: endpoints.map(endpointView), nextCursor: null } };
  },
});

const postRotation = defineRoute({
  method: 'post',
  path: '/v1/payment-endpoints/:id/rotate',
  operationId: 'rotatePaymentEndpoint',
  summary: 'Change the secret of an endpoint',
  description:
    'The one before stays good for a day, or for the time that is asked for. Only one does: rotated again, it is over.',
  tags,
  roles: ['admin'],
  idempotent: true,
  params: idParams,
  body: z
    .strictObject({
      previousValidFor: durationSchema.optional().meta({ description: 'P1D where it is left out' }),
      secret: secretField,
    })
    .meta({ id: 'PaymentEndpointRotation' }),
  answers: { 200: { description: 'The endpoint with its new secret', schema: withSecretSchema } },
  handle: ({ deps, claim, context: { organizationId }, params: { id }, body }) =>
    createOnce({ deps, claim }, async (tx) => {
      // Signatures and their secrets live in real time, also where a test organization's clock is ahead.
      const previousUntil = addDuration(deps.clock.now().toISOString(), body.previousValidFor ?? 'P1D', 'UTC');
      const endpoint = await rotateSecret(tx, { organizationId, id, secret: body.secret, previousUntil });
      const view = endpointView(endpoint);
      const answer = { status: 200 as const, body: { ...view, secret: endpoint.secret } };
      return { answer, stored: { ...view, secret: null } };
    }),
});

function endpointView({ id, provider, apiKey, previous }: PaymentEndpoint) {
  if (!isRead(provider)) throw new Error(`endpoint ${id} is of the provider ${provider}, which is not read`);
  const url = webhookPath(provider, id);
  return { id, provider, url, hasApiKey: apiKey !== null, previousUntil: previous?.until ?? null };
}

export const paymentEndpointRoutes: readonly Route[] = [postEndpoint, getEndpoints, postRotation];
