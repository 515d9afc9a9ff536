import type { Instant } from '../../domain/calendar/instant.js';
import type { Payment } from '../../domain/payment/payment.js';
import type { KnownRefund } from '../../domain/payment/started-refund.js';
import type { Db } from '../client.js';
import type { PaymentRefundModel } from '../generated/models.js';
import { amountOf, instantOf } from '../rows.js';

/** A refund as it stands, whoever started it. */
export interface RefundRow extends KnownRefund {
  readonly provider: Payment['provider'];
  /** The provider's id of the payment. */
  readonly paymentExternalId: string;
  readonly kind: 'refund' | 'dispute';
  readonly by: string | null;
  readonly reason: string | null;
  readonly error: string | null;
  readonly at: Instant;
}

/** Lists the refunds of a payment in the order in which they came or were asked for. */
export async function listRefundsOf(
  db: Db,
  organizationId: string,
  { provider, externalId }: Pick<Payment, 'provider' | 'externalId'>,
): Promise<readonly RefundRow[]> {
  const where = { organizationId, provider, paymentExternalId: externalId };
  return (await db.paymentRefund.findMany({ where, orderBy: { id: 'asc' } })).map(refundOf);
}

export async function findRefund(db: Db, organizationId: string, id: string): Promise<RefundRow | null> {
  const row = await db.paymentRefund.findUnique({ where: { organizationId_id: { organizationId, id } } });
  return row && refundOf(row);
}

function refundOf(row: PaymentRefundModel): RefundRow {
  const { id, externalId, paymentExternalId, currency, by, reason, error } = row;
  return {
    id,
    externalId,
    paymentExternalId,
    currency,
    by,
    reason,
    error,
    provider: row.provider as Payment['provider'],
    kind: row.kind as 'refund' | 'dispute',
    state: row.state as KnownRefund['state'],
    amount: amountOf(row.amount.toFixed(), currency),
    taken: row.taken === null ? null : amountOf(row.taken.toFixed(), currency),
    at: instantOf(row.at),
  };
}
