import { addDays, type CivilDate, dayOfMonth } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { journal } from '../ledger/issue.js';
import { isZero, negateAmount } from '../money/amount.js';
import { parseAmount } from '../money/money.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { Agreement, Fee, Schedule, ScheduledInvoice } from './agreement.js';
import type { NewAgreement } from './agreement.schema.js';
import { lineOf } from './billing.js';
import { byDueDate } from './evolve.js';
import { feeDueFrom, invoiceOfFee, invoicesOfSchedule, isBilled } from './planned-invoices.js';

export interface Opening {
  readonly agreementId: string;
  readonly currency: string;
  readonly today: CivilDate;
  readonly now: Instant;
  /** Whether the club's feature is on (AG-01). */
  readonly isTurnedOn: boolean;
}

/**
 * Takes an agreement over as it is on file, with the invoices that billing has scheduled (none where it is not valid, not active, or
 * managed by the club). What the member owes elsewhere becomes an invoice that was due yesterday, against the opening balance, so
 * that paying it brings the account current. Refuses `invalid-amount` with the field's path.
 */
export function openAgreement(
  request: NewAgreement,
  opening: Opening,
  ids: IdMaker,
): { agreement: Agreement; effects: Effect[] } {
  const { agreementId: id, currency, now } = opening;
  const { planId, clubNumber, type, managedBy, status, termMonths = null, termSatisfiedMonths, beginDate } = request;
  const { expirationDate = null, renewal, standing } = request;
  const written: Agreement = {
    id,
    planId,
    clubNumber,
    type,
    managedBy,
    status,
    termMonths: type === 'open' || type === 'cash-open' ? null : termMonths,
    termSatisfiedMonths,
    monthBegun: 0,
    beginDate,
    expirationDate,
    renewal: { option: renewal?.option ?? 'none', date: renewal?.date ?? null },
    standing: {
      pastDue: standing.pastDue && standing.pastDueAmount === undefined,
      pendingCancel: standing.pendingCancel,
      frozen: standing.frozen,
    },
    version: 1,
    schedules: request.schedules.map((it, index) => scheduleOf(it, index, opening, ids)),
    fees: request.fees.map((it, index) => feeOf(it, index, opening, ids)),
    invoices: [],
    closedInvoices: [],
    isTurnedOn: opening.isTurnedOn,
  };
  const agreement = { ...written, invoices: plannedInvoices(written, opening, ids) };
  const opened: Effect = { type: 'agreement-opened', agreement };
  const owed = standing.pastDueAmount && parseAmount(standing.pastDueAmount, currency, 'standing.pastDueAmount');
  if (!owed || isZero(owed)) return { agreement, effects: [opened] };
  const scheduled = { id: ids('sin', `${id}/owed`, now), scheduleId: null, feeId: null, invoiceId: null };
  const due: ScheduledInvoice = { ...scheduled, dueOn: addDays(opening.today, -1), amount: owed };
  const withOwed = { ...agreement, invoices: [due, ...agreement.invoices].sort(byDueDate) };
  return {
    agreement: withOwed,
    effects: [{ type: 'agreement-opened', agreement: withOwed }, ...owedElsewhere(withOwed, due, opening, ids)],
  };
}

function scheduleOf(
  it: NewAgreement['schedules'][number],
  index: number,
  { agreementId, currency, now }: Opening,
  ids: IdMaker,
): Schedule {
  const { role, name, frequency, scheduledFrequency = frequency, payments = null, paymentsMade, nextDueDate } = it;
  return {
    id: ids('sch', `${agreementId}/${index}`, now),
    role,
    name,
    frequency,
    scheduledFrequency,
    amount: parseAmount(it.amount, currency, `schedules[${index}].amount`),
    payments,
    paymentsMadeBefore: paymentsMade,
    paymentsMadeSince: 0,
    nextDueDate,
    anchorDay: dayOfMonth(nextDueDate),
  };
}

function feeOf(
  it: NewAgreement['fees'][number],
  index: number,
  { agreementId, currency, now }: Opening,
  ids: IdMaker,
): Fee {
  const { name, dueDate = null, recurring, paidInPast, apply } = it;
  const amount = parseAmount(it.amount, currency, `fees[${index}].amount`);
  return { id: ids('fee', `${agreementId}/${index}`, now), name, dueDate, amount, recurring, paidInPast, apply };
}

function plannedInvoices(agreement: Agreement, { today, now }: Opening, ids: IdMaker): ScheduledInvoice[] {
  if (!isBilled(agreement)) return [];
  const payments = agreement.schedules.flatMap((it) => invoicesOfSchedule(agreement, it, now, ids));
  const fees = agreement.fees.flatMap((fee) => {
    const due = feeDueFrom(agreement, fee, today);
    return due === null ? [] : [invoiceOfFee(fee, due, now, 'opening', ids)];
  });
  return [...payments, ...fees].sort(byDueDate);
}

function owedElsewhere(
  agreement: Agreement,
  due: ScheduledInvoice,
  { currency, now }: Opening,
  ids: IdMaker,
): Effect[] {
  const id = ids('inv', due.id, now);
  const line = {
    ...lineOf(agreement, due),
    description: 'Owed when it was taken over',
    explanation: 'Taken over as owed',
  };
  const about = { subscriptionId: null, changeId: null, invoiceId: id, currency };
  const { amount: total, dueOn } = due;
  const document = { subscriptionId: null, changeId: null, currency, total, dueOn, lines: [line] };
  return [
    { type: 'invoice-issued', at: now, invoice: { id, kind: 'invoice', ...document, issuedOn: dueOn } },
    { type: 'scheduled-invoice-issued', agreementId: agreement.id, scheduledId: due.id, invoiceId: id, next: null },
    ...journal({
      id: ids('jnl', due.id, now),
      kind: 'opening',
      description: 'Taken over as owed',
      effectiveAt: now,
      postings: [
        { ...about, ledgerAccount: 'receivable', amount: total },
        { ...about, ledgerAccount: 'opening-balance', amount: negateAmount(total, currency) },
      ],
    }),
  ];
}
