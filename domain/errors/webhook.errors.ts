import type { ErrorCodeEntry } from './entry.js';

/** Refusals about outgoing webhooks. */
export const WEBHOOK_ERRORS = {
  'webhook-address': {
    kind: 'invalid',
    title: 'Not an address for webhooks',
    description:
      'Webhooks go to http or https addresses of the public internet, unless the operator allows others (PS-16).',
    whatToDo: 'Give a public address, or ask the operator of the installation.',
  },
  'webhook-delivery-not-found': {
    kind: 'not-found',
    title: 'Webhook delivery not found',
    description: 'The webhook delivery does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/webhook-endpoints/{id}/deliveries lists them.',
  },
  'webhook-delivery-open': {
    kind: 'conflict',
    title: 'The delivery is under way',
    description: 'The message is still being tried, by its schedule.',
    whatToDo: 'Wait until it is delivered or given up.',
  },
  'webhook-endpoint-not-found': {
    kind: 'not-found',
    title: 'Webhook endpoint not found',
    description: 'The webhook endpoint does not exist in this organization, or was removed.',
    whatToDo: 'Check the id; GET /v1/webhook-endpoints lists them.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
