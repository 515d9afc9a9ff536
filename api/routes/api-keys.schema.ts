import { z } from 'zod';
import { ORGANIZATION_ROLES } from '../roles.js';
import { idSchema, instantText, nameSchema } from './fields.schema.js';

export const newApiKeySchema = z
  .strictObject({
    role: z.enum(ORGANIZATION_ROLES),
    name: nameSchema.meta({ description: 'Shown in the history as who asked', example: 'Front desk' }),
    accountId: idSchema.optional().meta({ description: 'With the role client: the one account that it may see' }),
  })
  .superRefine(({ role, accountId }, check) => {
    if ((role === 'client') === (accountId !== undefined)) return;
    const message =
      role === 'client' ? 'is missing: a client sees one account' : 'must be left out: only a client has one account';
    check.addIssue({ code: 'custom', path: ['accountId'], message });
  })
  .meta({ id: 'NewApiKey' });

export const apiKeySchema = z
  .strictObject({
    id: idSchema,
    role: z.enum(ORGANIZATION_ROLES),
    name: z.string(),
    accountId: idSchema.nullable(),
    revokedAt: instantText.nullable(),
  })
  .meta({ id: 'ApiKey' });

/** The secret is stored as its SHA-256 only: a repeated request gets null in its place. */
const secretSchema = z
  .string()
  .nullable()
  .meta({ description: 'Shown once, in the first answer: null in one that is repeated for the same Idempotency-Key' });

export const newSecretSchema = z.strictObject({ id: idSchema, secret: secretSchema }).meta({ id: 'NewSecret' });

export const createdApiKeySchema = apiKeySchema.extend({ secret: secretSchema }).meta({ id: 'CreatedApiKey' });
