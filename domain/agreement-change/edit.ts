import type { Agreement } from '../agreement/agreement.js';
import { convertPayments, isMultipleOf } from '../agreement/frequency.js';
import { nextDueAfter, primaryOf } from '../agreement/progress.js';
import type { CivilDate } from '../calendar/civil-date.js';
import { DomainError } from '../errors.js';
import { isNegative } from '../money/amount.js';
import { parseAmount } from '../money/money.js';
import { type AddedSchedule, type DraftData, type DraftEdits, type DraftSchedule, draftOf } from './draft.js';
import type { DraftEdit } from './edit.schema.js';
import type { PinnedPlan } from './plan.js';

export interface Editing {
  readonly agreement: Agreement;
  readonly today: CivilDate;
  /** The plan that the edit names, pinned as of today; null: the draft's stays. */
  readonly plan: PinnedPlan | null;
  /** Makes the id of the schedule that this edit adds at that place. */
  readonly newId: (index: number) => string;
}

/** Edits a draft (AG-17). Refuses `agreement-draft-edit` with the field's name, and `invalid-amount`. */
export function editDraft(data: DraftData, edit: DraftEdit, editing: Editing): DraftData {
  const planned = { ...data, ...underPlan(data, editing), differences: [] };
  const confirmFreezeRemoval = edit.confirmFreezeRemoval ?? data.confirmFreezeRemoval;
  let edited: DraftData = planned;
  for (const step of [removeSchedules, addSchedules, setAmounts, setFees]) {
    edited = { ...edited, edits: step(edited, edit, editing) };
  }
  checkAdded(edited, edit, editing);
  return { ...edited, confirmFreezeRemoval };
}

/** Under another plan the primary is paid what that plan says, and no more what was set under the one before (AG-15). */
function underPlan(
  { plan: before, edits }: DraftData,
  { plan, agreement }: Editing,
): Pick<DraftData, 'plan' | 'edits'> {
  if (plan === null || plan.planId === before.planId) return { plan: plan ?? before, edits };
  const primary = primaryOf(agreement)?.id;
  const kept = Object.entries(edits.amounts).filter(([id]) => id !== primary);
  return { plan, edits: { ...edits, amounts: Object.fromEntries(kept) } };
}

function removeSchedules(
  data: DraftData,
  { removeSchedules = [] }: DraftEdit,
  { agreement, today }: Editing,
): DraftEdits {
  let { edits } = data;
  for (const [index, id] of removeSchedules.entries()) {
    const path = `removeSchedules[${index}]`;
    const schedule = scheduleOf(agreement, { ...data, edits }, id, today, path);
    if (schedule.role === 'primary') throw refused(path, 'The primary schedule cannot be removed.');
    const { [id]: _, ...amounts } = edits.amounts;
    const added = edits.added.filter((it) => it.id !== id);
    edits = {
      ...edits,
      amounts,
      added,
      removed: schedule.currentAmount === null ? edits.removed : [...edits.removed, id],
    };
  }
  return edits;
}

function addSchedules(data: DraftData, { addSchedules = [] }: DraftEdit, editing: Editing): DraftEdits {
  const added = addSchedules.map((asked, index): AddedSchedule => {
    const path = `addSchedules[${index}]`;
    const primary = primaryFor(data, editing);
    const { frequency = primary.frequency, firstDueDate = primary.nextDueDate } = asked;
    if (firstDueDate <= editing.today) throw refused(`${path}.firstDueDate`, 'It has to be after today.');
    const isOpen = primary.payments === null;
    if (isOpen && asked.payments !== undefined) {
      throw refused(`${path}.payments`, 'An open agreement has no number of payments.');
    }
    const rest = primary.payments === null ? null : convertPayments(primary.payments, primary.frequency, frequency);
    if (rest === 0 && asked.payments === undefined) {
      const why =
        'All payments of the primary schedule are due already, so that there is no rest to count by: say how many.';
      throw refused(`${path}.payments`, why);
    }
    const amount = amountAt(asked.amount, data.plan.currency, `${path}.amount`);
    const id = editing.newId(index);
    return { id, name: asked.name, frequency, amount, firstDueDate, payments: asked.payments ?? rest };
  });
  return { ...data.edits, added: [...data.edits.added, ...added] };
}

/** The primary schedule as it will go on: from the first payment that is not due yet. */
function primaryFor(data: DraftData, { agreement, today }: Editing) {
  const schedule = primaryOf(agreement);
  const primary = draftOf(agreement, data, today).schedules.find((it) => it.role === 'primary');
  if (!schedule || !primary) throw new Error(`agreement ${agreement.id} has no primary schedule`);
  const nextDueDate = nextDueAfter(agreement, schedule, today);
  const payments = primary.payments === null ? null : primary.payments - primary.stillOwed;
  return { frequency: primary.frequency, nextDueDate, payments };
}

function setAmounts(data: DraftData, { schedules = [] }: DraftEdit, { agreement, today }: Editing): DraftEdits {
  const amounts = schedules.map(({ id, amount }, index) => {
    scheduleOf(agreement, data, id, today, `schedules[${index}].id`);
    return [id, amountAt(amount, data.plan.currency, `schedules[${index}].amount`)];
  });
  return { ...data.edits, amounts: { ...data.edits.amounts, ...Object.fromEntries(amounts) } };
}

function setFees(data: DraftData, { fees = [] }: DraftEdit, { agreement }: Editing): DraftEdits {
  const flags = new Map(Object.entries(data.edits.fees));
  for (const [index, { id, apply, recurring }] of fees.entries()) {
    if (!agreement.fees.some((it) => it.id === id)) {
      throw refused(`fees[${index}].id`, `The agreement has no fee ${id}.`);
    }
    const given = { ...(apply === undefined ? {} : { apply }), ...(recurring === undefined ? {} : { recurring }) };
    flags.set(id, { ...flags.get(id), ...given });
  }
  return { ...data.edits, fees: Object.fromEntries(flags) };
}

/** Refuses added schedules that do not take the frequency of the primary or a multiple, which a new plan may bring about too. */
function checkAdded(data: DraftData, { addSchedules = [] }: DraftEdit, editing: Editing): void {
  const { frequency: primary } = primaryFor(data, editing);
  const before = data.edits.added.length - addSchedules.length;
  for (const [index, { name, frequency }] of data.edits.added.entries()) {
    if (isMultipleOf(frequency, primary)) continue;
    const path = index < before ? 'planId' : `addSchedules[${index - before}].frequency`;
    throw refused(path, `${name} is paid ${frequency}, which is neither ${primary} nor a multiple of it.`);
  }
}

function scheduleOf(agreement: Agreement, data: DraftData, id: string, today: CivilDate, path: string): DraftSchedule {
  const found = draftOf(agreement, data, today).schedules.find((it) => it.id === id);
  if (!found) throw refused(path, `The draft has no schedule ${id}.`);
  return found;
}

function amountAt(text: string, currency: string, path: string): string {
  const amount = parseAmount(text, currency, path);
  if (isNegative(amount)) throw refused(path, 'An amount is not below zero.');
  return amount;
}

function refused(path: string, message: string): DomainError {
  return new DomainError('agreement-draft-edit', `${path}: ${message}`, { path });
}
