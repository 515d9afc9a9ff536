import type { Agreement, RenewalOption } from '../../domain/agreement/agreement.js';
import { newAgreementSchema } from '../../domain/agreement/agreement.schema.js';
import { openAgreement } from '../../domain/agreement/open-agreement.js';
import { overdueOf } from '../../domain/agreement/progress.js';
import type { Member } from '../../domain/agreement-change/qualification.js';
import type { Interval } from '../../domain/calendar/interval.js';
import type { Plan } from '../../domain/catalog/plan.js';
import { aPlan, ids, MONTH } from './builders.js';

export const TODAY = '2026-11-11';
export const NOW = '2026-11-11T12:00:00.000Z';

/** Builds the body of `POST /v1/agreements`: 12 months at 30.00 a month, 7 of them paid, the next due on 2026-12-01. */
export function anAgreementBody(options: Readonly<Record<string, unknown>> = {}) {
  return {
    accountId: 'acc',
    planId: 'individual',
    clubNumber: '7042',
    type: 'installment',
    managedBy: 'abc',
    status: 'active',
    termMonths: 12,
    termSatisfiedMonths: 7,
    beginDate: '2026-05-01',
    expirationDate: '2027-04-30',
    standing: { pastDue: false, pendingCancel: false, frozen: false },
    schedules: [aScheduleBody()],
    fees: [] as unknown[],
    ...options,
  };
}

export function aScheduleBody(options: Readonly<Record<string, unknown>> = {}) {
  return {
    role: 'primary',
    name: 'Dues',
    frequency: 'monthly',
    amount: '30.00',
    payments: 12,
    paymentsMade: 7,
    nextDueDate: '2026-12-01',
    ...options,
  };
}

export function aFeeBody(options: Readonly<Record<string, unknown>> = {}) {
  return { name: 'Annual fee', dueDate: '2026-06-01', amount: '10.00', recurring: true, paidInPast: true, ...options };
}

/** Takes an agreement over, as the API does. */
export function anAgreement(options: Readonly<Record<string, unknown>> = {}): Agreement {
  const request = newAgreementSchema.parse(anAgreementBody(options));
  return openAgreement(request, { agreementId: 'agr', currency: 'USD', today: TODAY, now: NOW, isTurnedOn: true }, ids)
    .agreement;
}

export function aMember(agreement: Agreement, options: Partial<Member> = {}): Member {
  const overdue = overdueOf(agreement, [], 'USD', TODAY);
  return { agreement, accountId: 'acc', isTurnedOn: true, overdue, today: TODAY, ...options };
}

export interface AgreementPlanOptions {
  readonly code: string;
  readonly price: string;
  readonly interval?: Interval;
  readonly category?: string | null;
  readonly renewal?: RenewalOption;
}

export function anAgreementPlan(options: AgreementPlanOptions): Plan {
  const { code, price, interval = MONTH, category = 'Membership', renewal } = options;
  return { ...aPlan({ code, price, interval }), category, renewal: renewal === undefined ? null : { option: renewal } };
}
