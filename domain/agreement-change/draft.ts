import type { Agreement, Fee, Renewal, Schedule } from '../agreement/agreement.js';
import { convertPayments, type Frequency } from '../agreement/frequency.js';
import { nextDueAfter, unpaidOf } from '../agreement/progress.js';
import { type CivilDate, dayOfMonth, maxDate } from '../calendar/civil-date.js';
import { applyFlag } from './apply-flag.js';
import type { Basis, Difference } from './basis.js';
import { type PinnedPlan, renewalOf } from './plan.js';

/** A secondary schedule that staff added to the draft (AG-17). */
export interface AddedSchedule {
  readonly id: string;
  readonly name: string;
  readonly frequency: Frequency;
  readonly amount: string;
  readonly firstDueDate: CivilDate;
  readonly payments: number | null;
}

/** What staff edited, kept apart from what the draft is based on, so that a refreshed draft keeps it (AG-22). */
export interface DraftEdits {
  /** Payment amounts by schedule, added ones too. */
  readonly amounts: Readonly<Record<string, string>>;
  readonly added: readonly AddedSchedule[];
  readonly removed: readonly string[];
  readonly fees: Readonly<Record<string, { readonly apply?: boolean; readonly recurring?: boolean }>>;
}

export const NO_EDITS: DraftEdits = { amounts: {}, added: [], removed: [], fees: {} };

/** What a draft holds. */
export interface DraftData {
  readonly agreementId: string;
  readonly plan: PinnedPlan;
  readonly basis: Basis;
  readonly edits: DraftEdits;
  /** Whether staff confirmed that completing removes the freeze (AG-05). */
  readonly confirmFreezeRemoval: boolean;
  /** What had changed when completing was tried last (AG-22); empty: nothing, or it was not tried. */
  readonly differences: readonly Difference[];
}

export interface DraftSchedule {
  readonly id: string;
  readonly role: 'primary' | 'secondary';
  readonly name: string;
  readonly frequency: Frequency;
  readonly amount: string;
  /** The amount on the agreement as it stands; null for an added one. */
  readonly currentAmount: string | null;
  readonly firstDueDate: CivilDate;
  /** Payments left, those among them that stay owed at the old amount too; null for an open agreement. */
  readonly payments: number | null;
  /** Payments due by today that are not paid: they stay owed as they are (AG-20). */
  readonly stillOwed: number;
  /** Set where the plan's frequency is another one: what was converted to the same remaining term. */
  readonly convertedFrom: { readonly frequency: Frequency; readonly payments: number } | null;
}

export interface DraftFee {
  readonly id: string;
  readonly name: string;
  readonly dueDate: CivilDate | null;
  readonly amount: string;
  readonly apply: boolean;
  readonly currentApply: boolean;
  readonly recurring: boolean;
  /** An invoice of it is due by today and not paid: that stays owed, and it is not applied a second time. */
  readonly stillOwed: boolean;
  /** When it will be due, today at the earliest; null: it is not applied, or is owed already. */
  readonly dueOn: CivilDate | null;
}

export interface Draft {
  readonly agreement: { readonly termMonths: number | null; readonly managedType: 'ABC Managed' };
  readonly dates: {
    readonly beginDate: CivilDate;
    readonly expirationDate: CivilDate | null;
    readonly renewal: Renewal;
  };
  readonly schedules: readonly DraftSchedule[];
  readonly fees: readonly DraftFee[];
}

/** Shows a draft as it stands: the agreement's own terms, the new plan's price, and what staff edited (AG-13 to AG-17). */
export function draftOf(agreement: Agreement, data: DraftData, today: CivilDate): Draft {
  const kept = agreement.schedules
    .filter((it) => !data.edits.removed.includes(it.id))
    .map((it) => draftSchedule(agreement, it, data, today));
  const primary = kept.find((it) => it.role === 'primary');
  const renewal: Renewal = primary
    ? renewalOf(agreement, data.plan, restOf(agreement, primary, today))
    : { option: 'none', date: null };
  return {
    agreement: { termMonths: data.basis.termMonths, managedType: 'ABC Managed' },
    dates: { beginDate: agreement.beginDate, expirationDate: agreement.expirationDate, renewal },
    schedules: [...kept, ...data.edits.added.map((it) => addedSchedule(it, data))],
    fees: agreement.fees.map((it) => draftFee(agreement, it, data, today)),
  };
}

