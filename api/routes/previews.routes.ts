import { previewBillingPeriods } from '../../domain/proration/billing-periods.js';
import {
  billingPreviewRequestSchema,
  billingPreviewResponseSchema,
} from '../../domain/proration/billing-periods.schema.js';
import { previewProration } from '../../domain/proration/preview.js';
import {
  prorationPreviewRequestSchema,
  prorationPreviewResponseSchema,
} from '../../domain/proration/preview.schema.js';
import { defineRoute, type Route } from '../route.js';

const tags = ['Previews'];
const roles = ['admin', 'agent', 'client', 'shop', 'platform'] as const;

const postProrationPreview = defineRoute({
  method: 'post',
  path: '/v1/proration/preview',
  operationId: 'previewProration',
  summary: 'Prorate lines under a profile',
  description: 'Computes only: nothing is stored, and nothing of the organization is read. Ends are exclusive.',
  tags,
  roles,
  idempotent: false,
  body: prorationPreviewRequestSchema,
  answers: { 200: { description: 'The prorated lines and their sums', schema: prorationPreviewResponseSchema } },
  handle: async ({ body }) => ({ status: 200, body: previewProration(body) }),
});

const postBillingPreview = defineRoute({
  method: 'post',
  path: '/v1/billing/preview',
  operationId: 'previewBillingPeriods',
  summary: 'List the billing periods of a subscription that could be',
  description: 'Computes only: nothing is stored. `end` is exclusive, `until` inclusive.',
  tags,
  roles,
  idempotent: false,
  body: billingPreviewRequestSchema,
  answers: {
    200: { description: 'The periods, and the sum of their fractions', schema: billingPreviewResponseSchema },
  },
  handle: async ({ body }) => ({ status: 200, body: previewBillingPeriods(body) }),
});

export const previewRoutes: readonly Route[] = [postProrationPreview, postBillingPreview];
