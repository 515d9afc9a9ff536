import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import { moneySchema } from '../../domain/money/money.js';
import { makeCallNow } from '../../gateways/calls.js';
import { inTransaction } from '../../prisma/client.js';
import { newId } from '../../prisma/ids.js';
import { progressOf } from '../../prisma/stores/gateway-calls.store.js';
import { findPayment } from '../../prisma/stores/payments.store.js';
import { startRefund } from '../../prisma/stores/refund-commands.store.js';
import { findRefund, listRefundsOf, type RefundRow } from '../../prisma/stores/refund-rows.js';
import { acceptOnce } from '../create-once.js';
import type { RouteDeps } from '../deps.js';
import { found } from '../found.js';
import { defineRoute, type Route } from '../route.js';
import { idParams, idSchema, instantText, moneyText } from './fields.schema.js';

const tags = ['Payments'];

const newRefundSchema = z
  .strictObject({
    amount: moneySchema.optional().meta({ description: 'All that is left of the payment where it is left out' }),
    reason: z.string().trim().min(1).max(500).meta({ description: 'Kept with the refund', example: 'Paid twice' }),
  })
  .meta({ id: 'NewRefund' });

const refundSchema = z
  .strictObject({
    id: idSchema,
    paymentId: idSchema,
    externalId: z.string().nullable().meta({ description: "The provider's id, once it has told one" }),
    kind: z.enum(['refund', 'dispute']),
    state: z
      .enum(['requested', 'made', 'refused'])
      .meta({ description: '`requested`: the provider has not made it yet; it is asked until it answers' }),
    amount: moneyText,
    taken: moneyText.nullable().meta({ description: 'What was taken back of the payment (EN-14)' }),
    by: z.string().nullable().meta({ description: 'Who asked for it; null where only the provider told of it' }),
    reason: z.string().nullable(),
    error: z.string().nullable().meta({ description: 'What the provider said against it' }),
    attempts: z.int().meta({ description: 'How often the provider was asked' }),
    lastError: z.string().nullable().meta({ description: 'What went wrong the last time it was asked' }),
    at: instantText,
  })
  .meta({ id: 'Refund' });

const postRefund = defineRoute({
  method: 'post',
  path: '/v1/payments/:id/refunds',
  operationId: 'refundPayment',
  summary: 'Give a payment back, whole or in part',
  description:
    'The provider is asked once, however often this is repeated and whatever crashes. What it gave back is taken back here once, by its answer or its webhook (EN-14). A payment taken by hand is given back by hand: it is taken back at once.',
  tags,
  roles: ['admin'],
  idempotent: true,
  params: idParams,
  body: newRefundSchema,
  answers: {
    201: { description: 'The money went back', schema: refundSchema },
    202: { description: 'Asked for; the provider has not made it yet', schema: refundSchema },
  },
  handle: ({ deps, claim, context, params: { id: paymentId }, body }) => {
    const { organizationId, by } = context;
    const { amount = null, reason } = body;
    const answer = (refundId: string) => answerOf(deps, organizationId, paymentId, refundId);
    return acceptOnce({ deps, claim }, 'refund', {
      accept: (alongside) =>
        inTransaction(deps.prisma, async (tx) => {
          const refundId = newId('rfd');
          await alongside(tx, refundId);
          return startRefund(tx, deps, { organizationId, refundId, paymentId, amount, reason, by });
        }),
      answer: async ({ refundId, callId }) => {
        if (callId !== null) await makeCallNow(deps, callId);
        return answer(refundId);
      },
      answerAgain: answer,
    });
  },
});

const getRefunds = defineRoute({
  method: 'get',
  path: '/v1/payments/:id/refunds',
  operationId: 'listRefunds',
  summary: 'List the refunds and lost disputes of a payment, those under way too',
  tags,
  roles: ['admin', 'agent'],
  idempotent: false,
  params: idParams,
  answers: {
    200: {
      description: 'In the order in which they were asked for or came',
      schema: z.strictObject({ data: z.array(refundSchema), nextCursor: z.null() }),
    },
  },
  handle: async ({ deps, context: { organizationId }, params: { id } }) => {
    const payment = found(await findPayment(deps.prisma, organizationId, id), 'payment', id);
    const refunds = await listRefundsOf(deps.prisma, organizationId, payment);
    const data = await Promise.all(refunds.map((it) => viewOf(deps, organizationId, id, it)));
    return { status: 200, body: { data, nextCursor: null } };
  },
});

async function answerOf(deps: RouteDeps, organizationId: string, paymentId: string, refundId: string) {
  const refund = await findRefund(deps.prisma, organizationId, refundId);
  if (!refund) throw new Error(`there is no refund ${refundId}`);
  if (refund.state === 'refused') throw new DomainError('refund-refused', refund.error ?? 'The provider will not.');
  const status = refund.state === 'made' ? (201 as const) : (202 as const);
  return { status, body: await viewOf(deps, organizationId, paymentId, refund) };
}

async function viewOf({ prisma }: RouteDeps, organizationId: string, paymentId: string, refund: RefundRow) {
  const { id, externalId, kind, state, amount, currency, taken, by, reason, error, at } = refund;
  const { attempts, lastError } = await progressOf(prisma, organizationId, 'refund', id);
  const money = { amount: { amount, currency }, taken: taken === null ? null : { amount: taken, currency } };
  return { id, paymentId, externalId, kind, state, ...money, by, reason, error, attempts, lastError, at };
}

export const refundRoutes: readonly Route[] = [postRefund, getRefunds];
