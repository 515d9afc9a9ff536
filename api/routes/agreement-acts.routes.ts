import { z } from 'zod';
import type { StandingAct } from '../../domain/agreement/standing.js';
import { actOnAgreement } from '../../prisma/stores/agreement-commands.store.js';
import { listAgreementPlans } from '../../prisma/stores/agreement-plans.store.js';
import { findAgreement } from '../../prisma/stores/agreements.store.js';
import { found } from '../found.js';
import { defineRoute, type Route } from '../route.js';
import { storedAgreementView } from '../views/agreement.view.js';
import { todayOf, visibleAgreement } from './agreements.routes.js';
import { agreementPlansSchema, agreementSchema } from './agreements.schema.js';
import { idParams } from './fields.schema.js';

const tags = ['Agreements'];

function actRoute(what: StandingAct, operationId: string, summary: string, description: string): Route {
  return defineRoute({
    method: 'post',
    path: `/v1/agreements/:id/${what}`,
    operationId,
    summary,
    description,
    tags,
    roles: ['admin', 'agent'],
    idempotent: false,
    params: idParams,
    answers: { 200: { description: 'The agreement', schema: agreementSchema } },
    handle: async ({ deps, context, params: { id } }) => {
      const { organizationId, by } = context;
      const { accountId } = await visibleAgreement(deps.prisma, context, id);
      await actOnAgreement(deps, { organizationId, accountId, agreementId: id, what, by });
      const agreement = found(await findAgreement(deps.prisma, organizationId, id), 'agreement', id);
      return { status: 200, body: storedAgreementView(agreement, await todayOf(context)) };
    },
  });
}

const getAgreementPlans = defineRoute({
  method: 'get',
  path: '/v1/agreement-plans',
  operationId: 'listAgreementPlans',
  summary: 'List the agreement plans by category',
  description: 'Active plans that have a category and an interval with a frequency (AG-12).',
  tags,
  roles: ['admin', 'agent', 'client'],
  idempotent: false,
  query: z.strictObject({ category: z.string().min(1).max(200).optional() }),
  answers: { 200: { description: 'By category and name', schema: agreementPlansSchema } },
  handle: async ({ deps, context: { organizationId }, query: { category } }) => {
    const data = await listAgreementPlans(deps.prisma, organizationId, category ?? null);
    return { status: 200, body: { data, nextCursor: null } };
  },
});

export const agreementActRoutes: readonly Route[] = [
  actRoute(
    'bring-current',
    'bringAgreementCurrent',
    'Note that the billing provider says that the account is current',
    'Refused while something is overdue here: that is to be paid (AG-06).',
  ),
  actRoute(
    'withdraw-cancellation',
    'withdrawAgreementCancellation',
    'Withdraw the cancellation of an agreement that is pending cancel',
    'An act of its own, beside bringing the account current (AG-07).',
  ),
  actRoute(
    'lift-freeze',
    'liftAgreementFreeze',
    'Lift the freeze of an agreement',
    'What fell due during the freeze is issued now. Completing a change lifts it too (AG-05).',
  ),
  actRoute(
    'align-frequencies',
    'alignAgreementFrequencies',
    'Put the scheduled invoices on the frequency of their schedules',
    'The payments left are scheduled anew (AG-09).',
  ),
  getAgreementPlans,
];
