import type { PaidOfAgreement } from '../../domain/agreement/agreement.js';
import type { Instant } from '../../domain/calendar/instant.js';
import { minAmount, subtractAmounts, sumAmounts } from '../../domain/money/amount.js';
import type { GatewayEvent } from '../../domain/payment/gateway-event.js';
import type { Payment } from '../../domain/payment/payment.js';
import { type PaymentStanding, refundPayment } from '../../domain/payment/refund.js';
import type { SettledInvoice } from '../../domain/payment/reopen.js';
import { matchRefund } from '../../domain/payment/started-refund.js';
import type { Tx } from '../client.js';
import { newId } from '../ids.js';
import { amountOf } from '../rows.js';
import { storable } from './gateway-calls.store.js';
import { paygStandingOf } from './on-time.store.js';
import { findProvidersPayment, type StoredPayment } from './payments.store.js';
import { listRefundsOf } from './refund-rows.js';
import { onWrittenTimeline, type StoreDeps } from './timeline.store.js';

type Reversal = Extract<GatewayEvent, { type: 'payment-reversed' }>;

export interface NewRefund extends Pick<Reversal, 'refundId' | 'ourRefundId' | 'paymentId' | 'kind' | 'amount' | 'at'> {
  readonly organizationId: string;
  readonly provider: Payment['provider'];
  readonly receivedAt: Instant;
}

/**
 * Notes a refund that a provider reports as made, in its answer or by a webhook: of ours that row, else a new one; each counts once.
 * Tells whether it was not known as made before. The caller holds the payment's lock.
 */
export async function noteRefund(tx: Tx, refund: NewRefund): Promise<boolean> {
  const { organizationId, provider, kind, amount, at, receivedAt } = refund;
  const report = { externalId: refund.refundId, ourId: refund.ourRefundId, ...amount };
  const known = await listRefundsOf(tx, organizationId, { provider, externalId: refund.paymentId });
  const ours = matchRefund(known, report);
  if (ours) {
    if (ours.state !== 'requested') return false;
    const where = { organizationId_id: { organizationId, id: ours.id } };
    await tx.paymentRefund.update({ where, data: { state: 'made', externalId: refund.refundId, at } });
    return true;
  }
  const { count } = await tx.paymentRefund.createMany({
    data: {
      organizationId,
      id: newId('rfd'),
      provider,
      externalId: refund.refundId,
      paymentExternalId: refund.paymentId,
      kind,
      amount: amount.amount,
      currency: amount.currency,
      at,
      receivedAt,
    },
    skipDuplicates: true,
  });
  return count === 1;
}

/** Notes that a refund which we asked for will not be made, with the reason; tells whether it was still awaited. */
export async function refuseRefund(
  tx: Tx,
  refused: {
    organizationId: string;
    /** The provider's id of it, and ours: either is enough. */
    provider?: Payment['provider'];
    refundId: string | null;
    ourRefundId: string | null;
    error: string;
  },
): Promise<boolean> {
  const { organizationId, provider, refundId, ourRefundId, error } = refused;
  const named = [
    ...(refundId === null || !provider ? [] : [{ provider, externalId: refundId }]),
    ...(ourRefundId === null ? [] : [{ id: ourRefundId }]),
  ];
  const { count } = await tx.paymentRefund.updateMany({
    where: { organizationId, state: 'requested', OR: named },
    data: { state: 'refused', error: storable(error) },
  });
  return count > 0;
}

/**
 * Takes back what refunds of a payment have not taken yet, in the order in which they came: those that came before it too. Does nothing
 * while the payment has not come. The caller holds the payment's lock. Tells how many there were.
 */
export async function carryOutRefunds(
  tx: Tx,
  deps: StoreDeps,
  payment: { organizationId: string; provider: Payment['provider']; externalId: string },
): Promise<number> {
  const { organizationId, provider, externalId } = payment;
  const waiting = await tx.paymentRefund.findMany({
    where: { organizationId, provider, paymentExternalId: externalId, paymentId: null, state: 'made' },
    orderBy: { id: 'asc' },
  });
  let carriedOut = 0;
  for (const { id, kind, amount, currency, by } of waiting) {
    const payment = await findProvidersPayment(tx, organizationId, { provider, externalId });
    if (!payment) return 0;
    // One in another currency says nothing about this payment: it stays, to be looked at.
    if (payment.currency !== currency) continue;
    const refund = { id, kind: kind as Reversal['kind'], amount: amountOf(amount.toFixed(), currency), by };
    await carryOut(tx, deps, organizationId, payment, refund);
    carriedOut += 1;
  }
  return carriedOut;
}

