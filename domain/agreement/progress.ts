import type { CivilDate } from '../calendar/civil-date.js';
import { sumAmounts } from '../money/amount.js';
import type { OpenInvoice } from '../subscription/state.js';
import { type Agreement, isOpenType, type Schedule, type ScheduledInvoice } from './agreement.js';
import { dueDateAfter, monthPartsOf, wholeMonths } from './frequency.js';

/** Finds the primary schedule: the first, where there wrongly are several. */
export function primaryOf(agreement: Agreement): Schedule | null {
  return agreement.schedules.find((it) => it.role === 'primary') ?? null;
}

/** Counts the payments made: those before it was written down here, and the invoices settled since. */
export function paymentsMade(schedule: Schedule): number {
  return schedule.paymentsMadeBefore + schedule.paymentsMadeSince;
}

/** Counts the payments left (AG-15): 24 with 16 made is 8. Null for an open agreement. */
export function paymentsLeft(agreement: Agreement, schedule: Schedule): number | null {
  if (isOpenType(agreement.type) || schedule.payments === null) return null;
  return Math.max(0, schedule.payments - paymentsMade(schedule));
}

/**
 * Counts the months of the term satisfied: those taken over, and the whole months that payments since have satisfied, with what of a
 * month those before had begun. 9 months and 42 weekly payments (9.69 months), 2 more (10.15): 10 months.
 */
export function termSatisfied(agreement: Agreement): number {
  const primary = primaryOf(agreement);
  const since =
    primary === null
      ? 0
      : monthsWith(agreement, paymentsMade(primary), primary) -
        monthsWith(agreement, primary.paymentsMadeBefore, primary);
  const satisfied = agreement.termSatisfiedMonths + since;
  return agreement.termMonths === null ? satisfied : Math.min(agreement.termMonths, satisfied);
}

/** Counts the whole months that so many payments satisfy, together with what was begun of a month before. */
export function monthsWith(
  { monthBegun }: Pick<Agreement, 'monthBegun'>,
  payments: number,
  { frequency }: Pick<Schedule, 'frequency'>,
): number {
  return wholeMonths(monthBegun + monthPartsOf(payments, frequency));
}

/** Counts the months of the term that are left (AG-13): 12 with 8 paid is 4. Null for an open agreement, which has no term. */
export function termLeft(agreement: Agreement): number | null {
  if (isOpenType(agreement.type) || agreement.termMonths === null) return null;
  return agreement.termMonths - termSatisfied(agreement);
}

/** Lists the invoices on file of a schedule that are not paid yet, oldest due first. */
export function unpaidOf(agreement: Agreement, scheduleId: string): readonly ScheduledInvoice[] {
  return agreement.invoices.filter((it) => it.scheduleId === scheduleId);
}

/** Tells the due date of the next payment (AG-15); of a schedule without invoices on file, counted from the payments made. */
export function nextDue(agreement: Agreement, schedule: Schedule): CivilDate {
  const [next] = unpaidOf(agreement, schedule.id);
  return next?.dueOn ?? dueAfter(schedule, schedule.paymentsMadeSince);
}

/**
 * Tells the first due date after a day: that of the next invoice on file, or counted on by the frequency. Of an open agreement due
 * monthly from 2026-11-01, whose member is frozen on that day, it is 2026-12-01 on 2026-11-11.
 */
export function nextDueAfter(agreement: Agreement, schedule: Schedule, day: CivilDate): CivilDate {
  const onFile = unpaidOf(agreement, schedule.id).find((it) => it.dueOn > day);
  if (onFile) return onFile.dueOn;
  let times = schedule.paymentsMadeSince;
  while (dueAfter(schedule, times) <= day) times += 1;
  return dueAfter(schedule, times);
}

/** Gives the due date that is so many payments after the first one of a schedule, by the frequency of its scheduled invoices. */
export function dueAfter(schedule: Schedule, times: number): CivilDate {
  const { nextDueDate, scheduledFrequency, anchorDay } = schedule;
  return dueDateAfter(nextDueDate, scheduledFrequency, times, anchorDay);
}

/** What is owed and overdue: invoices of the agreement that are due before today. */
export interface Overdue {
  readonly invoiceIds: readonly string[];
  readonly amount: string;
  readonly currency: string;
}

/** Sums what of the agreement is overdue: open invoices that were due before today. */
export function overdueOf(
  agreement: Agreement,
  openInvoices: readonly OpenInvoice[],
  currency: string,
  today: CivilDate,
): Overdue {
  const own = new Set(agreement.invoices.map((it) => it.invoiceId));
  const overdue = openInvoices.filter((it) => own.has(it.id) && it.dueOn < today);
  return {
    invoiceIds: overdue.map((it) => it.id),
    amount: sumAmounts(
      overdue.map((it) => it.open),
      currency,
    ),
    currency,
  };
}
