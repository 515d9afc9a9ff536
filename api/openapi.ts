import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { WEBHOOK_PROVIDERS } from '../gateways/readers.js';
import { idempotencyKeySchema } from './idempotency.js';
import { problemSchema } from './problem.js';
import type { Route } from './route.js';

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

const DESCRIPTION = `Plan changes as durable workflows: quote, accept, wait for money, a date or people, apply exactly once.

Amounts are decimal strings with their currency, dates \`YYYY-MM-DD\`, instants RFC 3339 in UTC. Every error is
\`application/problem+json\` with a stable \`code\`; its \`type\` leads to a page that says what to do. A POST that creates takes
an \`Idempotency-Key\`: sent twice with the same body it answers the same, and does its work once.`;

/** Describes the table of routes as an OpenAPI 3.1 document, from the same schemas that check the requests (EN-10). */
export function openApiDocument(routes: readonly Route[]): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'A key of one organization, or of the platform. Shown once, when it is made.',
  });
  for (const route of routes) registerRoute(registry, route);
  registerWebhook(registry);
  return new OpenApiGeneratorV31(registry.definitions, { sortComponents: 'alphabetically' }).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Changeover',
      version: '0.1.0',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
  });
}

function registerRoute(registry: OpenAPIRegistry, route: Route): void {
  const { method, operationId, summary, params, query, body } = route;
  registry.registerPath({
    method,
    path: route.path.replace(/:(\w+)/g, '{$1}'),
    operationId,
    summary,
    description: [route.description, `Roles: ${route.roles.join(', ')}.`].filter(Boolean).join('\n\n'),
    tags: [...route.tags],
    security: [{ apiKey: [] }],
    request: {
      ...(params ? { params } : {}),
      ...(query ? { query } : {}),
      ...(route.idempotent ? { headers: z.object({ 'Idempotency-Key': idempotencyKeySchema.optional() }) } : {}),
      ...(route.csv ? { body: { required: true, content: { 'text/csv': { schema: z.string() } } } } : {}),
      ...(body
        ? { body: { required: !body.safeParse({}).success, content: { 'application/json': { schema: body } } } }
        : {}),
    },
    responses: { ...answers(route), ...problems(route) },
  });
}

/** The one call that is no route of the table: it carries no key, and its body is the provider's (EN-04). */
function registerWebhook(registry: OpenAPIRegistry): void {
  const texts = z.strictObject({ received: z.literal(true), duplicate: z.boolean() }).meta({ id: 'WebhookReceived' });
  const refused = ['400', '401', '404', '413', '422', '429', '503'].map((status) => [
    status,
    { description: status === '401' ? WEBHOOK_401 : PROBLEMS[status], content: PROBLEM },
  ]);
  registry.registerPath({
    method: 'post',
    path: '/v1/webhooks/payments/{provider}/{endpointId}',
    operationId: 'receivePaymentWebhook',
    summary: "Take in a payment provider's event",
    description:
      'Called by the provider, without a key: the endpoint names the organization, whose secret verifies the body as it came. The sandbox signs by Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`), Stripe by its own scheme (`stripe-signature`). Each event counts once.',
    tags: ['Payments'],
    security: [],
    request: {
      params: z.object({ provider: z.enum(WEBHOOK_PROVIDERS), endpointId: z.string() }),
      body: {
        required: true,
        content: { 'application/json': { schema: z.looseObject({}).meta({ id: 'ProviderEvent' }) } },
      },
    },
    responses: {
      202: {
        description: 'Stored and allocated; `duplicate` where it had come before',
        content: { 'application/json': { schema: texts } },
      },
      ...Object.fromEntries(refused),
    },
  });
}

const WEBHOOK_401 =
  'Not signed with a secret of the endpoint, or the time of the signature is more than five minutes off.';

function answers(route: Route) {
  const headers = route.idempotent ? { headers: REPLAYED } : {};
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, { description, schema, contentType = 'application/json' }]) => [
      status,
      { description, ...headers, content: { [contentType]: { schema } } },
    ]),
  );
}

const REPLAYED = {
  'Idempotency-Replayed': {
    description: 'true where this is the stored answer of an earlier request',
    schema: { type: 'string' as const },
  },
};

/** Every status that the frame or the domain may refuse this route with. */
function problems({ method }: Route) {
  const possible = Object.entries(PROBLEMS).filter(([status]) => method !== 'get' || !ONLY_COMMANDS.includes(status));
  return Object.fromEntries(possible.map(([status, description]) => [status, { description, content: PROBLEM }]));
}

const PROBLEM = { 'application/problem+json': { schema: problemSchema } };

const ONLY_COMMANDS = ['409', '413', '415'];

const PROBLEMS: Readonly<Record<string, string>> = {
  400: 'The request cannot be read.',
  401: 'No API key, or one that is not valid.',
  403: 'Not allowed for the role of the key, or by a rule.',
  404: 'Not there, or not for this key to see.',
  409: 'Against the state of what it is about, or the same request is still under way.',
  413: 'The body is larger than 256 kB.',
  415: 'The body is not JSON in UTF-8.',
  422: 'A field is wrong, or a rule refuses the request.',
  429: 'Too many requests: wait for the time in Retry-After.',
  503: 'The database or the workflow service is away: wait for the time in Retry-After.',
};
