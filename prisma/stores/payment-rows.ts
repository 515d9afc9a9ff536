import { negateAmount } from '../../domain/money/amount.js';
import type { Payment, PaymentAllocation, PaymentNames } from '../../domain/payment/payment.js';
import type { SettlementSource } from '../../domain/subscription/effects.js';
import type { PaymentModel } from '../generated/models.js';
import { amountOf, instantOf, type RowsOfTable } from '../rows.js';
import { effectsOf, type Written } from './effect-rows.js';

/** Makes the rows of payments, of where they went, and of what settled invoices or opened them again. */
export function paymentTables(written: Written): RowsOfTable[] {
  const { organizationId, effects } = written;
  const received = effectsOf(effects, 'payment-received').map(({ payment }) => paymentRow(organizationId, payment));
  const allocations = effectsOf(effects, 'payment-allocated').map(({ allocation }) =>
    allocationRow(written, allocation),
  );
  // In the order of the effects: what a refund opens again may be settled by other credit at once, and never the other way round.
  const settlements = effects.flatMap((it) => {
    if (it.type === 'invoice-settled') return [settlementRow(written, it)];
    if (it.type !== 'invoice-reopened') return [];
    const { invoice, amount } = it;
    return [settlementRow(written, { ...it, invoiceId: invoice.id, amount: negateAmount(amount, invoice.currency) })];
  });
  return [
    { table: 'payments', rows: received },
    { table: 'payment_allocations', rows: allocations },
    { table: 'settlements', rows: settlements },
  ];
}

export function paymentRow(organizationId: string, payment: Payment) {
  const { names, why } = payment;
  return {
    organization_id: organizationId,
    id: payment.id,
    provider: payment.provider,
    external_id: payment.externalId,
    account_id: payment.accountId,
    amount: payment.amount,
    currency: payment.currency,
    paid_at: payment.paidAt,
    received_at: payment.receivedAt,
    reference: payment.reference,
    state: why === null ? 'allocated' : 'unallocated',
    why,
    source: payment.source,
    by: payment.by,
    reason: payment.reason,
    names,
  };
}

/** Rows of before a name was known lack it. */
const NO_NAMES: PaymentNames = { accountId: null, invoiceId: null, subscriptionId: null, changeId: null };

export function paymentOf(row: PaymentModel): Payment {
  const { id, externalId, accountId, currency, reference, by, reason } = row;
  return {
    id,
    provider: row.provider as Payment['provider'],
    externalId,
    accountId,
    amount: amountOf(row.amount.toFixed(), currency),
    currency,
    paidAt: instantOf(row.paidAt),
    receivedAt: instantOf(row.receivedAt),
    reference,
    source: row.source as Payment['source'],
    by,
    reason,
    names: { ...NO_NAMES, ...(row.names as unknown as Partial<PaymentNames>) },
    why: row.why as Payment['why'],
  };
}

function allocationRow({ organizationId }: Written, allocation: PaymentAllocation) {
  return {
    organization_id: organizationId,
    id: allocation.id,
    payment_id: allocation.paymentId,
    kind: allocation.kind,
    invoice_id: allocation.invoiceId,
    refund_id: allocation.refundId,
    subscription_id: allocation.subscriptionId ?? null,
    change_id: allocation.changeId ?? null,
    amount: allocation.amount,
    at: allocation.at,
  };
}

interface Settlement {
  readonly id: string;
  readonly invoiceId: string;
  readonly amount: string;
  readonly source: SettlementSource;
  readonly at: string;
}

function settlementRow({ organizationId }: Written, { id, invoiceId, amount, source, at }: Settlement) {
  const isCredit = source === 'account-credit';
  return {
    organization_id: organizationId,
    id,
    invoice_id: invoiceId,
    source: isCredit ? source : 'payment',
    payment_id: isCredit ? null : source.paymentId,
    amount,
    settled_at: at,
  };
}
