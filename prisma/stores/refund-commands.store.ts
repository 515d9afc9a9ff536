import { DomainError } from '../../domain/errors.js';
import type { Money } from '../../domain/money/money.js';
import { refundAmount } from '../../domain/payment/started-refund.js';
import { businessNow } from '../../domain/timeline/clock.js';
import type { Tx } from '../client.js';
import { enqueueCall } from './gateway-calls.store.js';
import { findOrganization } from './organizations.store.js';
import { listPaymentEndpoints } from './payment-endpoints.store.js';
import { findPayment, lockPayment, type StoredPayment } from './payments.store.js';
import { findRefund, listRefundsOf, type RefundRow } from './refund-rows.js';
import { carryOutRefunds, noteRefund, refuseRefund } from './refunds.store.js';
import { ownDeliveryUntil, type StoreDeps } from './timeline.store.js';

export interface StartRefund {
  readonly organizationId: string;
  readonly refundId: string;
  readonly paymentId: string;
  /** Null: all that is left of the payment. */
  readonly amount: Money | null;
  readonly reason: string;
  readonly by: string;
}

export interface StartedRefund {
  readonly refundId: string;
  /** The call to the provider; null for a payment taken by hand, whose money is given back by hand. */
  readonly callId: string | null;
}

/**
 * Starts a refund (EN-14): the row and the intent to ask the provider, in one transaction. The money is taken back once the provider says
 * that it went back, in its answer or by a webhook, whichever comes first. Of a payment taken by hand it is taken back at once. Throws
 * `payment-not-found`, `refund-amount`, `no-payment-gateway`.
 */
export async function startRefund(tx: Tx, deps: StoreDeps, command: StartRefund): Promise<StartedRefund> {
  const { organizationId, refundId, paymentId, reason, by } = command;
  await lockPayment(tx, organizationId, await storedPayment(tx, organizationId, paymentId));
  const payment = await storedPayment(tx, organizationId, paymentId);
  const known = await listRefundsOf(tx, organizationId, payment);
  const amount = refundAmount(command.amount, payment, known);
  const endpointId = payment.provider === 'manual' ? null : await endpointOf(tx, organizationId, payment);
  const organization = await findOrganization(tx, organizationId);
  if (!organization) throw new Error(`there is no organization ${organizationId}`);
  const now = businessNow(deps.clock, organization);
  await tx.paymentRefund.create({
    data: {
      organizationId,
      id: refundId,
      provider: payment.provider,
      externalId: null,
      paymentExternalId: payment.externalId,
      kind: 'refund',
      amount,
      currency: payment.currency,
      state: 'requested',
      by,
      reason,
      at: now,
      receivedAt: now,
    },
  });
  if (endpointId === null) {
    await refundMade(tx, deps, { organizationId, refundId, externalId: refundId });
    return { refundId, callId: null };
  }
  const availableAt = ownDeliveryUntil(deps.clock);
  const call = { organizationId, endpointId, kind: 'refund', subjectId: refundId, availableAt } as const;
  return { refundId, callId: await enqueueCall(tx, call) };
}

/** The endpoint of the checkout that asked for the money, since only there the provider knows the payment; else the provider's newest. */
async function endpointOf(tx: Tx, organizationId: string, { id, provider }: StoredPayment): Promise<string> {
  const where = { organizationId, paymentId: id };
  const checkout = await tx.checkout.findFirst({ where, select: { endpointId: true } });
  if (checkout) return checkout.endpointId;
  const endpoint = (await listPaymentEndpoints(tx, organizationId)).findLast((it) => it.provider === provider);
  if (endpoint) return endpoint.id;
  throw new DomainError('no-payment-gateway', `The organization has no payment endpoint of ${provider}.`);
}

/** Notes that the provider has made a refund of ours, and takes the money back, once (EN-14). */
export async function refundMade(
  tx: Tx,
  deps: StoreDeps,
  made: { organizationId: string; refundId: string; externalId: string },
): Promise<void> {
  const { organizationId, refundId, externalId } = made;
  const {
    provider,
    paymentExternalId: paymentId,
    kind,
    amount,
    currency,
    at,
  } = await known(tx, organizationId, refundId);
  const of = { provider, externalId: paymentId };
  await lockPayment(tx, organizationId, of);
  const report = { refundId: externalId, ourRefundId: refundId, paymentId, kind, amount: { amount, currency }, at };
  await noteRefund(tx, { ...report, organizationId, provider, receivedAt: at });
  await carryOutRefunds(tx, deps, { organizationId, ...of });
  // A webhook without our id told of it under another row: this one took nothing and is over.
  const error = `Counted as another refund, ${externalId}.`;
  await refuseRefund(tx, { organizationId, refundId: null, ourRefundId: refundId, error });
}

/** Notes the provider's id of a refund that it has begun and not made yet; a webhook tells how it ends. */
export async function refundPending(
  tx: Tx,
  pending: { organizationId: string; refundId: string; externalId: string },
): Promise<void> {
  const { organizationId, refundId, externalId } = pending;
  const { provider, paymentExternalId } = await known(tx, organizationId, refundId);
  await lockPayment(tx, organizationId, { provider, externalId: paymentExternalId });
  await tx.paymentRefund.updateMany({
    where: { organizationId, id: refundId, state: 'requested', externalId: null },
    data: { externalId },
  });
}

async function known(tx: Tx, organizationId: string, refundId: string): Promise<RefundRow> {
  const refund = await findRefund(tx, organizationId, refundId);
  if (refund) return refund;
  throw new Error(`there is no refund ${refundId}`);
}

async function storedPayment(tx: Tx, organizationId: string, id: string): Promise<StoredPayment> {
  const payment = await findPayment(tx, organizationId, id);
  if (payment) return payment;
  throw new DomainError('payment-not-found', `There is no payment ${id}; check the id.`);
}
