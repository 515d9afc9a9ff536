import type { InvoiceLine } from '../../domain/subscription/effects.js';
import type { StoredInvoice } from '../../prisma/stores/invoices.store.js';
import type { StoredJournal } from '../../prisma/stores/ledger.store.js';

export function journalView({ id, kind, description, effectiveAt, recordedAt, postings }: StoredJournal) {
  return { id, kind, description, effectiveAt, recordedAt, postings };
}

export function invoiceView(invoice: StoredInvoice) {
  const { id, kind, number, accountId, subscriptionId, changeId, standing } = invoice;
  const { currency, total, open, issuedOn, dueOn } = invoice;
  return {
    id,
    kind,
    number,
    accountId,
    subscriptionId,
    changeId,
    standing,
    currency,
    total,
    open,
    issuedOn,
    dueOn,
    lines: invoice.lines.map(lineView),
    settlements: invoice.settlements.map(({ source, paymentId, amount, at }) => ({ source, paymentId, amount, at })),
  };
}

export function lineView(line: InvoiceLine) {
  const { kind, subscriptionId, planId, description, quantity, from, to, fraction, price, amount, explanation } = line;
  return { kind, subscriptionId, planId, description, quantity, from, to, fraction, price, amount, explanation };
}
