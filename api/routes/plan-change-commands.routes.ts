import { DomainError } from '../../domain/errors.js';
import {
  cancelSchema,
  completeNowSchema,
  type MasterPlanRevision,
  rescheduleSchema,
  retrySchema,
} from '../../domain/master-plan-change/revise.schema.js';
import { orderCommandSchema } from '../../domain/package-order/request.schema.js';
import { quoteRevisedChange } from '../../prisma/stores/change-commands.store.js';
import type { StoredChange } from '../../prisma/stores/change-rows.js';
import { hidesSetupFeesFrom, type OrganizationContext } from '../context.js';
import type { ApiDeps } from '../deps.js';
import type { IdempotencyClaim } from '../idempotency.js';
import { reviseOnce } from '../revise-once.js';
import { defineRoute, type Route } from '../route.js';
import { anyChangeView } from '../views/any-change.view.js';
import { quoteView } from '../views/change.view.js';
import { idParams } from './fields.schema.js';
import { visibleChange } from './plan-change-reads.routes.js';
import { anyChangeSchema, quoteSchema } from './plan-changes.schema.js';

const tags = ['Plan changes'];
const roles = ['admin'] as const;
const shared = { method: 'post', tags, roles, params: idParams } as const;
const changed = { 200: { description: 'The change as it stands now', schema: anyChangeSchema } };
const quoted = { 200: { description: 'The quote; nothing is stored', schema: quoteSchema } };

const reschedule = defineRoute({
  ...shared,
  path: '/v1/plan-changes/:id/reschedule',
  operationId: 'reschedulePlanChange',
  summary: 'Set, move or remove the date of a plan change',
  description: 'An end-of-period change becomes one on a date. It is priced anew, as of today (MP-06, MP-19).',
  idempotent: true,
  body: rescheduleSchema,
  answers: changed,
  handle: (it) => revise(it.deps, it.context, it.claim, it.params.id, { command: 'reschedule', ...it.body }),
});

const completeNow = defineRoute({
  ...shared,
  path: '/v1/plan-changes/:id/complete-now',
  operationId: 'completePlanChange',
  summary: 'Carry out a plan change today instead of on its date',
  idempotent: true,
  body: completeNowSchema,
  answers: changed,
  handle: (it) => revise(it.deps, it.context, it.claim, it.params.id, { command: 'complete-now', ...it.body }),
});

const cancel = defineRoute({
  ...shared,
  path: '/v1/plan-changes/:id/cancel',
  operationId: 'cancelPlanChange',
  summary: 'Cancel a plan change; nothing is posted for it',
  idempotent: true,
  body: cancelSchema,
  answers: changed,
  handle: (it) => revise(it.deps, it.context, it.claim, it.params.id, { command: 'cancel', ...it.body }),
});

const retry = defineRoute({
  ...shared,
  path: '/v1/plan-changes/:id/retry',
  operationId: 'retryPlanChange',
  summary: 'Try a plan change that needs attention again, as of its own date',
  idempotent: true,
  body: retrySchema,
  answers: changed,
  handle: (it) => revise(it.deps, it.context, it.claim, it.params.id, { command: 'retry', ...it.body }),
});

const undo = defineRoute({
  ...shared,
  roles: ['admin', 'client'],
  path: '/v1/plan-changes/:id/undo',
  operationId: 'undoPlanChange',
  summary: 'Undo a plan change, leaving nothing in the books',
  description: 'A scheduled downgrade of a package, until its day comes; by its client too (PO-16).',
  idempotent: true,
  body: orderCommandSchema,
  answers: changed,
  handle: async ({ deps, context, claim, params: { id }, body }) => {
    const { kind, state } = await visibleChange(deps, context, id);
    if (kind !== 'package-change-order') {
      const message = `The change ${id} is a ${kind} (state ${state}), which cannot be undone; cancel it while it is open.`;
      throw new DomainError('change-state', message, { details: { kind, state } });
    }
    const hidesSetupFees = await hidesSetupFeesFrom(context);
    const view = (change: StoredChange, ui: ApiDeps) => anyChangeView(change, ui, { hidesSetupFees });
    return reviseOnce({ deps, context, claim }, id, { command: 'undo', ...body }, view);
  },
});

const rescheduleQuote = defineRoute({
  ...shared,
  path: '/v1/plan-changes/:id/reschedule/quote',
  operationId: 'quoteReschedule',
  summary: 'Quote what moving a plan change would make of it',
  idempotent: false,
  body: rescheduleSchema,
  answers: quoted,
  handle: (it) => quote(it.deps, it.context, it.params.id, { command: 'reschedule', ...it.body }),
});

const completeNowQuote = defineRoute({
  ...shared,
  path: '/v1/plan-changes/:id/complete-now/quote',
  operationId: 'quoteCompleteNow',
  summary: 'Quote what completing a plan change now would post',
  idempotent: false,
  body: completeNowSchema,
  answers: quoted,
  handle: (it) => quote(it.deps, it.context, it.params.id, { command: 'complete-now', ...it.body }),
});

async function revise(
  deps: ApiDeps,
  context: OrganizationContext,
  claim: IdempotencyClaim | null,
  id: string,
  revision: MasterPlanRevision,
) {
  await visibleChange(deps, context, id);
  return reviseOnce({ deps, context, claim }, id, revision, anyChangeView);
}

async function quote(
  deps: ApiDeps,
  context: OrganizationContext,
  id: string,
  revision: Extract<MasterPlanRevision, { command: 'reschedule' | 'complete-now' }>,
) {
  const { organizationId } = context;
  const { accountId } = await visibleChange(deps, context, id);
  const plan = await quoteRevisedChange(deps, { organizationId, accountId, changeId: id, revision });
  return { status: 200 as const, body: quoteView(plan) };
}

export const planChangeCommandRoutes: readonly Route[] = [
  reschedule,
  rescheduleQuote,
  completeNow,
  completeNowQuote,
  cancel,
  retry,
  undo,
];
