import { z } from 'zod';
import type { HeldDraft } from '../../domain/agreement-change/accept.js';
import { draftEditSchema, newDraftSchema } from '../../domain/agreement-change/edit.schema.js';
import type { AgreementRevision } from '../../domain/agreement-change/revise.js';
import { DomainError } from '../../domain/errors.js';
import { findAccount } from '../../prisma/stores/accounts.store.js';
import { acceptDraft } from '../../prisma/stores/agreement-commands.store.js';
import { findAgreement, listAgreementInvoices } from '../../prisma/stores/agreements.store.js';
import { findChange, type StoredChange } from '../../prisma/stores/changes.store.js';
import type { OrganizationContext } from '../context.js';
import { acceptOnce } from '../create-once.js';
import type { ApiDeps } from '../deps.js';
import { found, notFound } from '../found.js';
import type { IdempotencyClaim } from '../idempotency.js';
import { reviseOnce } from '../revise-once.js';
import { defineRoute, type Route } from '../route.js';
import { startStored } from '../start-workflow.js';
import { memberDraftView } from '../views/agreement-change.view.js';
import { memberDraftSchema } from './agreement-changes.schema.js';
import { visibleAgreement } from './agreements.routes.js';
import { agreementInvoicesSchema } from './agreements.schema.js';
import { idParams } from './fields.schema.js';
import { visibleChange } from './plan-change-reads.routes.js';

const tags = ['Agreement changes'];
const roles = ['admin', 'agent'] as const;
const changed = { 200: { description: 'The draft as it stands now', schema: memberDraftSchema } };

const postChange = defineRoute({
  method: 'post',
  path: '/v1/agreement-changes',
  operationId: 'createAgreementChange',
  summary: 'Open the draft of an upgrade or downgrade, pre-filled with the terms of the agreement',
  description:
    'Refused where the agreement does not qualify: the first reason by AG-11, in its exact words, as `detail`.',
  tags,
  roles,
  idempotent: true,
  body: newDraftSchema,
  answers: { 201: { description: 'The draft', schema: memberDraftSchema } },
  handle: async ({ deps, claim, context, body }) => {
    const { organizationId, by } = context;
    const { accountId } = await visibleAgreement(deps.prisma, context, body.agreementId);
    return acceptOnce({ deps, claim }, 'change', {
      accept: (alongside) => acceptDraft(deps, { organizationId, accountId, request: body, by, alongside }),
      answer: async (accepted) => {
        await startStored(deps, { organizationId, accountId, ...accepted });
        return { status: 201 as const, body: await viewOf(deps, context, accepted.changeId) };
      },
      answerAgain: async (id) => ({ status: 201 as const, body: await viewOf(deps, context, id) }),
    });
  },
});

const getChange = defineRoute({
  method: 'get',
  path: '/v1/agreement-changes/:id',
  operationId: 'getAgreementChange',
  summary: 'Show a draft, with old compared against new',
  tags,
  roles: ['admin', 'agent', 'client'],
  idempotent: false,
  params: idParams,
  answers: changed,
  handle: async ({ deps, context, params: { id } }) => {
    await visibleDraft(deps, context, id);
    return { status: 200, body: await viewOf(deps, context, id) };
  },
});

const patchChange = defineRoute({
  method: 'patch',
  path: '/v1/agreement-changes/:id',
  operationId: 'editAgreementChange',
  summary: 'Edit a draft: its plan, amounts, secondary schedules, flags of fees',
  description:
    'Each field is checked and refused by its name (AG-17). The time until the draft is abandoned begins anew.',
  tags,
  roles,
  idempotent: true,
  params: idParams,
  body: draftEditSchema,
  answers: changed,
  handle: (it) =>
    revise(it.deps, it.context, it.claim, it.params.id, { command: 'edit', planId: it.body.planId, edit: it.body }),
});

