import { type CivilDate, formatDateForPeople } from '../calendar/civil-date.js';
import type { AccountState, ChangeState, MasterPlanChange } from '../subscription/state.js';
import { type ChangeCommand, takes } from './status.js';

/** What of a change is told to the people who operate its workflow. */
export type ToldMasterPlanChange = Pick<
  MasterPlanChange,
  'subscriptionId' | 'effectiveDate' | 'dueAt' | 'attention'
> & {
  readonly state: ChangeState;
  readonly request: Pick<MasterPlanChange['request'], 'planId' | 'units'>;
};

/** Says in one line what there is to wait for: `Change to 2 x Pro on 17 Dec 2026` (EN-07). */
export function changeSummary(state: AccountState, change: ToldMasterPlanChange): string {
  return `Change to ${targetOf(state, change)} ${whenOf(change.effectiveDate)}`;
}

/**
 * Tells how a change stands, as Markdown for the Temporal UI: its state, what was quoted or what happened, and what an admin can do
 * (EN-06, EN-07). `lastText` is the newest sentence of its history. Nothing personal.
 */
export function changeDetails(state: AccountState, change: ToldMasterPlanChange, lastText: string): string {
  return [headline(state, change), points(change, lastText), actions(change.state)]
    .filter((it) => it !== '')
    .join('\n\n');
}

function headline(state: AccountState, change: ToldMasterPlanChange): string {
  const target = targetOf(state, change);
  const subscription = `the subscription \`${change.subscriptionId}\``;
  const when = whenOf(change.effectiveDate);
  switch (change.state) {
    case 'accepted':
      return `**Its turn is now**: ${subscription} changes to ${target} ${when}.`;
    case 'waiting':
      return change.effectiveDate === null
        ? `**Waiting for a date**: ${subscription} changes to ${target} on the day that somebody sets.`
        : `**Waiting for ${formatDateForPeople(change.effectiveDate)}**, when ${subscription} changes to ${target}.`;
    case 'needs-attention':
      return `**Needs attention**: ${subscription} could not change to ${target} ${when}. Nothing was posted for it.`;
    case 'applied':
      return `**Applied** ${when}: ${subscription} changed to ${target}.`;
    case 'cancelled':
      return `**Cancelled**: ${subscription} did not change to ${target}.`;
  }
}

function points({ state, dueAt, attention }: ToldMasterPlanChange, lastText: string): string {
  const told = [
    attention === null ? lastText : `Why: ${attention.message}`,
    state === 'waiting' && dueAt !== null
      ? `The timer ends at ${dueAt}. Then every rule is checked and every amount computed again.`
      : '',
    state === 'needs-attention' ? 'While it is due, the renewal of the subscription waits for it.' : '',
  ];
  return told.flatMap((it) => (it === '' ? [] : [`- ${it}`])).join('\n');
}

const COMMANDS: Readonly<Record<ChangeCommand, string>> = {
  retry: 'retry it, once the cause is mended',
  reschedule: 'reschedule it',
  'complete-now': 'complete it now',
  cancel: 'cancel it',
};

function actions(state: ChangeState): string {
  const open = (Object.keys(COMMANDS) as ChangeCommand[]).filter((it) => takes(state, it)).map((it) => COMMANDS[it]);
  const last = open.pop();
  if (last === undefined) return '';
  return `An admin can ${open.length === 0 ? last : `${open.join(', ')} or ${last}`}.`;
}

function targetOf(state: AccountState, { request }: ToldMasterPlanChange): string {
  return `${request.units} x ${state.catalog[request.planId]?.name ?? request.planId}`;
}

function whenOf(date: CivilDate | null): string {
  return date === null ? 'without a date yet' : `on ${formatDateForPeople(date)}`;
}