async function carryOut(
  tx: Tx,
  deps: StoreDeps,
  organizationId: string,
  payment: StoredPayment,
  { by, ...refund }: { id: string; kind: Reversal['kind']; amount: string; by: string | null },
): Promise<void> {
  const { accountId, provider } = payment;
  if (payment.why !== null || accountId === null) return takeOfUnallocated(tx, organizationId, payment, refund);
  await onWrittenTimeline(tx, deps, { organizationId, accountId }, async ({ state, now, ids }) => {
    const standing = await standingOf(tx, organizationId, { ...payment, accountId });
    const effects = refundPayment(state, standing, { ...refund, now, by: by ?? `${provider}:webhook` }, ids);
    return { effects, thenCarryOut: true, answer: async () => undefined };
  });
}

/** Nothing of it was posted yet: less is left to be assigned. */
async function takeOfUnallocated(
  tx: Tx,
  organizationId: string,
  payment: StoredPayment,
  refund: { id: string; amount: string },
): Promise<void> {
  const { currency } = payment;
  const gone = sumAmounts(
    payment.refunds.map((it) => it.taken),
    currency,
  );
  const taken = minAmount(refund.amount, subtractAmounts(payment.amount, gone, currency), currency);
  const where = { organizationId_id: { organizationId, id: refund.id } };
  await tx.paymentRefund.update({ where, data: { paymentId: payment.id, taken } });
}

interface SettledRow {
  readonly id: string;
  readonly number: string;
  readonly subscriptionId: string | null;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly currency: string;
  readonly amount: string;
  readonly isCredit: boolean;
  /** Set where the invoice is that of an open package order. */
  readonly orderId: string | null;
  readonly ofAgreement: PaidOfAgreement | null;
}

/** Reads how a payment stands: its credit that was not taken back, and what it and the account's credit have settled. */
async function standingOf(
  tx: Tx,
  organizationId: string,
  payment: StoredPayment & { readonly accountId: string },
): Promise<PaymentStanding> {
  const { id, accountId, currency } = payment;
  const rows = await tx.$queryRaw<SettledRow[]>`
    SELECT i.id, i.number, i.subscription_id AS "subscriptionId", i.issued_on::text AS "issuedOn", i.due_on::text AS "dueOn",
      i.currency, sum(s.amount)::text AS amount, s.source = 'account-credit' AS "isCredit",
      CASE i.standing WHEN 'held' THEN i.change_id END AS "orderId",
      (SELECT json_build_object('agreementId', it.agreement_id, 'scheduled', json_build_object('id', it.id,
          'scheduleId', it.schedule_id, 'feeId', it.fee_id, 'dueOn', it.due_on, 'amount', it.amount::text, 'invoiceId', it.invoice_id),
          'isPaidOtherwise', coalesce(fee.paid_in_past, false) OR EXISTS (SELECT 1 FROM scheduled_invoices other
            JOIN invoices paid ON paid.organization_id = other.organization_id AND paid.id = other.invoice_id
            WHERE other.organization_id = it.organization_id AND other.fee_id = it.fee_id AND other.id <> it.id
              AND other.closed_at IS NULL AND paid.open = 0))
        FROM scheduled_invoices it LEFT JOIN agreement_fees fee ON fee.organization_id = it.organization_id AND fee.id = it.fee_id
        WHERE it.organization_id = i.organization_id AND it.invoice_id = i.id AND it.closed_at IS NULL) AS "ofAgreement"
    FROM settlements s JOIN invoices i ON i.organization_id = s.organization_id AND i.id = s.invoice_id
    WHERE s.organization_id = ${organizationId} AND i.account_id = ${accountId} AND i.currency = ${currency}
      AND (s.payment_id = ${id} OR s.source = 'account-credit')
    GROUP BY i.organization_id, i.id, s.source HAVING sum(s.amount) > 0`;
  const settled = rows.map((row): SettledInvoice & { isCredit: boolean } => {
    const { amount, isCredit, orderId, ofAgreement, ...invoice } = row;
    const scheduled = ofAgreement && {
      ...ofAgreement.scheduled,
      amount: amountOf(ofAgreement.scheduled.amount, currency),
    };
    const paid = ofAgreement && scheduled && { ...ofAgreement, scheduled };
    return { invoice, orderId, ofAgreement: paid, amount: amountOf(amount, currency), isCredit };
  });
  const credits = payment.allocations.filter((it) => it.kind === 'account-credit').map((it) => it.amount);
  return {
    id,
    currency,
    credited: sumAmounts(credits, currency),
    settled: settled.filter((it) => !it.isCredit),
    settledByCredit: settled.filter((it) => it.isCredit),
    payg: await paygStandingOf(tx, organizationId, payment),
  };
}
