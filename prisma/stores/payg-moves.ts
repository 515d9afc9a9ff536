import { endOf } from '../../domain/payg-time/lot.js';
import type { OnTimeTransaction } from '../../domain/payg-time/payg.js';
import type { Effect } from '../../domain/subscription/effects.js';
import type { Tx } from '../client.js';
import type { RowsOfTable } from '../rows.js';
import { effectsOf, type Written } from './effect-rows.js';

/** Makes the rows of on-time transactions and of proposals: all that is only ever added. */
export function paygTables({ organizationId, effects }: Written, currency: string): RowsOfTable[] {
  const transactions = effectsOf(effects, 'on-time-recorded').map((it) =>
    transactionRow(organizationId, it.transaction, currency),
  );
  const proposals = effectsOf(effects, 'booking-proposed').map(({ proposal }) => ({
    organization_id: organizationId,
    id: proposal.id,
    subscription_id: proposal.subscriptionId,
    transaction_id: proposal.transactionId,
    plan_ids: proposal.planIds,
    state: 'open',
    at: proposal.at,
  }));
  return [
    { table: 'on_time_transactions', rows: transactions },
    { table: 'booking_proposals', rows: proposals },
  ];
}

function transactionRow(organizationId: string, transaction: OnTimeTransaction, currency: string) {
  return {
    organization_id: organizationId,
    id: transaction.id,
    subscription_id: transaction.subscriptionId,
    type: transaction.type,
    amount: transaction.amount,
    seconds: transaction.seconds,
    goodwill: transaction.goodwill,
    currency,
    paid_at: transaction.paidAt,
    at: transaction.at,
    payment_id: transaction.paymentId,
    change_id: transaction.changeId,
    of_id: transaction.ofId,
    refund_id: transaction.refundId,
    reference: transaction.reference,
  };
}

/** Writes what changes of the time of an account: lots and stretches as they are after all effects, in the order of none. */
export async function movePayg(tx: Tx, organizationId: string, effects: readonly Effect[]): Promise<void> {
  await setLots(tx, organizationId, effects);
  await setSpans(tx, organizationId, effects);
  await setServices(tx, organizationId, effects);
  for (const { conversionPaymentId: id, changeId } of effectsOf(effects, 'conversion-unlinked')) {
    await tx.conversionPayment.update({
      where: { organizationId_id: { organizationId, id } },
      data: { usedBy: changeId },
    });
  }
  for (const { proposalId: id, state, changeId, at } of effectsOf(effects, 'proposal-closed')) {
    await tx.bookingProposal.updateMany({
      where: { organizationId, id, state: 'open' },
      data: { state, changeId, closedAt: at },
    });
  }
  for (const { subscriptionId, transactionIds, changeId, at } of effectsOf(effects, 'proposals-closed')) {
    const named = transactionIds === null ? {} : { transactionId: { in: [...transactionIds] } };
    await tx.bookingProposal.updateMany({
      where: { organizationId, subscriptionId, state: 'open', ...named },
      data: { state: changeId === null ? 'dismissed' : 'booked', changeId, closedAt: at },
    });
  }
}

async function setLots(tx: Tx, organizationId: string, effects: readonly Effect[]): Promise<void> {
  const last = new Map(effectsOf(effects, 'time-lot-set').map((it) => [it.lot.id, it]));
  const rows = [...last.values()].map(({ subscriptionId, lot }) => ({
    organization_id: organizationId,
    id: lot.id,
    subscription_id: subscriptionId,
    transaction_id: lot.transactionId,
    amount: lot.amount,
    seconds: lot.seconds,
    starts_at: lot.startsAt,
    ends_at: endOf(lot),
  }));
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO time_lots SELECT * FROM jsonb_populate_recordset(NULL::time_lots, ${JSON.stringify(rows)}::jsonb)
    ON CONFLICT (organization_id, id) DO UPDATE SET amount = excluded.amount, seconds = excluded.seconds,
      starts_at = excluded.starts_at, ends_at = excluded.ends_at`;
}

async function setSpans(tx: Tx, organizationId: string, effects: readonly Effect[]): Promise<void> {
  const spans = effectsOf(effects, 'time-span-set');
  const last = new Map(spans.map((it) => [`${it.subscriptionId} ${it.from}`, it]));
  const rows = [...last.values()].map(({ subscriptionId, from, to }) => ({
    organization_id: organizationId,
    subscription_id: subscriptionId,
    from_at: from,
    to_at: to,
  }));
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO on_spans SELECT * FROM jsonb_populate_recordset(NULL::on_spans, ${JSON.stringify(rows)}::jsonb)
    ON CONFLICT (organization_id, subscription_id, from_at) DO UPDATE SET to_at = excluded.to_at`;
}

async function setServices(tx: Tx, organizationId: string, effects: readonly Effect[]): Promise<void> {
  const earned = new Map(effectsOf(effects, 'time-earned').map((it) => [it.subscriptionId, it.until]));
  for (const [subscriptionId, earnedUntil] of earned) {
    const where = { organizationId_subscriptionId: { organizationId, subscriptionId } };
    await tx.paygService.update({ where, data: { earnedUntil } });
  }
  for (const { subscriptionId, products } of effectsOf(effects, 'products-held')) {
    const where = { organizationId_subscriptionId: { organizationId, subscriptionId } };
    await tx.paygService.update({ where, data: { products: products.map((it) => ({ ...it })) } });
    const planId = products[0]?.planId;
    if (planId === undefined) continue;
    await tx.subscription.update({
      where: { organizationId_id: { organizationId, id: subscriptionId } },
      data: { planId },
    });
  }
}
