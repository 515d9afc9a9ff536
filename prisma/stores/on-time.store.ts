import { DomainError } from '../../domain/errors.js';
import { subtractAmounts, sumAmounts } from '../../domain/money/amount.js';
import type { PaygStanding } from '../../domain/payg-booking/refund.js';
import type { OnTimePayment } from '../../domain/payg-booking/worth.js';
import type { OnTimeTransaction, OnTimeType } from '../../domain/payg-time/payg.js';
import type { OpenChange } from '../../domain/subscription/state.js';
import type { ChangeRevision } from '../../domain/timeline/kinds.js';
import type { Db, Tx } from '../client.js';
import { foreignCursor, limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import type { OnTimeTransactionModel } from '../generated/models.js';
import { amountOf, instantOf } from '../rows.js';
import type { StoredPayment } from './payments.store.js';

export interface StoredOnTimeTransaction extends OnTimeTransaction {
  readonly currency: string;
  readonly sequence: string;
}

function transactionOf(row: OnTimeTransactionModel): StoredOnTimeTransaction {
  const { organizationId, recordedAt, currency, ...it } = row;
  return {
    ...it,
    currency,
    sequence: row.sequence.toString(),
    type: row.type as OnTimeType,
    amount: amountOf(row.amount.toFixed(), currency),
    goodwill: amountOf(row.goodwill.toFixed(), currency),
    seconds: Number(row.seconds),
    paidAt: instantOf(row.paidAt),
    at: instantOf(row.at),
  };
}

/** Lists what the payments of a subscription did, oldest first (PB-01). */
export async function listOnTimeTransactions(
  db: Db,
  organizationId: string,
  subscriptionId: string,
  page: PageRequest,
): Promise<Page<StoredOnTimeTransaction>> {
  const limit = limitOf(page);
  const [after] = placeOf(page, 1) ?? [];
  if (after != null && !/^\d{1,18}$/.test(after)) throw foreignCursor();
  const rows = await db.onTimeTransaction.findMany({
    where: { organizationId, subscriptionId, ...(after == null ? {} : { sequence: { gt: BigInt(after) } }) },
    orderBy: { sequence: 'asc' },
    take: limit + 1,
  });
  return pageOf(rows.map(transactionOf), limit, (it) => [it.sequence]);
}

/**
 * Reads old payments of a subscription as they stand (PB-08): what of each was neither taken back nor given as goodwill. Throws
 * `on-time-transaction-not-found` for what is not there, or no `payment`.
 */
export async function loadOnTimePayments(
  db: Db,
  organizationId: string,
  subscriptionId: string,
  transactionIds: readonly string[],
): Promise<OnTimePayment[]> {
  const rows = await db.onTimeTransaction.findMany({
    where: { organizationId, subscriptionId, id: { in: [...transactionIds] }, type: 'payment' },
    include: { reversals: true },
  });
  const missing = transactionIds.findIndex((id) => !rows.some((it) => it.id === id));
  if (missing >= 0) {
    const message = `The subscription has no on-time payment ${transactionIds[missing]}; check the id.`;
    throw new DomainError('on-time-transaction-not-found', message, { path: `transactionIds.${missing}` });
  }
  return rows.map(({ reversals, ...row }) => {
    const all = [row, ...reversals].map(transactionOf);
    const { currency } = row;
    const amounts = all.map((it) => it.amount);
    const goodwill = all.map((it) => it.goodwill);
    return {
      transactionId: row.id,
      paymentId: row.paymentId,
      paidAt: instantOf(row.paidAt),
      counted: subtractAmounts(sumAmounts(amounts, currency), sumAmounts(goodwill, currency), currency),
      isRefunded: all.some((it) => it.refundId !== null),
    };
  });
}

/** Adds the old payments that a revision of a booking names, as they stand: the rows are locked with their account. */
export async function withOnTimePayments(
  tx: Tx,
  organizationId: string,
  change: OpenChange | undefined,
  revision: ChangeRevision,
): Promise<ChangeRevision> {
  if (revision.command !== 'use-on-time-payments' || change?.kind !== 'payg-upgrade-booking') return revision;
  const { transactionIds } = revision;
  return { ...revision, payments: await loadOnTimePayments(tx, organizationId, change.subscriptionId, transactionIds) };
}

/** Reads what a payment became that is paid as you go, less what was taken back of it (EN-14). */
export async function paygStandingOf(db: Db, organizationId: string, payment: StoredPayment): Promise<PaygStanding> {
  const { id, currency, allocations } = payment;
  const sum = (kind: 'time' | 'booking') =>
    sumAmounts(
      allocations.filter((it) => it.kind === kind).map((it) => it.amount),
      currency,
    );
  const rows = await db.onTimeTransaction.findMany({
    where: { organizationId, paymentId: id, type: 'payment' },
    orderBy: { sequence: 'asc' },
  });
  const transactions = rows.map((it) => ({
    transactionId: it.id,
    subscriptionId: it.subscriptionId,
    paidAt: instantOf(it.paidAt),
  }));
  const subscriptionId = allocations.find((it) => it.subscriptionId != null)?.subscriptionId ?? null;
  const where = { organizationId, id: subscriptionId ?? '' };
  const subscription = await db.subscription.findFirst({ where, select: { planId: true } });
  const planId = subscription?.planId ?? null;
  return { transactions, subscriptionId, planId, time: sum('time'), booking: sum('booking') };
}
