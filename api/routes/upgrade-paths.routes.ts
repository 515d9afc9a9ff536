import { inTransaction } from '../../prisma/client.js';
import { deleteUpgradePath } from '../../prisma/stores/upgrade-paths.store.js';
import { defineRoute, type Route } from '../route.js';
import { idParams } from './fields.schema.js';
import { upgradePathAnswerSchema } from './payg.schema.js';

const deletePath = defineRoute({
  method: 'delete',
  path: '/v1/upgrade-paths/:id',
  operationId: 'deleteUpgradePath',
  summary: 'Take a path away: nothing more is offered by it',
  description: 'What was ordered or booked by it goes on (PO-01).',
  tags: ['Upgrades'],
  roles: ['admin'],
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The path that was', schema: upgradePathAnswerSchema } },
  handle: async ({ deps, context, params: { id } }) => ({
    status: 200,
    body: await inTransaction(deps.prisma, (tx) => deleteUpgradePath(tx, context.organizationId, id)),
  }),
});

export const upgradePathRoutes: readonly Route[] = [deletePath];
