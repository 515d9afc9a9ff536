import { addDays, addMonths, type CivilDate, formatDateForPeople, maxDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { firstInstantOf, localDateAt } from '../calendar/time-zone.js';
import { journal, settle } from '../ledger/issue.js';
import { negateAmount } from '../money/amount.js';
import type { Effect, IdMaker, InvoiceLine, IssuedInvoice } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import type { AccountState } from '../subscription/state.js';
import type { Agreement, ScheduledInvoice } from './agreement.js';
import { anchorAt, dueDateAfter } from './frequency.js';
import { feeDueFrom, invoiceAfter, invoiceOfFee, isBilled } from './planned-invoices.js';

/** A scheduled invoice whose due date has come, or will. */
export interface DueInvoice {
  readonly agreementId: string;
  readonly scheduledId: string;
  readonly at: Instant;
}

/** Lists what is to be issued by itself, and when: nothing while the member is frozen, or where billing does not go on. */
export function invoicesToIssue(agreement: Agreement, zone: string): DueInvoice[] {
  if (!isBilled(agreement) || agreement.standing.frozen) return [];
  return agreement.invoices
    .filter((it) => it.invoiceId === null)
    .map(({ id, dueOn }) => ({ agreementId: agreement.id, scheduledId: id, at: firstInstantOf(dueOn, zone) }));
}

/** Tells when the next invoice is to be issued by itself: the alarm of the agreement. Null: none is. */
export function nextIssueAt(agreement: Agreement, zone: string): Instant | null {
  const [first] = invoicesToIssue(agreement, zone).sort((a, b) => (a.at < b.at ? -1 : 1));
  return first?.at ?? null;
}

/** Finds an agreement of the account. */
export function agreementIn(state: AccountState, id: string): Agreement {
  const found = state.agreements.find((it) => it.id === id);
  if (!found) throw new Error(`the account has no agreement ${id}`);
  return found;
}

/**
 * Makes an invoice of a scheduled one: into the ledger only now (AG-20). It is due on its due date, or on the day of issue where that
 * has passed: nobody is past due before the invoice is there. Of an open agreement the next payment, and of a fee that recurs the next
 * year's, is scheduled with it. Account credit is used at once where the settings say so.
 */
export function issueScheduled(state: AccountState, due: DueInvoice, ids: IdMaker): Effect[] {
  const agreement = agreementIn(state, due.agreementId);
  const scheduled = agreement.invoices.find((it) => it.id === due.scheduledId);
  if (!scheduled) throw new Error(`agreement ${agreement.id} has no scheduled invoice ${due.scheduledId}`);
  const { currency } = state.account;
  const date = localDateAt(due.at, state.settings.timeZone);
  const id = ids('inv', scheduled.id, due.at);
  const line = lineOf(agreement, scheduled);
  const invoice: IssuedInvoice = {
    id,
    kind: 'invoice',
    subscriptionId: null,
    changeId: null,
    currency,
    total: scheduled.amount,
    issuedOn: date,
    dueOn: maxDate(scheduled.dueOn, date),
    lines: [line],
  };
  const about = { subscriptionId: null, changeId: null, invoiceId: id, currency };
  const effects: Effect[] = [
    { type: 'invoice-issued', invoice, at: due.at },
    {
      type: 'scheduled-invoice-issued',
      agreementId: agreement.id,
      scheduledId: scheduled.id,
      invoiceId: id,
      next: nextOf(agreement, scheduled, due.at, ids),
    },
    ...journal({
      id: ids('jnl', scheduled.id, due.at),
      kind: 'agreement-invoice',
      description: line.description,
      effectiveAt: due.at,
      postings: [
        { ...about, ledgerAccount: 'receivable', amount: scheduled.amount },
        { ...about, ledgerAccount: 'revenue', amount: negateAmount(scheduled.amount, currency) },
      ],
    }),
  ];
  if (!state.settings.useCreditAutomatically) return effects;
  const after = evolveAll(state, effects);
  const own = after.openInvoices.filter((it) => it.id === id);
  const use = { key: scheduled.id, subscriptionId: null, changeId: null, at: due.at };
  return [...effects, ...settle(use, own, after.credit, ids)];
}

function nextOf(agreement: Agreement, scheduled: ScheduledInvoice, at: Instant, ids: IdMaker): ScheduledInvoice | null {
  const schedule = agreement.schedules.find((it) => it.id === scheduled.scheduleId);
  if (schedule) return invoiceAfter(agreement, schedule, scheduled, at, ids);
  const fee = agreement.fees.find((it) => it.id === scheduled.feeId);
  if (!fee?.recurring) return null;
  const dueOn = feeDueFrom(agreement, fee, addDays(scheduled.dueOn, 1));
  // A change that let this one stay owed has scheduled the next already.
  const isOnFile = agreement.invoices.some((it) => it.feeId === fee.id && it.dueOn === dueOn);
  return dueOn === null || isOnFile ? null : invoiceOfFee(fee, dueOn, at, 'yearly', ids);
}

/** Makes the one line of an invoice or of the credit note that takes it back: a payment of the schedule, or the fee. */
export function lineOf(agreement: Agreement, scheduled: ScheduledInvoice): InvoiceLine {
  const schedule = agreement.schedules.find((it) => it.id === scheduled.scheduleId);
  const fee = agreement.fees.find((it) => it.id === scheduled.feeId);
  const from = scheduled.dueOn;
  const name = schedule?.name ?? fee?.name ?? 'Payment';
  return {
    kind: 'charge',
    subscriptionId: null,
    planId: agreement.planId,
    description: `${name}, due ${formatDateForPeople(from)}`,
    quantity: 1,
    from,
    to: endOf(from, schedule),
    fraction: { whole: 1, numerator: 0, denominator: 1 },
    price: scheduled.amount,
    amount: scheduled.amount,
    explanation: schedule
      ? `${name}: the ${schedule.scheduledFrequency} payment of ${scheduled.amount}`
      : `${name}: ${scheduled.amount}`,
  };
}

function endOf(from: CivilDate, schedule: Agreement['schedules'][number] | undefined): CivilDate {
  if (!schedule) return addMonths(from, 12);
  return dueDateAfter(from, schedule.scheduledFrequency, 1, anchorAt(from, schedule.anchorDay));
}
