import { z } from 'zod';
import { assignmentSchema, creditUseSchema, manualPaymentSchema } from '../../domain/payment/payment.schema.js';
import { findAccount } from '../../prisma/stores/accounts.store.js';
import { listAccountHistory } from '../../prisma/stores/history.store.js';
import { creditOf } from '../../prisma/stores/ledger.store.js';
import { assignPayment, takeManualPayment, useCredit } from '../../prisma/stores/payment-commands.store.js';
import { findPayment, listPayments } from '../../prisma/stores/payments.store.js';
import { maySeeAccount, refuseForeignAccount, visibleAccount } from '../context.js';
import { createOnce } from '../create-once.js';
import { found, notFound } from '../found.js';
import { pageQuery, pageSchema } from '../pagination.js';
import { defineRoute, type Route } from '../route.js';
import { paymentView } from '../views/payment.view.js';
import { idParams } from './fields.schema.js';
import { accountHistorySchema, creditUsedSchema, paymentSchema, paymentsQuery } from './payments.schema.js';

const tags = ['Payments'];
const readers = ['admin', 'agent', 'client', 'shop'] as const;

const postPayment = defineRoute({
  method: 'post',
  path: '/v1/accounts/:id/payments',
  operationId: 'takePayment',
  summary: 'Take a payment by hand: at the cash desk, by bank transfer',
  description:
    'It goes to what it names, else to open invoices, oldest due first, and the rest becomes account credit; in another currency, or where several things could take it and it names none, it is kept unallocated (EN-13). It is paid now; only an admin may date it back, with a reason.',
  tags,
  roles: ['admin', 'agent', 'shop'],
  idempotent: true,
  params: idParams,
  body: manualPaymentSchema,
  answers: { 201: { description: 'The payment, with where it went', schema: paymentSchema } },
  handle: ({ deps, claim, context, params: { id: accountId }, body }) =>
    createOnce({ deps, claim }, async (tx) => {
      const { organizationId, by, role } = context;
      const mayDateBack = role === 'admin';
      const payment = await takeManualPayment(tx, deps, { organizationId, accountId, request: body, by, mayDateBack });
      return { answer: { status: 201 as const, body: paymentView(payment) } };
    }),
});

const getPayments = defineRoute({
  method: 'get',
  path: '/v1/payments',
  operationId: 'listPayments',
  summary: 'List payments; with `state=unallocated` those that wait to be assigned',
  tags,
  roles: readers,
  idempotent: false,
  query: paymentsQuery,
  answers: { 200: { description: 'In the order in which they came', schema: pageSchema(paymentSchema) } },
  handle: async ({ deps, context, query }) => {
    const filter = { ...query, accountId: visibleAccount(context, query.accountId) };
    const { data, nextCursor } = await listPayments(deps.prisma, context.organizationId, filter);
    return { status: 200, body: { data: data.map(paymentView), nextCursor } };
  },
});

const getPayment = defineRoute({
  method: 'get',
  path: '/v1/payments/:id',
  operationId: 'getPayment',
  summary: 'Show a payment and where it went',
  tags,
  roles: readers,
  idempotent: false,
  params: idParams,
  answers: { 200: { description: 'The payment', schema: paymentSchema } },
  handle: async ({ deps, context, params: { id } }) => {
    const payment = found(await findPayment(deps.prisma, context.organizationId, id), 'payment', id);
    if (!maySeeAccount(context, payment.accountId ?? '')) throw notFound('payment', id);
    return { status: 200, body: paymentView(payment) };
  },
});

const postAssignment = defineRoute({
  method: 'post',
  path: '/v1/payments/:id/assign',
  operationId: 'assignPayment',
  summary: 'Assign a payment that could not be allocated to an account',
  tags,
  roles: ['admin'],
  idempotent: true,
  params: idParams,
  body: assignmentSchema,
  answers: { 200: { description: 'The payment, with where it went', schema: paymentSchema } },
  handle: ({ deps, claim, context, params, body }) =>
    createOnce({ deps, claim }, async (tx) => {
      const { organizationId, by } = context;
      const { accountId, invoiceId = null, subscriptionId = null } = body;
      found(await findPayment(tx, organizationId, params.id), 'payment', params.id);
      const command = { organizationId, paymentId: params.id, accountId, invoiceId, subscriptionId, by };
      return { answer: { status: 200 as const, body: paymentView(await assignPayment(tx, deps, command)) } };
    }),
});

const postCreditUse = defineRoute({
  method: 'post',
  path: '/v1/accounts/:id/credit/use',
  operationId: 'useCredit',
  summary: 'Use account credit on an open invoice, or on all of them, oldest due first',
  description: 'For accounts whose credit is not used automatically (PS-04).',
  tags,
  roles: ['admin', 'agent', 'client'],
  idempotent: true,
  params: idParams,
  body: creditUseSchema,
  answers: { 200: { description: 'What was used, and what is left', schema: creditUsedSchema } },
  handle: ({ deps, claim, context, params: { id: accountId }, body }) => {
    refuseForeignAccount(context, accountId);
    return createOnce({ deps, claim }, async (tx) => {
      const { organizationId, by } = context;
      const invoiceId = body.invoiceId ?? null;
      const { settled } = await useCredit(tx, deps, { organizationId, accountId, invoiceId, by });
      const credit = await creditOf(tx, organizationId, accountId);
      const used = { settled: { amount: settled, currency: credit.currency }, credit };
      return { answer: { status: 200 as const, body: used } };
    });
  },
});

const getAccountHistory = defineRoute({
  method: 'get',
  path: '/v1/accounts/:id/history',
  operationId: 'getAccountHistory',
  summary: 'Tell what happened to an account: payments, plan changes, renewals',
  tags: ['Accounts'],
  roles: readers,
  idempotent: false,
  params: idParams,
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'In the order in which it was written', schema: pageSchema(accountHistorySchema) } },
  handle: async ({ deps, context, params: { id: accountId }, query }) => {
    const { organizationId } = context;
    refuseForeignAccount(context, accountId);
    found(await findAccount(deps.prisma, organizationId, accountId), 'account', accountId);
    const { data, nextCursor } = await listAccountHistory(deps.prisma, { organizationId, accountId }, query);
    const entries = data.map(({ at, event, by, text, subscriptionId, changeId, amounts }) => ({
      at,
      event,
      by,
      text,
      subscriptionId,
      changeId,
      amounts,
    }));
    return { status: 200, body: { data: entries, nextCursor } };
  },
});

export const paymentRoutes: readonly Route[] = [
  postPayment,
  getPayments,
  getPayment,
  postAssignment,
  postCreditUse,
  getAccountHistory,
];
