import { z } from 'zod';
import { newAgreementSchema } from '../../domain/agreement/agreement.schema.js';
import type { CivilDate } from '../../domain/calendar/civil-date.js';
import { localDateAt } from '../../domain/calendar/time-zone.js';
import type { Db } from '../../prisma/client.js';
import { qualifyAgreement, takeOverAgreement } from '../../prisma/stores/agreement-commands.store.js';
import {
  findAgreement,
  listAgreementInvoices,
  listAgreements,
  listAgreementVersions,
  type StoredAgreement,
} from '../../prisma/stores/agreements.store.js';
import { maySeeAccount, type OrganizationContext, visibleAccount } from '../context.js';
import { createOnce } from '../create-once.js';
import { found, notFound } from '../found.js';
import { pageQuery, pageSchema } from '../pagination.js';
import { defineRoute, type Route } from '../route.js';
import { agreementView, storedAgreementView } from '../views/agreement.view.js';
import {
  agreementInvoicesSchema,
  agreementSchema,
  agreementVersionsSchema,
  eligibilitySchema,
} from './agreements.schema.js';
import { idParams, idSchema } from './fields.schema.js';

const tags = ['Agreements'];
const readers = ['admin', 'agent', 'client'] as const;
const read = { method: 'get', tags, roles: readers, idempotent: false } as const;

const postAgreement = defineRoute({
  method: 'post',
  path: '/v1/agreements',
  operationId: 'createAgreement',
  summary: 'Take an agreement over, as it is on file',
  description:
    'With its schedules, fees and standing, valid or not (AG-10). Its scheduled invoices come into the ledger on their due dates. What is owed elsewhere may be taken over as `standing.pastDueAmount`.',
  tags,
  roles: ['admin', 'agent'],
  idempotent: true,
  body: newAgreementSchema,
  answers: { 201: { description: 'The agreement', schema: agreementSchema } },
  handle: async ({ deps, claim, context, body }) => {
    const { organizationId, by } = context;
    const today = await todayOf(context);
    return createOnce({ deps, claim }, async (tx) => {
      const id = await takeOverAgreement(tx, deps, { organizationId, request: body, by });
      const agreement = found(await findAgreement(tx, organizationId, id), 'agreement', id);
      return { answer: { status: 201 as const, body: storedAgreementView(agreement, today) } };
    });
  },
});

const getAgreements = defineRoute({
  ...read,
  path: '/v1/agreements',
  operationId: 'listAgreements',
  summary: 'List the agreements of an account or of the organization',
  query: z.strictObject({ accountId: idSchema.optional(), ...pageQuery }),
  answers: { 200: { description: 'Oldest first', schema: pageSchema(agreementSchema) } },
  handle: async ({ deps, context, query }) => {
    const { organizationId } = context;
    const filter = { ...query, accountId: visibleAccount(context, query.accountId) };
    const { data, nextCursor } = await listAgreements(deps.prisma, organizationId, filter);
    const today = await todayOf(context);
    return { status: 200, body: { data: data.map((it) => storedAgreementView(it, today)), nextCursor } };
  },
});

const getAgreement = defineRoute({
  ...read,
  path: '/v1/agreements/:id',
  operationId: 'getAgreement',
  summary: 'Show an agreement',
  params: idParams,
  answers: { 200: { description: 'The agreement', schema: agreementSchema } },
  handle: async ({ deps, context, params: { id } }) => {
    const agreement = await visibleAgreement(deps.prisma, context, id);
    return { status: 200, body: storedAgreementView(agreement, await todayOf(context)) };
  },
});

const getEligibility = defineRoute({
  ...read,
  path: '/v1/agreements/:id/change-eligibility',
  operationId: 'getChangeEligibility',
  summary: 'Tell whether an agreement may be upgraded or downgraded, and if not, how it may be',
  params: idParams,
  answers: { 200: { description: 'Every reason, in order, with the way out', schema: eligibilitySchema } },
  handle: async ({ deps, context, params: { id } }) => {
    const { accountId } = await visibleAgreement(deps.prisma, context, id);
    const { organizationId } = context;
    return { status: 200, body: await qualifyAgreement(deps, { organizationId, accountId, agreementId: id }) };
  },
});

const getInvoices = defineRoute({
  ...read,
  path: '/v1/agreements/:id/invoices',
  operationId: 'listAgreementInvoices',
  summary: 'List the invoices of an agreement, past and scheduled',
  params: idParams,
  answers: { 200: { description: 'By due date', schema: agreementInvoicesSchema } },
  handle: async ({ deps, context, params: { id } }) => {
    const agreement = await visibleAgreement(deps.prisma, context, id);
    const data = await listAgreementInvoices(deps.prisma, context.organizationId, agreement);
    return { status: 200, body: { data, nextCursor: null } };
  },
});

const getVersions = defineRoute({
  ...read,
  path: '/v1/agreements/:id/versions',
  operationId: 'listAgreementVersions',
  summary: 'List what an agreement was before its changes',
  params: idParams,
  answers: { 200: { description: 'Oldest first', schema: agreementVersionsSchema } },
  handle: async ({ deps, context, params: { id } }) => {
    const { accountId, currency } = await visibleAgreement(deps.prisma, context, id);
    const versions = await listAgreementVersions(deps.prisma, context.organizationId, id);
    const data = versions.map(({ terms, ...version }) => {
      return { ...version, agreement: agreementView(terms, { accountId, currency, isOverdue: false }) };
    });
    return { status: 200, body: { data, nextCursor: null } };
  },
});

/** Finds an agreement that the caller may see, or refuses with 404. */
export async function visibleAgreement(db: Db, context: OrganizationContext, id: string): Promise<StoredAgreement> {
  const agreement = found(await findAgreement(db, context.organizationId, id), 'agreement', id);
  if (!maySeeAccount(context, agreement.accountId)) throw notFound('agreement', id);
  return agreement;
}

/** Tells the organization's date of today. */
export async function todayOf({ organization }: OrganizationContext): Promise<CivilDate> {
  const { now, settings } = await organization();
  return localDateAt(now, settings.timeZone);
}

export const agreementRoutes: readonly Route[] = [
  postAgreement,
  getAgreements,
  getAgreement,
  getEligibility,
  getInvoices,
  getVersions,
];