const postCompletion = defineRoute({
  method: 'post',
  path: '/v1/agreement-changes/:id/complete',
  operationId: 'completeAgreementChange',
  summary: 'Complete a draft: switch the old terms for the new, in one transaction',
  description:
    'Checks all again. Where term, payments left or a first due date have changed meanwhile: 409 `agreement-changed` with both values, the draft refreshed and its edits kept (AG-22).',
  tags,
  roles,
  idempotent: true,
  params: idParams,
  body: z.strictObject({ confirmFreezeRemoval: z.boolean().optional() }),
  answers: changed,
  handle: async (it) => {
    const revision = { command: 'complete' as const, confirmFreezeRemoval: it.body.confirmFreezeRemoval };
    return revise(it.deps, it.context, it.claim, it.params.id, revision);
  },
});

const postAbandonment = defineRoute({
  method: 'post',
  path: '/v1/agreement-changes/:id/abandon',
  operationId: 'abandonAgreementChange',
  summary: 'Abandon a draft; the agreement stays as it is',
  tags,
  roles,
  idempotent: true,
  params: idParams,
  body: z.strictObject({ reason: z.string().min(1).max(500).optional() }),
  answers: changed,
  handle: (it) => revise(it.deps, it.context, it.claim, it.params.id, { command: 'abandon', reason: it.body.reason }),
});

const getInvoices = defineRoute({
  method: 'get',
  path: '/v1/agreement-changes/:id/invoices',
  operationId: 'listAgreementChangeInvoices',
  summary: "List the member's invoices, past and scheduled, while the draft is open or after",
  tags,
  roles: ['admin', 'agent', 'client'],
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'By due date (AG-19)', schema: agreementInvoicesSchema } },
  handle: async ({ deps, context, params: { id } }) => {
    const { organizationId } = context;
    const { agreementId } = dataOf(await visibleDraft(deps, context, id));
    const agreement = found(await findAgreement(deps.prisma, organizationId, agreementId), 'agreement', agreementId);
    const data = await listAgreementInvoices(deps.prisma, organizationId, agreement);
    return { status: 200, body: { data, nextCursor: null } };
  },
});

async function revise(
  deps: ApiDeps,
  context: OrganizationContext,
  claim: IdempotencyClaim | null,
  id: string,
  revision: AgreementRevision,
) {
  await visibleDraft(deps, context, id);
  const view = (change: StoredChange) => {
    if (revision.command === 'complete' && change.state === 'draft') throw refreshed(change);
    return change;
  };
  const { status } = await reviseOnce({ deps, context, claim }, id, revision, view);
  return { status, body: await viewOf(deps, context, id) };
}

/** Says what had changed when a draft was to be completed: it is refreshed by now, and may be completed again (AG-22). */
function refreshed(change: StoredChange): DomainError {
  const { differences } = dataOf(change);
  const fields = differences.map(({ field, was, now }) => `${field} was ${was}, is ${now}`).join('; ');
  const message = `The agreement has changed meanwhile: ${fields}. The draft is refreshed and its edits kept; look at it and complete it again.`;
  return new DomainError('agreement-changed', message, { details: { differences } });
}

function dataOf(change: StoredChange): HeldDraft {
  return change.data as unknown as HeldDraft;
}

/** Finds a draft that the caller may see, or refuses with 404; a change of another kind is none. */
async function visibleDraft(deps: ApiDeps, context: OrganizationContext, id: string): Promise<StoredChange> {
  const change = await visibleChange(deps, context, id);
  if (change.kind !== 'agreement-change') throw notFound('change', id);
  return change;
}

async function viewOf(deps: ApiDeps, { organizationId }: OrganizationContext, id: string) {
  const change = found(await findChange(deps.prisma, organizationId, id), 'change', id);
  const account = found(await findAccount(deps.prisma, organizationId, change.accountId), 'account', change.accountId);
  return memberDraftView(change, account, deps);
}

export const agreementChangeRoutes: readonly Route[] = [
  postChange,
  getChange,
  patchChange,
  postCompletion,
  postAbandonment,
  getInvoices,
];
