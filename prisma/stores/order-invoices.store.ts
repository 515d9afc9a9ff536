import type { Effect } from '../../domain/subscription/effects.js';
import type { OrderInvoice } from '../../domain/subscription/state.js';
import type { Tx } from '../client.js';
import { amountOf } from '../rows.js';
import { effectsOf } from './effect-rows.js';

/** The invoices that pay open package orders, with what has been paid by what: part of the statement that loads an account. */
export const ORDER_INVOICES = `SELECT coalesce(json_agg(json_build_object(
    'id', invoice.id, 'number', invoice.number, 'subscriptionId', invoice.subscription_id, 'changeId', invoice.change_id,
    'issuedOn', invoice.issued_on, 'dueOn', invoice.due_on, 'total', invoice.total::text, 'open', invoice.open::text,
    'currency', invoice.currency,
    'expiresAt', (SELECT data ->> 'expiresAt' FROM changes WHERE organization_id = $1 AND id = invoice.change_id),
    'paid', (SELECT coalesce(json_agg(part ORDER BY part.id), '[]') FROM (
      SELECT min(id) AS id, payment_id AS "paymentId", sum(amount)::text AS amount FROM settlements
      WHERE organization_id = $1 AND invoice_id = invoice.id GROUP BY payment_id HAVING sum(amount) <> 0) part))
    ORDER BY invoice.id), '[]')
  FROM invoices invoice WHERE organization_id = $1 AND account_id = $2 AND standing = 'held'`;

/** What ORDER_INVOICES gives: amounts still as NUMERIC writes them. */
export interface OrderInvoiceRow extends Omit<OrderInvoice, 'paid'> {
  readonly paid: readonly { readonly paymentId: string | null; readonly amount: string }[];
}

export function orderInvoiceOf(row: OrderInvoiceRow): OrderInvoice {
  const { currency } = row;
  return {
    ...row,
    total: amountOf(row.total, currency),
    open: amountOf(row.open, currency),
    paid: row.paid.map(({ paymentId, amount }) => ({
      source: paymentId === null ? 'account-credit' : { paymentId },
      amount: amountOf(amount, currency),
    })),
  };
}

/** Posts or voids the invoices of orders that are over. */
export async function closeOrderInvoices(tx: Tx, organizationId: string, effects: readonly Effect[]): Promise<void> {
  for (const { invoiceId, standing } of effectsOf(effects, 'order-invoice-closed')) {
    await tx.$executeRaw`UPDATE invoices SET standing = ${standing}
      WHERE organization_id = ${organizationId} AND id = ${invoiceId}`;
  }
}