/** What is paid at the new frequency: where it is converted, what stays owed is not of it. */
function restOf(
  agreement: Agreement,
  primary: DraftSchedule,
  today: CivilDate,
): Pick<DraftSchedule, 'firstDueDate' | 'payments'> & Pick<Schedule, 'anchorDay'> {
  const schedule = agreement.schedules.find((it) => it.id === primary.id);
  const anchorDay = schedule?.anchorDay ?? dayOfMonth(primary.firstDueDate);
  if (!schedule || primary.convertedFrom === null || primary.payments === null) return { ...primary, anchorDay };
  return {
    anchorDay,
    firstDueDate: nextDueAfter(agreement, schedule, today),
    payments: primary.payments - Math.min(primary.stillOwed, primary.convertedFrom.payments),
  };
}

function draftSchedule(agreement: Agreement, schedule: Schedule, data: DraftData, today: CivilDate): DraftSchedule {
  const { id, role, name } = schedule;
  const basis = data.basis.schedules[id] ?? { payments: null, firstDueDate: schedule.nextDueDate };
  const isPrimary = role === 'primary';
  const frequency = isPrimary ? data.plan.frequency : schedule.frequency;
  const stillOwed = unpaidOf(agreement, id).filter((it) => it.dueOn <= today).length;
  const isConverted = frequency !== schedule.frequency && basis.payments !== null;
  return {
    id,
    role,
    name,
    frequency,
    amount: data.edits.amounts[id] ?? (isPrimary ? data.plan.amount : schedule.amount),
    currentAmount: schedule.amount,
    firstDueDate: basis.firstDueDate,
    payments: paymentsAt(basis.payments, stillOwed, schedule.frequency, frequency),
    stillOwed,
    convertedFrom: isConverted ? { frequency: schedule.frequency, payments: basis.payments } : null,
  };
}

/** What stays owed stays as it is; only the rest is converted. */
function paymentsAt(left: number | null, stillOwed: number, from: Frequency, to: Frequency): number | null {
  if (left === null) return null;
  const owed = Math.min(stillOwed, left);
  return owed + convertPayments(left - owed, from, to);
}

function addedSchedule({ id, name, frequency, amount, firstDueDate, payments }: AddedSchedule, data: DraftData) {
  return {
    id,
    role: 'secondary' as const,
    name,
    frequency,
    amount: data.edits.amounts[id] ?? amount,
    currentAmount: null,
    firstDueDate,
    payments,
    stillOwed: 0,
    convertedFrom: null,
  };
}

/** Makes the line of a fee: flags by the table and as on the agreement, unless staff set them (AG-16). */
function draftFee(agreement: Agreement, fee: Fee, data: DraftData, today: CivilDate): DraftFee {
  const { id, name, dueDate, amount, paidInPast } = fee;
  const edit = data.edits.fees[id];
  const autoRenewToOpen = agreement.renewal.option === 'auto-renew-to-open';
  const open = agreement.type === 'open';
  const apply = edit?.apply ?? applyFlag({ recurring: fee.recurring, paidInPast, open, autoRenewToOpen });
  const stillOwed = agreement.invoices.some((it) => it.feeId === id && it.dueOn <= today);
  return {
    id,
    name,
    dueDate,
    amount,
    apply,
    currentApply: fee.apply,
    recurring: edit?.recurring ?? fee.recurring,
    stillOwed,
    dueOn: apply && dueDate !== null && !stillOwed ? maxDate(dueDate, today) : null,
  };
}
