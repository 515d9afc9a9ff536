import { z } from 'zod';
import { settingsSchema } from '../../domain/settings.js';
import { newSecretSchema } from './api-keys.schema.js';
import { idSchema, instantText, nameSchema } from './fields.schema.js';

export const newOrganizationSchema = z
  .strictObject({
    name: nameSchema,
    test: z.boolean().default(false).meta({ description: 'Only a test organization may have a clock of its own' }),
    settings: settingsSchema.partial().optional(),
  })
  .meta({ id: 'NewOrganization' });

export const organizationSchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    test: z.boolean(),
    now: instantText.meta({ description: "What the organization's clock shows" }),
  })
  .meta({ id: 'Organization' });

export const createdOrganizationSchema = organizationSchema
  .extend({ adminKey: newSecretSchema.meta({ description: 'The first key of the organization' }) })
  .meta({ id: 'CreatedOrganization' });
