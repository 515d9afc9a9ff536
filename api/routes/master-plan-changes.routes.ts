import { DomainError } from '../../domain/errors.js';
import { masterPlanChangeRequestSchema } from '../../domain/master-plan-change/request.schema.js';
import { openBookings } from '../../domain/payg-booking/booking.js';
import { failpoint } from '../../prisma/failpoint.js';
import { acceptMasterPlanChangeRequest, quoteChange } from '../../prisma/stores/change-commands.store.js';
import { masterPlanChange } from '../../prisma/stores/change-rows.js';
import { findChange } from '../../prisma/stores/changes.store.js';
import { findAnySubscription } from '../../prisma/stores/subscriptions.store.js';
import { readTimeline } from '../../prisma/stores/timeline.store.js';
import type { OrganizationContext } from '../context.js';
import { acceptOnce } from '../create-once.js';
import type { ApiDeps } from '../deps.js';
import { found } from '../found.js';
import { defineRoute, type Route } from '../route.js';
import { startOpen, startStored } from '../start-workflow.js';
import { changeView, quoteView } from '../views/change.view.js';
import { changeSchema, quoteSchema } from './plan-changes.schema.js';

const tags = ['Master plan changes'];
const roles = ['admin', 'agent'] as const;

/** How long an immediate change may take to be answered with its final state. */
const APPLIED_WITHIN_MS = 5_000;

const postQuote = defineRoute({
  method: 'post',
  path: '/v1/master-plan-changes/quote',
  operationId: 'quoteMasterPlanChange',
  summary: 'Quote a master plan change',
  description:
    'Line for line what applying it would post now; for a later date what is pending before it counts in (MP-23, MP-09).',
  tags,
  roles,
  idempotent: false,
  body: masterPlanChangeRequestSchema,
  answers: { 200: { description: 'The quote; nothing is stored', schema: quoteSchema } },
  handle: async ({ deps, context, body }) => {
    const { organizationId } = context;
    const accountId = await accountOf(deps, context, body.subscriptionId);
    return { status: 200, body: quoteView(await quoteChange(deps, { organizationId, accountId, request: body })) };
  },
});

const postChange = defineRoute({
  method: 'post',
  path: '/v1/master-plan-changes',
  operationId: 'createMasterPlanChange',
  summary:
    'Change the master plan of a subscription: now, at the end of its paid period, on a date, or on a date to be set',
  tags,
  roles,
  idempotent: true,
  body: masterPlanChangeRequestSchema,
  answers: {
    201: { description: 'Applied: its final state', schema: changeSchema },
    202: { description: 'Accepted: it waits for its date, or is applied shortly', schema: changeSchema },
  },
  handle: async ({ deps, claim, context, body }) => {
    const { organizationId, by } = context;
    const accountId = await accountOf(deps, context, body.subscriptionId);
    return acceptOnce({ deps, claim }, 'change', {
      accept: (alongside) =>
        acceptMasterPlanChangeRequest(deps, { organizationId, accountId, request: body, by, alongside }),
      answer: async (accepted) => {
        const isImmediate = accepted.turn.state === 'accepted';
        const isStarted = await startStored(deps, { organizationId, accountId, ...accepted }, { eager: isImmediate });
        if (isImmediate && isStarted) await deps.orchestrator.endsWithin(accepted.workflowId, APPLIED_WITHIN_MS);
        failpoint('result:known');
        return answerOf(deps, organizationId, accepted.changeId);
      },
      answerAgain: async (changeId) => {
        const change = found(await findChange(deps.prisma, organizationId, changeId), 'change', changeId);
        if (change.state === 'accepted' && (await startOpen(deps, organizationId, change))) {
          await deps.orchestrator.endsWithin(change.workflowId, APPLIED_WITHIN_MS);
        }
        return answerOf(deps, organizationId, changeId);
      },
    });
  },
});

async function accountOf(
  deps: ApiDeps,
  { organizationId }: OrganizationContext,
  subscriptionId: string,
): Promise<string> {
  const subscription = await findAnySubscription(deps.prisma, organizationId, subscriptionId);
  const { accountId, term, status } = found(subscription, 'subscription', subscriptionId);
  if (status === 'cancelled') {
    const message = `The subscription ${subscriptionId} is cancelled; its plan cannot change.`;
    throw new DomainError('subscription-cancelled', message);
  }
  if (!term) await refusePayg(deps, { organizationId, accountId, subscriptionId });
  return accountId;
}

/** Refuses a plan change of what is paid as you go, naming the booking that is open on it (EN-15). */
async function refusePayg(
  deps: ApiDeps,
  { organizationId, accountId, subscriptionId }: Record<'organizationId' | 'accountId' | 'subscriptionId', string>,
): Promise<never> {
  const { state } = await readTimeline(deps, { organizationId, accountId });
  const open = openBookings(state).find((it) => it.subscriptionId === subscriptionId);
  if (open) {
    const message = `The booking ${open.id} is open on this subscription (state ${open.state}); a plan change cannot pass it.`;
    throw new DomainError('booking-open', message, { details: { bookingId: open.id, state: open.state } });
  }
  const message = `The subscription ${subscriptionId} is paid as you go: book an upgrade instead.`;
  throw new DomainError('subscription-kind', message, { path: 'subscriptionId' });
}

async function answerOf(deps: ApiDeps, organizationId: string, changeId: string) {
  const change = masterPlanChange(found(await findChange(deps.prisma, organizationId, changeId), 'change', changeId));
  const body = changeView(change, deps);
  return change.state === 'applied' ? { status: 201 as const, body } : { status: 202 as const, body };
}

export const masterPlanChangeRoutes: readonly Route[] = [postQuote, postChange];
