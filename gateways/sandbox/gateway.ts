import { compareAmounts, subtractAmounts, sumAmounts } from '../../domain/money/amount.js';
import type { Clock } from '../../domain/timeline/clock.js';
import { inTransaction, type PrismaClient } from '../../prisma/client.js';
import {
  closeSandboxCheckout,
  createSandboxCheckout,
  insertSandboxRefund,
  lockSandboxPayment,
} from '../../prisma/stores/sandbox.store.js';
import { enqueueSandboxWebhook } from '../../prisma/stores/sandbox-webhooks.store.js';
import { GatewayRefused, type PaymentGateway, type RefundAsked } from '../gateway.js';
import { refundEvent } from './events.js';
import { sandboxWebhooks } from './read-webhook.js';

export interface SandboxDeps {
  readonly prisma: PrismaClient;
  readonly clock: Clock;
  /** Behind which its pages are served. */
  readonly publicUrl: () => string;
}

interface Endpoint {
  readonly organizationId: string;
  readonly id: string;
}

/** Names the page on which a checkout of the sandbox is paid. */
export function sandboxPagePath(checkoutId: string): string {
  return `/sandbox/pay/${checkoutId}`;
}

/** Plays a payment provider on tables of its own, so that payments can be made without one; its page is `api/sandbox.ts`. */
export function createSandboxGateway(deps: SandboxDeps, { organizationId, id: endpointId }: Endpoint): PaymentGateway {
  return {
    ...sandboxWebhooks,

    createCheckout: async ({ checkoutId, names, amount, description, returnUrl, expiresAt, idempotencyKey }) => {
      const of = { organizationId, endpointId, names: { ...names, checkoutId } };
      const asked = { ...of, amount, description, returnUrl, expiresAt, idempotencyKey };
      const externalId = await createSandboxCheckout(deps.prisma, asked);
      return { externalId, payUrl: `${deps.publicUrl()}${sandboxPagePath(externalId)}` };
    },

    expireCheckout: ({ externalId }) => closeSandboxCheckout(deps.prisma, externalId, 'expired'),

    refund: async (asked) => ({ externalId: await refund(deps, organizationId, asked), state: 'made' }),
  };
}

/** Refunds once for each key, never more than was paid, and sends a webhook of it. */
function refund({ prisma, clock }: SandboxDeps, organizationId: string, asked: RefundAsked): Promise<string> {
  const { externalPaymentId, idempotencyKey, refundId } = asked;
  return inTransaction(prisma, async (tx) => {
    const payment = await lockSandboxPayment(tx, organizationId, externalPaymentId);
    if (!payment) throw new GatewayRefused(`The sandbox has no payment ${externalPaymentId}.`);
    const before = payment.refunds.find((it) => it.idempotencyKey === idempotencyKey);
    if (before) return before.id;
    const { amount, currency } = asked.amount;
    const gone = sumAmounts(
      payment.refunds.map((it) => it.amount),
      currency,
    );
    const left = subtractAmounts(payment.amount.amount, gone, currency);
    if (payment.amount.currency !== currency || compareAmounts(amount, left) > 0) {
      throw new GatewayRefused(`Of the payment ${left} ${payment.amount.currency} can go back.`);
    }
    const id = await insertSandboxRefund(tx, payment, { idempotencyKey, amount });
    const event = refundEvent(payment, { id, amount, refundReference: refundId });
    const availableAt = clock.now().toISOString();
    await enqueueSandboxWebhook(tx, { organizationId, endpointId: payment.checkout.endpointId, event, availableAt });
    return id;
  });
}
