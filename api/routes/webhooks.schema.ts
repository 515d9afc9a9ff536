import { z } from 'zod';
import { idSchema, instantText } from './fields.schema.js';

export const eventTypesSchema = z
  .array(z.string().regex(/^[a-z-]+\.([a-z-]+|\*)$/, 'must be a type like subscription.suspended, or subscription.*'))
  .max(50)
  .meta({ description: 'Types that are sent; none named: all', example: ['subscription.*', 'plan-change.applied'] });

export const webhookEndpointSchema = z
  .strictObject({
    id: idSchema,
    url: z.string(),
    events: z.array(z.string()),
    previousUntil: instantText
      .nullable()
      .meta({ description: 'Until when messages carry the signature of both secrets' }),
    disabledAt: instantText
      .nullable()
      .meta({ description: 'Since when it is told no more, because it answered 410 Gone' }),
  })
  .meta({ id: 'WebhookEndpoint' });

export const webhookEndpointWithSecretSchema = webhookEndpointSchema
  .extend({ secret: z.string().nullable().meta({ description: 'Shown in this answer and never again' }) })
  .meta({ id: 'WebhookEndpointWithSecret' });

export const webhookDeliverySchema = z
  .strictObject({
    id: idSchema,
    endpointId: idSchema,
    messageId: idSchema.meta({ description: 'The header webhook-id: a repetition has the same' }),
    type: z.string(),
    state: z.enum(['waiting', 'delivered', 'failed']),
    at: instantText,
    closedAt: instantText.nullable(),
    tries: z.array(
      z
        .strictObject({ at: instantText, status: z.int().nullable(), error: z.string().nullable() })
        .meta({ id: 'WebhookTry' }),
    ),
  })
  .meta({ id: 'WebhookDelivery' });
