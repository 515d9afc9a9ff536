import { z } from 'zod';
import { type Instant, instantSchema } from '../../domain/calendar/instant.js';
import { moneySchema } from '../../domain/money/money.js';
import { type GatewayEvent, type WebhookReader, WebhookUnreadable } from '../gateway.js';
import { verifyStandardWebhook } from '../standard-webhooks.js';

/** Text that PostgreSQL can hold: no NUL, no half of a character. */
const text = z
  .string()
  .min(1)
  .max(255)
  .refine((it) => !/[\0\p{Surrogate}]/u.test(it), 'holds what cannot be stored');

const dataSchema = z.object({
  paymentId: text,
  amount: moneySchema,
  paidAt: instantSchema,
  accountId: text.nullish(),
  invoiceId: text.nullish(),
  subscriptionId: text.nullish(),
  reference: text.nullish(),
  changeId: text.nullish(),
  refundId: text.nullish(),
  /** What we sent along with a checkout or a refund comes back. */
  checkoutReference: text.nullish(),
  refundReference: text.nullish(),
});

const eventSchema = z.object({ type: text, id: text, data: z.unknown() });

type Data = z.infer<typeof dataSchema>;

/** Reads the webhooks of the sandbox, which signs them by the Standard Webhooks scheme. */
export const sandboxWebhooks: WebhookReader = {
  provider: 'sandbox',
  verifyAndRead: (rawBody, headers, secrets, now) => {
    if (verifyStandardWebhook(rawBody, headers, secrets, now) === null) return 'bad-signature';
    return read(rawBody);
  },
};

function read(rawBody: Buffer): GatewayEvent {
  const event = parse(eventSchema, jsonOf(rawBody));
  const eventId = event.id;
  const build = BUILDERS[event.type];
  return build ? build(eventId, parse(dataSchema, event.data)) : { type: 'other', eventId, name: event.type };
}

const BUILDERS: Readonly<Record<string, (eventId: string, data: Data) => GatewayEvent>> = {
  'payment.succeeded': (eventId, { paymentId, amount, paidAt, reference, ...names }) => ({
    type: 'payment-succeeded',
    eventId,
    paymentId,
    amount,
    paidAt,
    reference: reference ?? null,
    names: {
      accountId: names.accountId ?? null,
      invoiceId: names.invoiceId ?? null,
      subscriptionId: names.subscriptionId ?? null,
      changeId: names.changeId ?? null,
    },
    checkoutId: names.checkoutReference ?? null,
  }),
  'payment.failed': (eventId, { paymentId }) => ({ type: 'payment-failed', eventId, paymentId }),
  'payment.refunded': (eventId, data) => reversed(eventId, data, 'refund', data.refundId ?? eventId),
  'dispute.lost': (eventId, data) => reversed(eventId, data, 'dispute', data.refundId ?? `dispute/${data.paymentId}`),
};

function reversed(
  eventId: string,
  { paymentId, amount, paidAt, refundReference }: Data,
  kind: 'refund' | 'dispute',
  refundId: string,
): GatewayEvent {
  const at: Instant = paidAt;
  return {
    type: 'payment-reversed',
    eventId,
    paymentId,
    refundId,
    ourRefundId: refundReference ?? null,
    kind,
    amount,
    at,
  };
}

function jsonOf(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    throw new WebhookUnreadable('The body is not JSON.');
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new WebhookUnreadable(`${issue?.path.join('.') || 'The event'}: ${issue?.message ?? 'is not valid'}`);
}
