import type { Agreement } from '../../domain/agreement/agreement.js';
import { nextDue, paymentsLeft, paymentsMade, termLeft, termSatisfied } from '../../domain/agreement/progress.js';
import type { CivilDate } from '../../domain/calendar/civil-date.js';
import type { StoredAgreement } from '../../prisma/stores/agreements.store.js';

/** Shows an agreement as it stands on a day: one that is owed what was due before it is past due. */
export function storedAgreementView(agreement: StoredAgreement, today: CivilDate) {
  const { accountId, currency, oldestOwed } = agreement;
  return agreementView(agreement, { accountId, currency, isOverdue: oldestOwed !== null && oldestOwed < today });
}

/** Shows the terms of an agreement; `isOverdue` says whether something of it is overdue here. */
export function agreementView(
  agreement: Agreement,
  { accountId, currency, isOverdue }: { accountId: string; currency: string; isOverdue: boolean },
) {
  const { id, planId, clubNumber, type, managedBy, status, termMonths, beginDate, expirationDate } = agreement;
  const { renewal, standing, version, schedules, fees } = agreement;
  return {
    id,
    accountId,
    planId,
    clubNumber,
    type,
    managedBy,
    status,
    currency,
    termMonths,
    termSatisfiedMonths: termSatisfied(agreement),
    termLeftMonths: termLeft(agreement),
    beginDate,
    expirationDate,
    renewal,
    standing: { ...standing, pastDue: standing.pastDue || isOverdue },
    version,
    schedules: schedules.map((it) => scheduleView(agreement, it)),
    fees: fees.map(({ id, name, dueDate, amount, apply, recurring, paidInPast }) => {
      return { id, name, dueDate, amount, apply, recurring, paidInPast };
    }),
  };
}

function scheduleView(agreement: Agreement, schedule: Agreement['schedules'][number]) {
  const { id, role, name, frequency, scheduledFrequency, amount, payments } = schedule;
  return {
    id,
    role,
    name,
    frequency,
    scheduledFrequency,
    amount,
    payments,
    paymentsMade: paymentsMade(schedule),
    paymentsLeft: paymentsLeft(agreement, schedule),
    nextDueDate: nextDue(agreement, schedule),
  };
}
