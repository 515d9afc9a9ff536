import { addMonths, type CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import type { IdMaker } from '../subscription/effects.js';
import { type Agreement, type Fee, isOpenType, type Schedule, type ScheduledInvoice } from './agreement.js';
import { dueAfter, paymentsLeft } from './progress.js';
import { invaliditiesOf } from './validity.js';

/** Tells whether billing goes on for an agreement: an active member whom the billing provider manages, with valid schedules. */
export function isBilled(agreement: Agreement): boolean {
  return agreement.status === 'active' && agreement.managedBy === 'abc' && invaliditiesOf(agreement).length === 0;
}

/**
 * Plans the invoices that billing has on file for a schedule: one for each payment left, and of an open agreement, which has no number
 * of payments, the next one. Counted from its first due date by the frequency of the scheduled invoices.
 */
export function invoicesOfSchedule(
  agreement: Agreement,
  schedule: Schedule,
  at: Instant,
  ids: IdMaker,
): ScheduledInvoice[] {
  const left = isOpenType(agreement.type) ? 1 : (paymentsLeft(agreement, schedule) ?? 0);
  return Array.from({ length: left }, (_, index) => {
    const dueOn = dueAfter(schedule, index);
    return scheduledInvoice({ schedule, dueOn, at }, ids);
  });
}

/** Plans the payment of an open agreement that follows one; null for a term, whose payments are all planned. */
export function invoiceAfter(
  agreement: Agreement,
  schedule: Schedule,
  issued: ScheduledInvoice,
  at: Instant,
  ids: IdMaker,
): ScheduledInvoice | null {
  if (!isOpenType(agreement.type)) return null;
  let times = 1;
  while (dueAfter(schedule, times) <= issued.dueOn) times += 1;
  const dueOn = dueAfter(schedule, times);
  return scheduledInvoice({ schedule, dueOn, at }, ids);
}

function scheduledInvoice(
  { schedule, dueOn, at }: { schedule: Schedule; dueOn: CivilDate; at: Instant },
  ids: IdMaker,
): ScheduledInvoice {
  const { id: scheduleId, amount } = schedule;
  return { id: ids('sin', `${scheduleId}/${dueOn}`, at), scheduleId, feeId: null, dueOn, amount, invoiceId: null };
}

/** Plans the invoice of a fee on a day. */
export function invoiceOfFee(fee: Fee, dueOn: CivilDate, at: Instant, key: string, ids: IdMaker): ScheduledInvoice {
  const id = ids('sin', `${fee.id}/${key}/${dueOn}`, at);
  return { id, scheduleId: null, feeId: fee.id, dueOn, amount: fee.amount, invoiceId: null };
}

/**
 * Tells when a fee falls due next, on or after a day: its due date, where it is not paid; once a year where it recurs. Null: not any
 * more, or it fell due before it was written down here, and is owed or paid elsewhere.
 */
export function feeDueFrom(agreement: Agreement, fee: Fee, from: CivilDate): CivilDate | null {
  if (!fee.apply || fee.dueDate === null || (fee.paidInPast && !fee.recurring)) return null;
  let years = 0;
  while (fee.recurring && addMonths(fee.dueDate, 12 * years) < from) years += 1;
  const due = addMonths(fee.dueDate, 12 * years);
  const isOver = agreement.expirationDate !== null && due > agreement.expirationDate;
  return due < from || isOver ? null : due;
}
