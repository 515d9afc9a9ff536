import { z } from 'zod';
import { localDateAt } from '../../domain/calendar/time-zone.js';
import { anyNewPlanSchema, newPaygRateSchema } from '../../domain/catalog/payg-plan.schema.js';
import { DomainError } from '../../domain/errors.js';
import { parseAmount } from '../../domain/money/money.js';
import { inTransaction } from '../../prisma/client.js';
import {
  addPaygRate,
  createPaygPlan,
  createPlan,
  findPlan,
  listPlans,
  setPlanStatus,
} from '../../prisma/stores/plans.store.js';
import { createOnce } from '../create-once.js';
import { found } from '../found.js';
import { storablePlan } from '../new-plan.js';
import { pageQuery, pageSchema } from '../pagination.js';
import { defineRoute, type Route } from '../route.js';
import { planView } from '../views/plan.view.js';
import { idParams } from './fields.schema.js';
import { planSchema } from './plans.schema.js';

const tags = ['Plans'];
const readers = ['admin', 'agent', 'client', 'shop'] as const;

const postPlan = defineRoute({
  method: 'post',
  path: '/v1/plans',
  operationId: 'createPlan',
  summary: 'Create a plan with its rate schedules',
  tags,
  roles: ['admin'],
  idempotent: true,
  body: anyNewPlanSchema,
  answers: { 201: { description: 'The plan', schema: planSchema } },
  handle: async ({ deps, claim, context, body }) => {
    const { now, settings } = await context.organization();
    return createOnce({ deps, claim }, async (tx) => {
      if (body.kind === 'payg') {
        const stored = await createPaygPlan(tx, context.organizationId, body, now, localDateAt(now, settings.timeZone));
        return { answer: { status: 201 as const, body: planView(stored) } };
      }
      const stored = await createPlan(tx, {
        organizationId: context.organizationId,
        ...storablePlan(body),
        effectiveFrom: localDateAt(now, settings.timeZone),
      });
      return { answer: { status: 201 as const, body: planView(stored) } };
    });
  },
});

const getPlans = defineRoute({
  method: 'get',
  path: '/v1/plans',
  operationId: 'listPlans',
  summary: 'List the plans',
  tags,
  roles: readers,
  idempotent: false,
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'Oldest first', schema: pageSchema(planSchema) } },
  handle: async ({ deps, context, query }) => {
    const { data, nextCursor } = await listPlans(deps.prisma, context.organizationId, query);
    return { status: 200, body: { data: data.map(planView), nextCursor } };
  },
});

const getPlan = defineRoute({
  method: 'get',
  path: '/v1/plans/:id',
  operationId: 'getPlan',
  summary: 'Show a plan',
  tags,
  roles: readers,
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The plan', schema: planSchema } },
  handle: async ({ deps, context, params: { id } }) => {
    const plan = found(await findPlan(deps.prisma, context.organizationId, id), 'plan', id);
    return { status: 200, body: planView(plan) };
  },
});

const postPaygRate = defineRoute({
  method: 'post',
  path: '/v1/plans/:id/payg-rates',
  operationId: 'addPaygRate',
  summary: 'Change what a plan that is paid as you go costs, from now on',
  description:
    'Time that was bought already stays as it is, and open bookings keep what they were booked with (PB-02).',
  tags,
  roles: ['admin'],
  idempotent: true,
  params: idParams,
  body: newPaygRateSchema,
  answers: { 201: { description: 'The plan', schema: planSchema } },
  handle: async ({ deps, claim, context, params: { id }, body }) => {
    const { organizationId } = context;
    const { now } = await context.organization();
    return createOnce({ deps, claim }, async (tx) => {
      const { kind, code, defaultCurrency } = found(await findPlan(tx, organizationId, id), 'plan', id);
      if (kind !== 'payg') throw new DomainError('plan-kind', `The plan ${code} is ${kind}, not paid as you go.`);
      const dailyRate = parseAmount(body.dailyRate, defaultCurrency, 'dailyRate');
      const downPayment = parseAmount(body.downPayment, defaultCurrency, 'downPayment');
      await addPaygRate(tx, organizationId, id, { dailyRate, downPayment, from: now });
      const plan = found(await findPlan(tx, organizationId, id), 'plan', id);
      return { answer: { status: 201 as const, body: planView(plan) } };
    });
  },
});

function statusRoute(verb: 'activate' | 'deactivate', description: string): Route {
  const status = verb === 'activate' ? 'active' : 'inactive';
  return defineRoute({
    method: 'post',
    path: `/v1/plans/:id/${verb}`,
    operationId: `${verb}Plan`,
    summary: verb === 'activate' ? 'Activate a plan' : 'Deactivate a plan',
    description,
    tags,
    roles: ['admin'],
    idempotent: false,
    params: idParams,
    answers: { 200: { description: 'The plan', schema: planSchema } },
    handle: async ({ deps, context: { organizationId }, params }) => {
      const plan = await inTransaction(deps.prisma, (tx) =>
        setPlanStatus(tx, { organizationId, planId: params.id, status }),
      );
      return { status: 200, body: planView(plan) };
    },
  });
}

const postActivation = statusRoute('activate', 'Changes may move to it again. Twice is as once.');
const postDeactivation = statusRoute(
  'deactivate',
  'Running subscriptions renew; future changes that move to it go to needs-attention (MP-27). Twice is as once.',
);

export const planRoutes: readonly Route[] = [
  postPlan,
  getPlans,
  getPlan,
  postPaygRate,
  postActivation,
  postDeactivation,
];
