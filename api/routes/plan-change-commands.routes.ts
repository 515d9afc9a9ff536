import { randomUUID } from 'node:crypto';
import { checkTakes } from '../../domain/master-plan-change/revise.js';
import {
  type ChangeRevision,
  cancelSchema,
  completeNowSchema,
  rescheduleSchema,
  retrySchema,
} from '../../domain/master-plan-change/revise.schema.js';
import { isClosed } from '../../domain/master-plan-change/status.js';
import { failpoint } from '../../prisma/failpoint.js';
import { isRevised, quoteRevisedChange } from '../../prisma/stores/change-commands.store.js';
import { findChange, type StoredChange } from '../../prisma/stores/changes.store.js';
import type { OrganizationContext } from '../context.js';
import { commandOnce } from '../create-once.js';
import type { ApiDeps } from '../deps.js';
import { found } from '../found.js';
import type { IdempotencyClaim } from '../idempotency.js';
import { type Orchestrator, OrchestratorUnavailable, WorkflowGone } from '../orchestrator.js';
import { defineRoute, type Route } from '../route.js';
import { startOpen } from '../start-workflow.js';
import { changeView, quoteView } from '../views/change.view.js';
import { idParams } from './fields.schema.js';
import { visibleChange } from './plan-change-reads.routes.js';
import { changeSchema, quoteSchema } from './plan-changes.schema.js';

const tags = ['Plan changes'];
const roles = ['admin'] as const;
const shared = { method: 'post', tags, roles, params: idParams } as const;
const changed = { 200: { description: 'The change as it stands now', schema: changeSchema } };
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

type Message = Parameters<Orchestrator['revise']>[1];

async function revise(
  deps: ApiDeps,
  context: OrganizationContext,
  claim: IdempotencyClaim | null,
  id: string,
  revision: ChangeRevision,
) {
  await visibleChange(deps, context, id);
  const message = { revision, by: context.by, requestId: claim === null ? randomUUID() : claim.key };
  return commandOnce({ deps, claim }, { kind: 'change', id }, async () => {
    await askWorkflow(deps, context, id, message);
    failpoint('revise:done');
    return { status: 200 as const, body: changeView(await reread(deps, context, id), deps) };
  });
}

/**
 * Hands a revision to the workflow of the change. Where that does not run, either an earlier try with this key has ended it, or the
 * change is over, which is refused, or its start has been lost: then it is started.
 */
async function askWorkflow(deps: ApiDeps, context: OrganizationContext, id: string, message: Message): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const change = await reread(deps, context, id);
    try {
      if (!isClosed(change.state)) return void (await deps.orchestrator.revise(change.workflowId, message));
    } catch (error) {
      if (!(error instanceof WorkflowGone)) throw error;
      if (tries === 3) throw new OrchestratorUnavailable('The workflow of the change does not run.', { cause: error });
      await startOpen(deps, context.organizationId, change);
      continue;
    }
    if (await isRevised(deps.prisma, context.organizationId, id, message.requestId)) return;
    return checkTakes(id, change.state, message.revision.command);
  }
}

async function quote(
  deps: ApiDeps,
  context: OrganizationContext,
  id: string,
  revision: Extract<ChangeRevision, { command: 'reschedule' | 'complete-now' }>,
) {
  const { organizationId } = context;
  const { accountId } = await visibleChange(deps, context, id);
  const plan = await quoteRevisedChange(deps, { organizationId, accountId, changeId: id, revision });
  return { status: 200 as const, body: quoteView(plan) };
}

async function reread(deps: ApiDeps, { organizationId }: OrganizationContext, id: string): Promise<StoredChange> {
  return found(await findChange(deps.prisma, organizationId, id), 'change', id);
}

export const planChangeCommandRoutes: readonly Route[] = [
  reschedule,
  rescheduleQuote,
  completeNow,
  completeNowQuote,
  cancel,
  retry,
];
