import { findCheckout, listCheckouts } from '../../prisma/stores/checkouts.store.js';
import { findInvoice } from '../../prisma/stores/invoices.store.js';
import { maySeeAccount, refuseForeignAccount, visibleAccount } from '../context.js';
import { found, notFound } from '../found.js';
import { openCheckoutOnce } from '../open-checkout.js';
import { pageSchema } from '../pagination.js';
import { defineRoute, type Route } from '../route.js';
import { checkoutView } from '../views/checkout.view.js';
import { checkoutSchema, checkoutsQuery, invoiceCheckoutSchema, newCheckoutSchema } from './checkouts.schema.js';
import { idParams } from './fields.schema.js';

const tags = ['Payments'];
const readers = ['admin', 'agent', 'client', 'shop'] as const;

const answers = {
  201: { description: 'The checkout, with the page on which it is paid', schema: checkoutSchema },
  202: { description: 'The provider has not answered yet: ask for it again', schema: checkoutSchema },
};

const postCheckout = defineRoute({
  method: 'post',
  path: '/v1/checkouts',
  operationId: 'openCheckout',
  summary: "Ask for money on a payment provider's page",
  description:
    'For an invoice, or for an amount that goes where payments go (EN-13). An invoice has one open checkout: asked again for the same amount it is that one.',
  tags,
  roles: readers,
  idempotent: true,
  body: newCheckoutSchema,
  answers,
  handle: ({ deps, claim, context, body }) => {
    const { accountId, invoiceId, amount, description = null, ...how } = body;
    refuseForeignAccount(context, accountId);
    const { organizationId, by } = context;
    const asked = amount ? { amount } : { invoiceId: invoiceId ?? '' };
    return openCheckoutOnce({ deps, claim }, { organizationId, accountId, asked, description, ...howOf(how), by });
  },
});

const postInvoiceCheckout = defineRoute({
  method: 'post',
  path: '/v1/invoices/:id/checkout',
  operationId: 'openInvoiceCheckout',
  summary: "Ask for what is open of an invoice on a payment provider's page",
  tags,
  roles: readers,
  idempotent: true,
  params: idParams,
  body: invoiceCheckoutSchema,
  answers,
  handle: async ({ deps, claim, context, params: { id: invoiceId }, body }) => {
    const { organizationId, by } = context;
    const { accountId } = found(await findInvoice(deps.prisma, organizationId, invoiceId), 'invoice', invoiceId);
    if (!maySeeAccount(context, accountId)) throw notFound('invoice', invoiceId);
    const asked = { invoiceId };
    const command = { organizationId, accountId, asked, description: null, ...howOf(body), by };
    return openCheckoutOnce({ deps, claim }, command);
  },
});

const getCheckouts = defineRoute({
  method: 'get',
  path: '/v1/checkouts',
  operationId: 'listCheckouts',
  summary: 'List checkouts',
  tags,
  roles: readers,
  idempotent: false,
  query: checkoutsQuery,
  answers: { 200: { description: 'In the order in which they were asked for', schema: pageSchema(checkoutSchema) } },
  handle: async ({ deps, context, query }) => {
    const filter = { ...query, accountId: visibleAccount(context, query.accountId) };
    const { data, nextCursor } = await listCheckouts(deps.prisma, context.organizationId, filter);
    return { status: 200, body: { data: data.map(checkoutView), nextCursor } };
  },
});

const getCheckout = defineRoute({
  method: 'get',
  path: '/v1/checkouts/:id',
  operationId: 'getCheckout',
  summary: 'Show a checkout',
  tags,
  roles: readers,
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The checkout', schema: checkoutSchema } },
  handle: async ({ deps, context, params: { id } }) => {
    const checkout = found(await findCheckout(deps.prisma, context.organizationId, id), 'checkout', id);
    if (!maySeeAccount(context, checkout.accountId)) throw notFound('checkout', id);
    return { status: 200, body: checkoutView(checkout) };
  },
});

interface How {
  readonly returnUrl?: string | undefined;
  readonly expiresIn?: string | undefined;
  readonly endpointId?: string | undefined;
}

function howOf({ returnUrl, expiresIn, endpointId }: How) {
  return { returnUrl: returnUrl ?? null, expiresIn: expiresIn ?? null, endpointId: endpointId ?? null };
}

export const checkoutRoutes: readonly Route[] = [postCheckout, getCheckouts, getCheckout, postInvoiceCheckout];
