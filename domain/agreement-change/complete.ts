import type { Agreement, Fee, Schedule, ScheduledInvoice } from '../agreement/agreement.js';
import { issueScheduled, lineOf } from '../agreement/billing.js';
import { byDueDate } from '../agreement/evolve.js';
import { anchorAt, monthPartsOf, PARTS_OF_A_MONTH } from '../agreement/frequency.js';
import { feeDueFrom, invoiceOfFee, invoicesOfSchedule } from '../agreement/planned-invoices.js';
import { monthsWith, nextDueAfter, paymentsMade, primaryOf, termLeft, unpaidOf } from '../agreement/progress.js';
import { addDays, type CivilDate, dayOfMonth } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { journal, settle } from '../ledger/issue.js';
import { isZero, negateAmount, subtractAmounts } from '../money/amount.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import type { AccountState, OpenInvoice } from '../subscription/state.js';
import type { Draft, DraftFee, DraftSchedule } from './draft.js';
import type { PinnedPlan } from './plan.js';

export interface Completion {
  readonly changeId: string;
  readonly agreement: Agreement;
  readonly draft: Draft;
  readonly plan: PinnedPlan;
  readonly today: CivilDate;
  readonly now: Instant;
  readonly by: string;
}

/**
 * Switches the old terms for the new (AG-20): closes the old schedules with what is due after today (earlier invoices stay owed), takes
 * back what of that was in the ledger already, writes the new schedules and fees with their scheduled invoices, removes a freeze, keeps
 * the old agreement as a version; a part payment of what is closed goes to the first new invoice.
 */
export function completeDraft(state: AccountState, completion: Completion, ids: IdMaker): Effect[] {
  const { agreement: before, changeId, now: at, by } = completion;
  const after = rewritten(completion, ids);
  const closed = before.invoices.filter((it) => it.dueOn > completion.today && it.invoiceId !== null);
  const effects: Effect[] = [{ type: 'agreement-rewritten', changeId, at, by, before, after }];
  for (const scheduled of closed) effects.push(...takeBack(evolveAll(state, effects), scheduled, completion, ids));
  const creditGained = subtractAmounts(evolveAll(state, effects).credit, state.credit, state.account.currency);
  if (isZero(creditGained)) return effects;
  return [...effects, ...moveToFirst(evolveAll(state, effects), creditGained, completion, ids)];
}

function rewritten({ agreement, draft, plan, today, now, changeId }: Completion, ids: IdMaker): Agreement {
  const owed = agreement.invoices.filter((it) => it.dueOn <= today);
  const base: Agreement = {
    ...agreement,
    planId: plan.planId,
    termMonths: draft.agreement.termMonths,
    ...monthsOwed(agreement, today),
    renewal: draft.dates.renewal,
    standing: { ...agreement.standing, frozen: false },
    version: agreement.version + 1,
    fees: agreement.fees.map((it) => feeAfter(it, draft.fees)),
    schedules: [],
    invoices: owed,
    closedInvoices: [...agreement.closedInvoices, ...agreement.invoices.filter((it) => it.dueOn > today)],
  };
  const schedules = draft.schedules.map((it) =>
    scheduleAfter(agreement, it, today, ids('sch', `${changeId}/${it.id}`, now)),
  );
  const withSchedules = { ...base, schedules };
  const planned = schedules.flatMap((it) => invoicesOfSchedule(withSchedules, it, now, ids));
  const fees = draft.fees.flatMap((it) => feeInvoice(withSchedules, it, { today, now, changeId }, ids));
  return { ...withSchedules, invoices: [...owed, ...planned, ...fees].sort(byDueDate) };
}

/**
 * The months that payments which stay owed satisfy: they are of the term, and not of the new schedule; and what of a month is begun by
 * then. 42 weekly payments made (9.69 months) and 1 owed (9.92): none, and 0.92 of a month.
 */
function monthsOwed(agreement: Agreement, today: CivilDate): Pick<Agreement, 'termSatisfiedMonths' | 'monthBegun'> {
  const primary = primaryOf(agreement);
  if (primary === null || termLeft(agreement) === null) return { termSatisfiedMonths: 0, monthBegun: 0 };
  const made = paymentsMade(primary);
  const after = made + unpaidOf(agreement, primary.id).filter((it) => it.dueOn <= today).length;
  return {
    termSatisfiedMonths: monthsWith(agreement, after, primary) - monthsWith(agreement, made, primary),
    monthBegun: (agreement.monthBegun + monthPartsOf(after, primary.frequency)) % PARTS_OF_A_MONTH,
  };
}

