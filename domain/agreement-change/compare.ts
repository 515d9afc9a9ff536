import type { Agreement, Renewal } from '../agreement/agreement.js';
import type { Frequency } from '../agreement/frequency.js';
import { nextDue, paymentsLeft, termLeft } from '../agreement/progress.js';
import type { CivilDate } from '../calendar/civil-date.js';
import { addAmounts, multiplyAmount, subtractAmounts, sumAmounts } from '../money/amount.js';
import type { Draft, DraftData, DraftSchedule } from './draft.js';

/** One side of the comparison: what is to be paid over the rest of the term, and when (AG-18). */
export interface Side {
  readonly planId: string;
  readonly termMonths: number | null;
  readonly beginDate: CivilDate;
  readonly expirationDate: CivilDate | null;
  readonly renewal: Renewal;
  readonly schedules: readonly SideSchedule[];
  readonly fees: readonly SideFee[];
  readonly feesTotal: string;
  /** Payments and fees over the rest of the term; null for an open agreement, which has no end. */
  readonly total: string | null;
}

export interface SideSchedule {
  readonly id: string;
  readonly name: string;
  readonly frequency: Frequency;
  readonly amount: string;
  readonly payments: number | null;
  readonly firstDueDate: CivilDate;
  /** Over the rest of the term; null without a number of payments. */
  readonly total: string | null;
}

export interface SideFee {
  readonly id: string;
  readonly name: string;
  readonly dueOn: CivilDate;
  readonly amount: string;
}

export interface Comparison {
  readonly currency: string;
  readonly old: Side;
  readonly new: Side;
  /** New less old; null for an open agreement. */
  readonly difference: string | null;
}

/** Compares the agreement as it stands with the draft (AG-18): 5 x 30.00 against 5 x 45.00 and a fee of 10.00 -> 85.00 more. */
export function compare(agreement: Agreement, draft: Draft, data: DraftData): Comparison {
  const { currency } = data.plan;
  const old = oldSide(agreement, currency);
  const next = newSide(agreement, draft, data);
  const difference =
    old.total === null || next.total === null ? null : subtractAmounts(next.total, old.total, currency);
  return { currency, old, new: next, difference };
}

function oldSide(agreement: Agreement, currency: string): Side {
  const schedules = agreement.schedules.map((it): SideSchedule => {
    const payments = paymentsLeft(agreement, it);
    return {
      id: it.id,
      name: it.name,
      frequency: it.frequency,
      amount: it.amount,
      payments,
      firstDueDate: nextDue(agreement, it),
      total: payments === null ? null : multiplyAmount(it.amount, payments, currency),
    };
  });
  const { planId, beginDate, expirationDate, renewal } = agreement;
  const fees = feesOnFile(agreement);
  const about = { planId, termMonths: termLeft(agreement), beginDate, expirationDate, renewal };
  return { ...about, ...totals(schedules, fees, currency) };
}

/** What billing has on file for fees and is not paid. */
function feesOnFile(agreement: Agreement): SideFee[] {
  return agreement.invoices.flatMap(({ feeId, dueOn, amount }) => {
    const fee = agreement.fees.find((it) => it.id === feeId);
    return fee ? [{ id: fee.id, name: fee.name, dueOn, amount }] : [];
  });
}

function newSide(agreement: Agreement, draft: Draft, { plan }: DraftData): Side {
  const { currency } = plan;
  const schedules = draft.schedules.map((it): SideSchedule => {
    const { id, name, frequency, amount, payments, firstDueDate } = it;
    const total = payments === null ? null : restOf(it, payments, currency);
    return { id, name, frequency, amount, payments, firstDueDate, total };
  });
  const owed = new Set(draft.fees.filter((it) => it.stillOwed).map((it) => it.id));
  const applied = draft.fees.flatMap(({ id, name, dueOn, amount }) =>
    dueOn === null ? [] : [{ id, name, dueOn, amount }],
  );
  const fees = [...feesOnFile(agreement).filter((it) => owed.has(it.id)), ...applied];
  const { beginDate, expirationDate, renewal } = draft.dates;
  const about = { planId: plan.planId, termMonths: draft.agreement.termMonths, beginDate, expirationDate, renewal };
  return { ...about, ...totals(schedules, fees, currency) };
}

/** What stays owed is owed at the old amount, the rest at the new one. */
function restOf({ amount, currentAmount, stillOwed }: DraftSchedule, payments: number, currency: string): string {
  const owed = Math.min(stillOwed, payments);
  const rest = multiplyAmount(amount, payments - owed, currency);
  return currentAmount === null ? rest : addAmounts(rest, multiplyAmount(currentAmount, owed, currency), currency);
}

function totals(schedules: readonly SideSchedule[], fees: readonly SideFee[], currency: string) {
  const amounts = fees.map((it) => it.amount);
  const feesTotal = sumAmounts(amounts, currency);
  const payments = schedules.flatMap((it) => (it.total === null ? [] : [it.total]));
  const total = payments.length < schedules.length ? null : sumAmounts([...payments, feesTotal], currency);
  return { schedules, fees, feesTotal, total };
}
