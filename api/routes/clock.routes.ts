import { z } from 'zod';
import { durationSchema } from '../../domain/calendar/duration.js';
import { DomainError } from '../../domain/errors.js';
import { findOrganization, listTestOrganizations } from '../../prisma/stores/organizations.store.js';

import { advanceClock } from '../clock.js';
import { notFound } from '../found.js';
import { defineRoute, type Route } from '../route.js';
import { idSchema, instantText } from './fields.schema.js';

const postAdvance = defineRoute({
  method: 'post',
  path: '/v1/clock/advance',
  operationId: 'advanceClock',
  summary: 'Advance the clock of test organizations, living each due instant in order',
  description:
    'Only where the system was started for development. Without an organization, every test organization is advanced, one after the other (EN-12).',
  tags: ['Clock'],
  roles: ['platform'],
  idempotent: false,
  body: z.strictObject({
    by: durationSchema,
    organizationId: idSchema.optional().meta({ description: 'Only this test organization' }),
  }),
  answers: {
    200: {
      description: 'The business time afterwards: the latest of the organizations',
      schema: z.strictObject({ now: instantText }).meta({ id: 'Clock' }),
    },
  },
  handle: async ({ deps, body: { by, organizationId } }) => {
    if (!deps.development) {
      throw new DomainError(
        'clock-not-movable',
        'This system was not started for development: its clock cannot be advanced.',
      );
    }
    const organizations =
      organizationId === undefined ? await listTestOrganizations(deps.prisma) : [await one(organizationId)];
    let now = deps.clock.now().toISOString();
    for (const { id } of organizations) {
      const then = await advanceClock(deps, id, by);
      if (then > now) now = then;
    }
    return { status: 200, body: { now } };

    async function one(id: string) {
      const organization = await findOrganization(deps.prisma, id);
      if (!organization) throw notFound('organization', id);
      return organization;
    }
  },
});

export const clockRoutes: readonly Route[] = [postAdvance];