function feeAfter(fee: Fee, drafted: readonly DraftFee[]): Fee {
  const draft = drafted.find((it) => it.id === fee.id);
  return draft ? { ...fee, apply: draft.apply, recurring: draft.recurring } : fee;
}

/** The payments that are not owed yet, from the first one after today. */
function scheduleAfter(agreement: Agreement, draft: DraftSchedule, today: CivilDate, id: string): Schedule {
  const before = agreement.schedules.find((it) => it.id === draft.id);
  const nextDueDate = before ? nextDueAfter(agreement, before, today) : draft.firstDueDate;
  const anchor = (before ?? primaryOf(agreement))?.anchorDay ?? dayOfMonth(nextDueDate);
  return {
    id,
    role: draft.role,
    name: draft.name,
    frequency: draft.frequency,
    scheduledFrequency: draft.frequency,
    amount: draft.amount,
    payments: draft.payments === null ? null : Math.max(0, draft.payments - draft.stillOwed),
    paymentsMadeBefore: 0,
    paymentsMadeSince: 0,
    nextDueDate,
    anchorDay: anchorAt(nextDueDate, anchor),
  };
}

function feeInvoice(
  agreement: Agreement,
  draft: DraftFee,
  { today, now, changeId }: { today: CivilDate; now: Instant; changeId: string },
  ids: IdMaker,
): ScheduledInvoice[] {
  const fee = agreement.fees.find((it) => it.id === draft.id);
  const later = fee && draft.recurring && draft.stillOwed ? feeDueFrom(agreement, fee, addDays(today, 1)) : null;
  const dueOn = draft.dueOn ?? later;
  return fee && dueOn !== null ? [invoiceOfFee(fee, dueOn, now, changeId, ids)] : [];
}

/** Takes an invoice back that is closed: a credit note over the whole, of which what was open is settled and the rest is credit. */
function takeBack(
  state: AccountState,
  scheduled: ScheduledInvoice,
  { agreement, changeId, today, now: at }: Completion,
  ids: IdMaker,
): Effect[] {
  const { currency } = state.account;
  const key = `${changeId}/closes/${scheduled.id}`;
  const id = ids('inv', key, at);
  const about = { subscriptionId: null, changeId, invoiceId: id, currency };
  const line = lineOf(agreement, scheduled);
  const credit = { ...line, kind: 'credit' as const, explanation: `Closed by the change: ${line.explanation}` };
  const { amount: total } = scheduled;
  const open: OpenInvoice[] = state.openInvoices.filter((it) => it.id === scheduled.invoiceId);
  return [
    {
      type: 'invoice-issued',
      at,
      invoice: {
        id,
        kind: 'credit-note',
        subscriptionId: null,
        changeId,
        currency,
        total,
        issuedOn: today,
        dueOn: today,
        lines: [credit],
      },
    },
    ...journal({
      id: ids('jnl', key, at),
      kind: 'agreement-closed',
      description: credit.explanation,
      effectiveAt: at,
      postings: [
        { ...about, ledgerAccount: 'account-credit', amount: negateAmount(total, currency) },
        { ...about, ledgerAccount: 'revenue', amount: total },
      ],
    }),
    ...settle({ key, subscriptionId: null, changeId, at }, open, total, ids),
  ];
}

/** Issues the first new invoice now and lets it take what was paid of the closed ones. */
function moveToFirst(
  state: AccountState,
  amount: string,
  { agreement, today, now: at, changeId }: Completion,
  ids: IdMaker,
): Effect[] {
  const after = state.agreements.find((it) => it.id === agreement.id);
  const first = after?.invoices.find((it) => it.dueOn > today && it.invoiceId === null);
  if (!first) return [];
  const noCredit = { ...state, settings: { ...state.settings, useCreditAutomatically: false } };
  const issued = issueScheduled(noCredit, { agreementId: agreement.id, scheduledId: first.id, at }, ids);
  const then = evolveAll(state, issued);
  const own = then.openInvoices.filter((it) =>
    issued.some((e) => e.type === 'invoice-issued' && e.invoice.id === it.id),
  );
  return [
    ...issued,
    ...settle({ key: `${changeId}/part-payment`, subscriptionId: null, changeId, at }, own, amount, ids),
  ];
}
