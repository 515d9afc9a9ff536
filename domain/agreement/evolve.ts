import type { Effect } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import type { Agreement, PaidOfAgreement, ScheduledInvoice } from './agreement.js';

type AgreementEffect = Extract<
  Effect,
  {
    type:
      | 'agreement-opened'
      | 'scheduled-invoice-issued'
      | 'agreement-standing-changed'
      | 'agreement-rewritten'
      | 'invoice-settled'
      | 'invoice-reopened';
  }
>;

/** Plays an effect on the agreements of a snapshot; `after` is the snapshot as the effect leaves the rest of it. */
export function evolveAgreements(before: AccountState, effect: AgreementEffect, after: AccountState): AccountState {
  switch (effect.type) {
    case 'agreement-opened':
      return { ...after, agreements: [...after.agreements, effect.agreement] };
    case 'agreement-standing-changed':
      return mapAgreement(after, effect.agreementId, (it) => ({ ...it, standing: { ...it.standing, ...effect.set } }));
    case 'agreement-rewritten':
      return mapAgreement(after, effect.after.id, () => effect.after);
    case 'scheduled-invoice-issued':
      return mapAgreement(after, effect.agreementId, (it) => issued(after, it, effect));
    case 'invoice-settled':
      return isOpen(after, effect.invoiceId) || !isOpen(before, effect.invoiceId)
        ? after
        : { ...after, agreements: after.agreements.map((it) => paid(it, effect.invoiceId)) };
    case 'invoice-reopened': {
      const { ofAgreement } = effect;
      return ofAgreement ? mapAgreement(after, ofAgreement.agreementId, (it) => unpaid(it, ofAgreement)) : after;
    }
  }
}

function mapAgreement(state: AccountState, id: string, change: (it: Agreement) => Agreement): AccountState {
  return { ...state, agreements: state.agreements.map((it) => (it.id === id ? change(it) : it)) };
}

function isOpen(state: AccountState, invoiceId: string): boolean {
  return state.openInvoices.some((it) => it.id === invoiceId);
}

function issued(
  state: AccountState,
  agreement: Agreement,
  { scheduledId, invoiceId, next }: Extract<Effect, { type: 'scheduled-invoice-issued' }>,
): Agreement {
  const invoices = agreement.invoices.map((it) => (it.id === scheduledId ? { ...it, invoiceId } : it));
  const withNext = { ...agreement, invoices: [...invoices, ...(next ? [next] : [])].sort(byDueDate) };
  // One of zero is owed by nobody: it is paid as soon as it is there.
  return isOpen(state, invoiceId) ? withNext : paid(withNext, invoiceId);
}

/** Counts an invoice of the agreement as paid: a payment made of its schedule, or the fee. */
function paid(agreement: Agreement, invoiceId: string): Agreement {
  const invoice = agreement.invoices.find((it) => it.invoiceId === invoiceId);
  if (!invoice) return agreement;
  return {
    ...agreement,
    invoices: agreement.invoices.filter((it) => it !== invoice),
    schedules: agreement.schedules.map((it) =>
      it.id === invoice.scheduleId ? { ...it, paymentsMadeSince: it.paymentsMadeSince + 1 } : it,
    ),
    fees: agreement.fees.map((it) => (it.id === invoice.feeId ? { ...it, paidInPast: true } : it)),
  };
}

/** Counts an invoice as owed again of which money went back; one that was not paid whole is among those owed already. */
function unpaid(agreement: Agreement, { scheduled, isPaidOtherwise }: PaidOfAgreement): Agreement {
  if (agreement.invoices.some((it) => it.id === scheduled.id)) return agreement;
  return {
    ...agreement,
    invoices: [...agreement.invoices, scheduled].sort(byDueDate),
    schedules: agreement.schedules.map((it) =>
      it.id === scheduled.scheduleId ? { ...it, paymentsMadeSince: it.paymentsMadeSince - 1 } : it,
    ),
    fees: agreement.fees.map((it) => (it.id === scheduled.feeId ? { ...it, paidInPast: isPaidOtherwise } : it)),
  };
}

/** Orders the oldest due first; on one day, as their ids go. */
export function byDueDate(a: ScheduledInvoice, b: ScheduledInvoice): number {
  if (a.dueOn !== b.dueOn) return a.dueOn < b.dueOn ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
