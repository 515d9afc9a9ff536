import { z } from 'zod';
import { clubNumberSchema } from '../../domain/agreement/agreement.schema.js';
import { inTransaction } from '../../prisma/client.js';
import { findClubFeatures, setClubFeatures } from '../../prisma/stores/club-features.store.js';
import { defineRoute, type Route } from '../route.js';

const tags = ['Clubs'];
const params = z.object({ number: clubNumberSchema });

const featuresSchema = z
  .strictObject({
    number: z.string(),
    upgradeDowngrade: z
      .boolean()
      .meta({ description: 'Whether agreements of the club may be upgraded and downgraded' }),
  })
  .meta({ id: 'ClubFeatures' });

const putFeatures = defineRoute({
  method: 'put',
  path: '/v1/clubs/:number/features',
  operationId: 'setClubFeatures',
  summary: 'Turn features of a club on or off, by its number',
  description: 'By the operator of the platform (AG-01). Off by default.',
  tags,
  roles: ['platform'],
  idempotent: false,
  params,
  body: z.strictObject({ upgradeDowngrade: z.boolean() }),
  answers: { 200: { description: 'What is on from now on', schema: featuresSchema } },
  handle: async ({ deps, context: { by }, params: { number }, body: { upgradeDowngrade } }) => {
    const at = deps.clock.now().toISOString();
    const features = await inTransaction(deps.prisma, (tx) =>
      setClubFeatures(tx, { number, upgradeDowngrade, by, at }),
    );
    return { status: 200, body: features };
  },
});

const getFeatures = defineRoute({
  method: 'get',
  path: '/v1/clubs/:number/features',
  operationId: 'getClubFeatures',
  summary: 'Show the features of a club',
  tags,
  roles: ['platform', 'admin', 'agent'],
  idempotent: false,
  params,
  answers: { 200: { description: 'What is on', schema: featuresSchema } },
  handle: async ({ deps, params: { number } }) => ({ status: 200, body: await findClubFeatures(deps.prisma, number) }),
});

export const clubRoutes: readonly Route[] = [putFeatures, getFeatures];
