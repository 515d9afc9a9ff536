import type { OpenInvoice, OrderInvoice } from '../subscription/state.js';
import type { LedgerAccount } from './chart.js';

/**
 * Tells into which ledger account the money for an invoice goes: what is receivable becomes less; for a package order, of which nothing is
 * posted until it is applied, the money is held (PO-13).
 */
export function owedIn(invoice: OpenInvoice | OrderInvoice): {
  readonly ledgerAccount: Extract<LedgerAccount, 'receivable' | 'order-deposit'>;
  readonly changeId: string | null;
} {
  if ('expiresAt' in invoice) return { ledgerAccount: 'order-deposit', changeId: invoice.changeId };
  return { ledgerAccount: 'receivable', changeId: null };
}
