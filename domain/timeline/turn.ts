import { formatDateForPeople } from '../calendar/civil-date.js';
import { type Instant, millisecondsBetween } from '../calendar/instant.js';
import { localDateAt } from '../calendar/time-zone.js';
import { type AccountState, type ChangeKind, dataOf, type Subscription } from '../subscription/state.js';
import { nextServiceEvent, type ServiceEventKind } from './due-events.js';
import { rulesOf } from './kinds.js';
import type { ToldChange } from './rules.js';

/** What carrying out says about a change or a service: all that a workflow holds. */
export interface Turn {
  /** State of the change, or status of the service, as it stands in the rows. */
  readonly state: string;
  readonly isClosed: boolean;
  /** When the change takes effect, or did; when something of the service is due next. Null: there is no date. */
  readonly dueAt: Instant | null;
  /** Time from now to `dueAt` on the business clock, in milliseconds, never below zero; null: nothing is due until somebody acts. */
  readonly waitMs: number | null;
  /** In one line, what there is to wait for; for the people who operate the workflows, like `details`. Nothing personal. */
  readonly summary: string;
  /** How it stands, as Markdown. */
  readonly details: string;
}

/**
 * Tells how an open change stands: due in so long, or waiting for somebody where it has no date or needs attention. `lastText` is the
 * newest sentence of its history.
 */
export function turnOfOpenChange(state: AccountState, changeId: string, now: Instant, lastText: string): Turn | null {
  const change = state.changes.find((it) => it.id === changeId);
  if (!change) return null;
  const waitMs = change.state === 'needs-attention' ? null : waitFrom(now, change.dueAt);
  return { ...toldOf(state, { ...change, data: dataOf(change) }, lastText), isClosed: false, waitMs };
}

/** Tells how a change stands that is over. */
export function turnOfClosedChange(state: AccountState, change: ToldChange, lastText: string): Turn {
  return { ...toldOf(state, change, lastText), isClosed: true, waitMs: null };
}

function toldOf(state: AccountState, change: ToldChange, lastText: string) {
  const rules = rulesOf(change.kind as ChangeKind);
  const summary = rules.summary(state, change);
  return { state: change.state, dueAt: change.dueAt, summary, details: rules.details(state, change, lastText) };
}

/** How a change stands of which there is no row: its database was restored to an earlier point, and nothing is left to do. */
export const goneTurn: Turn = {
  state: 'gone',
  isClosed: true,
  dueAt: null,
  waitMs: null,
  summary: 'Gone',
  details: '**Gone**: the database has no row of this change.',
};

/** Makes a workflow that is started late, or again, look at the rows at once: they tell how its change or service stands. */
export function turnAtOnce({ state, dueAt }: Pick<Turn, 'state' | 'dueAt'>, workflowId: string): Turn {
  const details = '**Started again**: it looks at the rows at once.';
  return { state, isClosed: false, dueAt, waitMs: 0, summary: `Started again: ${workflowId}`, details };
}

const EVENT_NAMES: Readonly<Record<ServiceEventKind, string>> = {
  cancellation: 'End',
  pause: 'Pause',
  renewal: 'Renewal',
  suspension: 'Suspension',
};

/** Tells when the alarm clock of a service has to ring next; closed once the subscription is cancelled or gone. */
export function turnOfService(state: AccountState, subscriptionId: string, now: Instant): Turn {
  const subscription = state.subscriptions.find((it) => it.id === subscriptionId);
  if (!subscription || subscription.status === 'cancelled') {
    const details = `**Ended**: the subscription \`${subscriptionId}\` is cancelled.`;
    return { state: 'cancelled', isClosed: true, dueAt: null, waitMs: null, summary: 'Ended', details };
  }
  const { status } = subscription;
  const next = nextServiceEvent(state, subscription);
  const dueAt = next?.at ?? null;
  const what = next ? EVENT_NAMES[next.kind] : '';
  const summary =
    dueAt === null
      ? 'Nothing is due'
      : `${what} on ${formatDateForPeople(localDateAt(dueAt, state.settings.timeZone))}`;
  const details = serviceDetails(subscription, dueAt === null ? null : `${summary}: the timer ends at ${dueAt}.`);
  return { state: status, isClosed: false, dueAt, waitMs: waitFrom(now, dueAt), summary, details };
}

function serviceDetails({ id, status, paidThrough }: Subscription, next: string | null): string {
  const headline = `**${status.charAt(0).toUpperCase()}${status.slice(1)}**: the subscription \`${id}\``;
  const held =
    'Nothing is due until somebody acts: a plan change that needs attention holds the renewal, or the service is paused.';
  return `${headline} is paid through ${formatDateForPeople(paidThrough)}.\n\n- ${next ?? held}`;
}

/** Measures how long to wait on the business clock. */
export function waitFrom(now: Instant, dueAt: Instant | null): number | null {
  return dueAt === null ? null : Math.max(0, millisecondsBetween(now, dueAt));
}
