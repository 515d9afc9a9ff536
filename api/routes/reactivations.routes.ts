import { z } from 'zod';
import { addDuration, durationSchema } from '../../domain/calendar/duration.js';
import { reactivationRequestSchema } from '../../domain/service-reactivation/request.schema.js';
import { inTransaction } from '../../prisma/client.js';
import { rotateGardenSecret } from '../../prisma/stores/garden-secrets.store.js';
import { findSubscription } from '../../prisma/stores/subscriptions.store.js';
import { maySeeAccount, type OrganizationContext } from '../context.js';
import type { ApiDeps, RouteDeps } from '../deps.js';
import { found, notFound } from '../found.js';
import { gardenLink } from '../garden/links.js';
import { findReactivation, openReactivation, viewOf } from '../open-reactivation.js';
import { reviseOnce } from '../revise-once.js';
import { defineRoute, type Route } from '../route.js';
import { idParams, instantText } from './fields.schema.js';
import { reactivationSchema } from './reactivations.schema.js';

const tags = ['Reactivations'];

const postReactivation = defineRoute({
  method: 'post',
  path: '/v1/reactivations',
  operationId: 'createReactivation',
  summary: 'Open a checkout that reactivates a suspended or paused service once it is paid',
  description:
    'What is overdue, plus the months, less account credit where it is used automatically (PS-09). One is open per service: asked again, it is that one (PS-11).',
  tags,
  roles: ['admin', 'agent', 'client'],
  idempotent: true,
  body: reactivationRequestSchema,
  answers: { 201: { description: 'The checkout', schema: reactivationSchema } },
  handle: async ({ deps, claim, context, body }) => {
    const { organizationId, by } = context;
    const accountId = await accountOf(deps, context, body.subscriptionId);
    return openReactivation({ deps, claim }, { organizationId, accountId, request: body, by });
  },
});

const getReactivation = defineRoute({
  method: 'get',
  path: '/v1/reactivations/:id',
  operationId: 'getReactivation',
  summary: 'Show a checkout of a service',
  tags,
  roles: ['admin', 'agent', 'client'],
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The checkout', schema: reactivationSchema } },
  handle: async ({ deps, context, params: { id } }) => {
    const change = await visibleReactivation(deps, context, id);
    return { status: 200, body: await viewOf(deps, context.organizationId, change) };
  },
});

const postCancel = defineRoute({
  method: 'post',
  path: '/v1/reactivations/:id/cancel',
  operationId: 'cancelReactivation',
  summary: 'End an open checkout; what was paid for it stays account credit',
  tags,
  roles: ['admin', 'agent'],
  idempotent: true,
  params: idParams,
  body: z.strictObject({ reason: z.string().min(1).max(500).optional() }).meta({ id: 'ReactivationCancel' }),
  answers: { 200: { description: 'The checkout', schema: reactivationSchema } },
  handle: async ({ deps, context, claim, params: { id }, body }) => {
    await visibleReactivation(deps, context, id);
    const revised = await reviseOnce({ deps, context, claim }, id, { command: 'cancel', ...body }, () => null);
    const change = await visibleReactivation(deps, context, id);
    return { ...revised, body: await viewOf(deps, context.organizationId, change) };
  },
});

const postLink = defineRoute({
  method: 'post',
  path: '/v1/subscriptions/:id/garden-link',
  operationId: 'createGardenLink',
  summary: 'Make a signed link to the page on which the client of a service reactivates it',
  description: 'It names one service, expires, and shows nothing of anybody else (PS-08).',
  tags,
  roles: ['admin', 'agent', 'client'],
  idempotent: false,
  params: idParams,
  body: z
    .strictObject({
      expiresIn: durationSchema.optional().meta({ description: 'On the business clock; P7D where it is left out' }),
    })
    .meta({ id: 'NewGardenLink' }),
  answers: {
    201: {
      description: 'The link',
      schema: z.strictObject({ url: z.string(), expiresAt: instantText }).meta({ id: 'GardenLink' }),
    },
  },
  handle: async ({ deps, context, params: { id }, body }) => {
    await accountOf(deps, context, id);
    const { now, settings } = await context.organization();
    const expiresAt = addDuration(now, body.expiresIn ?? 'P7D', settings.timeZone);
    const { organizationId } = context;
    const url = await gardenLink(deps, { organizationId, subscriptionId: id, expiresAt });
    return { status: 201, body: { url, expiresAt } };
  },
});

const postRotation = defineRoute({
  method: 'post',
  path: '/v1/garden-links/rotate',
  operationId: 'rotateGardenSecret',
  summary: 'Change the secret that signs links to the page; those made before stay good for a while',
  tags,
  roles: ['admin'],
  idempotent: false,
  body: z
    .strictObject({
      previousValidFor: durationSchema.optional().meta({ description: 'In real time; P1D where it is left out' }),
    })
    .meta({ id: 'GardenRotation' }),
  answers: {
    200: {
      description: 'Until when links that were signed before are good',
      schema: z.strictObject({ previousUntil: instantText }).meta({ id: 'GardenRotated' }),
    },
  },
  handle: async ({ deps, context, body }) => {
    const previousUntil = addDuration(deps.clock.now().toISOString(), body.previousValidFor ?? 'P1D', 'UTC');
    await inTransaction(deps.prisma, (tx) => rotateGardenSecret(tx, context.organizationId, previousUntil));
    return { status: 200, body: { previousUntil } };
  },
});

async function accountOf(deps: ApiDeps, context: OrganizationContext, subscriptionId: string): Promise<string> {
  const { organizationId } = context;
  const subscription = found(
    await findSubscription(deps.prisma, organizationId, subscriptionId),
    'subscription',
    subscriptionId,
  );
  if (!maySeeAccount(context, subscription.accountId)) throw notFound('subscription', subscriptionId);
  return subscription.accountId;
}

async function visibleReactivation(deps: RouteDeps, context: OrganizationContext, id: string) {
  const change = found(await findReactivation(deps, context.organizationId, id), 'change', id);
  if (!maySeeAccount(context, change.accountId)) throw notFound('change', id);
  return change;
}

export const reactivationRoutes: readonly Route[] = [
  postReactivation,
  getReactivation,
  postCancel,
  postLink,
  postRotation,
];
