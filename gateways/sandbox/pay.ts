import { addMilliseconds, type Instant } from '../../domain/calendar/instant.js';
import { businessNow, type Clock } from '../../domain/timeline/clock.js';
import { inTransaction, type PrismaClient, type Tx } from '../../prisma/client.js';
import { findOrganization } from '../../prisma/stores/organizations.store.js';
import {
  closeSandboxCheckout,
  insertSandboxPayment,
  insertSandboxRefund,
  lockSandboxCheckout,
  type SandboxCheckout,
  type SandboxPayment,
} from '../../prisma/stores/sandbox.store.js';
import { enqueueSandboxWebhook } from '../../prisma/stores/sandbox-webhooks.store.js';
import { type CardBehaviour, LATER_MS } from './cards.js';
import { declinedEvent, paymentEvent, refundEvent } from './events.js';

interface Deps {
  readonly prisma: PrismaClient;
  readonly clock: Clock;
}

/** How paying ended: `over` for a checkout that was paid or had ended already. */
export type PaymentOutcome = 'paid' | 'declined' | 'over';

/**
 * Pays a checkout with a test card: the payment and the webhooks that will tell of it in one transaction. A checkout is paid once, however
 * often its form is sent. Null where there is no such checkout.
 */
export function paySandboxCheckout(
  { prisma, clock }: Deps,
  { id, card }: { id: string; card: CardBehaviour },
): Promise<PaymentOutcome | null> {
  return inTransaction(prisma, async (tx) => {
    const checkout = await lockSandboxCheckout(tx, id);
    if (!checkout) return null;
    const paidAt = await businessNowOf(tx, clock, checkout);
    if (checkout.state !== 'open' || checkout.expiresAt <= paidAt) return 'over';
    const send = (event: unknown, laterMs = 0) => {
      const availableAt = addMilliseconds(clock.now().toISOString(), laterMs);
      const { organizationId, endpointId } = checkout;
      return enqueueSandboxWebhook(tx, { organizationId, endpointId, event, availableAt });
    };
    if (card === 'declined') {
      await send(declinedEvent({ checkout, amount: checkout.amount, paidAt }));
      return 'declined';
    }
    const payment = await insertSandboxPayment(tx, checkout, paidAt);
    await closeSandboxCheckout(tx, id, 'paid');
    await tellOf(tx, payment, card, send);
    return 'paid';
  });
}

async function tellOf(
  tx: Tx,
  payment: SandboxPayment,
  card: Exclude<CardBehaviour, 'declined'>,
  send: (event: unknown, laterMs?: number) => Promise<void>,
): Promise<void> {
  const event = paymentEvent('payment.succeeded', payment);
  await send(event, card === 'slow' ? LATER_MS : 0);
  if (card === 'twice') {
    await send(event);
    await send(paymentEvent('payment.succeeded', payment));
  }
  if (card !== 'refunded-later') return;
  const { amount } = payment.amount;
  const id = await insertSandboxRefund(tx, payment, { idempotencyKey: `${payment.id}/by-the-card`, amount });
  await send(refundEvent(payment, { id, amount, refundReference: null }), LATER_MS);
}

async function businessNowOf(tx: Tx, clock: Clock, { organizationId }: SandboxCheckout): Promise<Instant> {
  const organization = await findOrganization(tx, organizationId);
  if (!organization) throw new Error(`there is no organization ${organizationId}`);
  return businessNow(clock, organization);
}
