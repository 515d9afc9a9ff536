import type { CivilDate } from '../calendar/civil-date.js';
import type { Frequency } from './frequency.js';

export const AGREEMENT_TYPES = ['cash', 'cash-open', 'installment', 'open'] as const;
export type AgreementType = (typeof AGREEMENT_TYPES)[number];

export const MEMBER_STATUSES = ['active', 'canceled', 'expired', 'inactive', 'return-for-collection'] as const;
export type MemberStatus = (typeof MEMBER_STATUSES)[number];

export const RENEWAL_OPTIONS = ['none', 'auto-renew-term', 'auto-renew-to-open'] as const;
export type RenewalOption = (typeof RENEWAL_OPTIONS)[number];

/** What becomes of an agreement at its end. `date` null: none is on file. */
export interface Renewal {
  readonly option: RenewalOption;
  readonly date: CivilDate | null;
}

/** A payment that billing has on file. In the ledger only once it is issued, which is on its due date, or when it is paid earlier. */
export interface ScheduledInvoice {
  readonly id: string;
  /** Of which schedule, or of which fee. */
  readonly scheduleId: string | null;
  readonly feeId: string | null;
  readonly dueOn: CivilDate;
  readonly amount: string;
  /** Its invoice in the ledger; null while it is only scheduled. */
  readonly invoiceId: string | null;
}

/** A scheduled invoice of an agreement that is paid, and so not among those it still has. */
export interface PaidOfAgreement {
  readonly agreementId: string;
  readonly scheduled: ScheduledInvoice;
  /** Whether its fee was paid another time as well. */
  readonly isPaidOtherwise: boolean;
}

export interface Schedule {
  readonly id: string;
  readonly role: 'primary' | 'secondary';
  readonly name: string;
  readonly frequency: Frequency;
  /** That of the scheduled invoices on file, which may differ (AG-09). */
  readonly scheduledFrequency: Frequency;
  readonly amount: string;
  /** All payments of the term; null for an open agreement, which has no number of payments. */
  readonly payments: number | null;
  /** Payments made when it was written down here. */
  readonly paymentsMadeBefore: number;
  /** Payments made since: invoices of this schedule that are settled. */
  readonly paymentsMadeSince: number;
  /** Its first due date when it was written down: the day from which the others are counted. */
  readonly nextDueDate: CivilDate;
  /** Day of the month on which it falls due, clamped in short months: 31 for one due on 2027-02-28 that began on a 31st. */
  readonly anchorDay: number;
}

export interface Fee {
  readonly id: string;
  readonly name: string;
  /** Null: none is on file, which makes the agreement invalid (AG-10). */
  readonly dueDate: CivilDate | null;
  readonly amount: string;
  /** The `apply` flag as it stands on the agreement. */
  readonly apply: boolean;
  readonly recurring: boolean;
  readonly paidInPast: boolean;
}

/** How the member stands, beside the status. */
export interface Standing {
  /** As the billing provider says; what is owed here and overdue makes a member past due too. */
  readonly pastDue: boolean;
  readonly pendingCancel: boolean;
  readonly frozen: boolean;
}

export interface Agreement {
  readonly id: string;
  readonly planId: string;
  readonly clubNumber: string;
  readonly type: AgreementType;
  readonly managedBy: 'abc' | 'club';
  readonly status: MemberStatus;
  /** Null for an open agreement, which has no term. */
  readonly termMonths: number | null;
  /** Months satisfied when it was written down here; payments since add to them. */
  readonly termSatisfiedMonths: number;
  /** What payments under the terms before had begun of a month, in the parts that `monthPartsOf` counts. */
  readonly monthBegun: number;
  readonly beginDate: CivilDate;
  /** Null: it has no end. */
  readonly expirationDate: CivilDate | null;
  readonly renewal: Renewal;
  readonly standing: Standing;
  /** Grows by one with every completed change. */
  readonly version: number;
  readonly schedules: readonly Schedule[];
  readonly fees: readonly Fee[];
  /** Those that are to be issued, and those issued that are still owed; oldest due first. */
  readonly invoices: readonly ScheduledInvoice[];
  /** Those that changes have closed: money that comes for them goes to the earliest open one (AG-20). */
  readonly closedInvoices: readonly Pick<ScheduledInvoice, 'id' | 'invoiceId'>[];
  /** Whether the platform's operator has turned upgrades and downgrades on for its club (AG-01). */
  readonly isTurnedOn: boolean;
}

/** Tells whether an agreement has no term. */
export function isOpenType(type: AgreementType): boolean {
  return type === 'open' || type === 'cash-open';
}
