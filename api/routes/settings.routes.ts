import { editSettings } from '../../prisma/stores/settings-commands.store.js';
import { defineRoute, type Route } from '../route.js';
import { settingsAnswerSchema, settingsEditSchema } from './settings.schema.js';

const tags = ['Settings'];

const getSettings = defineRoute({
  method: 'get',
  path: '/v1/settings',
  operationId: 'getSettings',
  summary: 'Show the settings',
  tags,
  roles: ['admin', 'agent', 'client', 'shop'],
  idempotent: false,
  answers: { 200: { description: 'The settings', schema: settingsAnswerSchema } },
  handle: async ({ context }) => ({ status: 200, body: (await context.organization()).settings }),
});

const patchSettings = defineRoute({
  method: 'patch',
  path: '/v1/settings',
  operationId: 'editSettings',
  summary: 'Edit the settings',
  description:
    'Makes a new version; what was accepted under an older one stays with it. An edit that changes nothing makes none. A new time zone records every pending instant anew (EN-16).',
  tags,
  roles: ['admin'],
  idempotent: false,
  body: settingsEditSchema,
  answers: { 200: { description: 'The settings that hold from now on', schema: settingsAnswerSchema } },
  handle: async ({ deps, context: { organizationId, by }, body }) => {
    return { status: 200, body: await editSettings(deps, { organizationId, patch: body, by }) };
  },
});

export const settingsRoutes: readonly Route[] = [getSettings, patchSettings];
