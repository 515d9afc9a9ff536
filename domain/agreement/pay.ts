import type { Instant } from '../calendar/instant.js';
import type { PaymentNames } from '../payment/payment.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import type { Agreement, ScheduledInvoice } from './agreement.js';
import { issueScheduled } from './billing.js';

/**
 * Finds the invoice that a payment for a scheduled one settles: one that is only scheduled is issued now, and for one that a change has
 * closed the earliest open one stands in (AG-20). What names nothing of an agreement stays as it is.
 */
export function issueNamed(
  state: AccountState,
  names: PaymentNames,
  at: Instant,
  ids: IdMaker,
): { readonly names: PaymentNames; readonly effects: readonly Effect[] } {
  const found = names.invoiceId === null ? null : payableFor(state, names.invoiceId);
  if (found === null) return { names, effects: [] };
  const { agreement, scheduled } = found;
  if (scheduled.invoiceId !== null) return { names: { ...names, invoiceId: scheduled.invoiceId }, effects: [] };
  const effects = issueScheduled(state, { agreementId: agreement.id, scheduledId: scheduled.id, at }, ids);
  const issued = effects.find((it) => it.type === 'scheduled-invoice-issued');
  return { names: { ...names, invoiceId: issued?.invoiceId ?? null }, effects };
}

function payableFor(
  state: AccountState,
  named: string,
): { readonly agreement: Agreement; readonly scheduled: ScheduledInvoice } | null {
  for (const agreement of state.agreements) {
    const isClosed = agreement.closedInvoices.some((it) => it.id === named || it.invoiceId === named);
    const scheduled = isClosed ? agreement.invoices[0] : agreement.invoices.find((it) => it.id === named);
    if (scheduled) return { agreement, scheduled };
  }
  return null;
}
