import { z } from 'zod';
import { findAccount } from '../../prisma/stores/accounts.store.js';
import { findInvoice, listInvoices } from '../../prisma/stores/invoices.store.js';
import { creditOf, listJournals, timeNotPosted } from '../../prisma/stores/ledger.store.js';
import { findOrganization } from '../../prisma/stores/organizations.store.js';
import { referencesOf } from '../../prisma/stores/payments.store.js';
import { maySeeAccount, type OrganizationContext, refuseForeignAccount } from '../context.js';
import type { ApiDeps } from '../deps.js';
import { found, notFound } from '../found.js';
import { invoicePage } from '../invoice-page.js';
import { pageQuery, pageSchema } from '../pagination.js';
import { defineRoute, type Route } from '../route.js';
import { invoiceView, journalView } from '../views/ledger.view.js';
import { idParams, moneyText } from './fields.schema.js';
import { invoiceSchema, journalSchema } from './ledger.schema.js';

const tags = ['Ledger'];
const readers = ['admin', 'agent', 'client', 'shop'] as const;
const query = z.strictObject(pageQuery);

const getLedger = defineRoute({
  method: 'get',
  path: '/v1/accounts/:id/ledger',
  operationId: 'listJournals',
  summary: 'List the journals of an account with their postings',
  description:
    'Time that is paid as you go and was used since it was last posted comes last, with `recordedAt: null`: it is posted as a month begins, as the time ends, and whenever something is done to it.',
  tags,
  roles: ['admin', 'agent', 'client'],
  idempotent: false,
  params: idParams,
  query,
  answers: { 200: { description: 'Earliest first', schema: pageSchema(journalSchema) } },
  handle: async ({ deps, context, params, query }) => {
    const account = await visible(deps, context, params.id);
    const pending = await timeNotPosted(deps, account);
    const { data, nextCursor } = await listJournals(deps.prisma, account, query, pending);
    return { status: 200, body: { data: data.map(journalView), nextCursor } };
  },
});

const getInvoices = defineRoute({
  method: 'get',
  path: '/v1/accounts/:id/invoices',
  operationId: 'listInvoices',
  summary: 'List the invoices and credit notes of an account with their lines',
  tags,
  roles: readers,
  idempotent: false,
  params: idParams,
  query,
  answers: { 200: { description: 'In the order of issue', schema: pageSchema(invoiceSchema) } },
  handle: async ({ deps, context, params, query }) => {
    const account = await visible(deps, context, params.id);
    const { data, nextCursor } = await listInvoices(deps.prisma, account, query);
    return { status: 200, body: { data: data.map(invoiceView), nextCursor } };
  },
});

const getCredit = defineRoute({
  method: 'get',
  path: '/v1/accounts/:id/credit',
  operationId: 'getCredit',
  summary: 'Show the credit of an account',
  tags,
  roles: readers,
  idempotent: false,
  params: idParams,
  answers: { 200: { description: "In the account's currency, never below zero", schema: moneyText } },
  handle: async ({ deps, context, params: { id } }) => {
    const { organizationId, accountId } = await visible(deps, context, id);
    return { status: 200, body: await creditOf(deps.prisma, organizationId, accountId) };
  },
});

const getInvoicePage = defineRoute({
  method: 'get',
  path: '/v1/invoices/:id.html',
  operationId: 'getInvoicePage',
  summary: 'Show an invoice or credit note as a page that prints well',
  description: 'The same as GET /v1/invoices/{id} with `Accept: text/html`.',
  tags,
  roles: readers,
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The page', schema: z.string(), contentType: 'text/html' } },
  handle: async ({ deps: { prisma }, context, params: { id } }) => {
    const { organizationId } = context;
    const invoice = found(await findInvoice(prisma, organizationId, id), 'invoice', id);
    if (!maySeeAccount(context, invoice.accountId)) throw notFound('invoice', id);
    const account = found(await findAccount(prisma, organizationId, invoice.accountId), 'invoice', id);
    const organization = found(await findOrganization(prisma, organizationId), 'invoice', id);
    const paymentIds = invoice.settlements.flatMap(({ paymentId }) => (paymentId === null ? [] : [paymentId]));
    const references = await referencesOf(prisma, organizationId, paymentIds);
    const page = invoicePage({ invoice, organization: organization.name, account: account.name, references });
    return { status: 200, body: page };
  },
});

const getInvoice = defineRoute({
  method: 'get',
  path: '/v1/invoices/:id',
  operationId: 'getInvoice',
  summary: 'Show an invoice or credit note',
  tags,
  roles: readers,
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'With its lines', schema: invoiceSchema } },
  handle: async ({ deps, context, params: { id } }) => {
    const invoice = found(await findInvoice(deps.prisma, context.organizationId, id), 'invoice', id);
    if (!maySeeAccount(context, invoice.accountId)) throw notFound('invoice', id);
    return { status: 200, body: invoiceView(invoice) };
  },
});

/** Names the account that a list is about; 404 where it is not there, or not for the caller to see. */
async function visible({ prisma }: ApiDeps, context: OrganizationContext, accountId: string) {
  const { organizationId } = context;
  refuseForeignAccount(context, accountId);
  found(await findAccount(prisma, organizationId, accountId), 'account', accountId);
  return { organizationId, accountId };
}

export const ledgerRoutes: readonly Route[] = [getLedger, getInvoices, getCredit, getInvoicePage, getInvoice];
