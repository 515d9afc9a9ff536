import type { HistoryEntry } from '../subscription/effects.js';

/** What is told to the outside of one thing that happened (PS-16). */
export interface WebhookMessage {
  /** Of the history entry: receivers know a repetition by it. */
  readonly id: string;
  /** `subscription.suspended`, `plan-change.applied`, `account.payment-received`. */
  readonly type: string;
  readonly timestamp: string;
  readonly data: {
    readonly accountId: string;
    readonly subscriptionId: string | null;
    readonly changeId: string | null;
    readonly event: string;
    readonly text: string;
    readonly amounts: Readonly<Record<string, string>> | null;
  };
}

/** Makes the message about an entry of the history: every change of state has one (PS-16). */
export function messageOf(accountId: string, entry: HistoryEntry): WebhookMessage {
  const { id, subscriptionId, changeId, at, event, text, amounts } = entry;
  const about =
    STANDINGS.has(event) || changeId === null ? (subscriptionId === null ? 'account' : 'subscription') : 'plan-change';
  return {
    id,
    type: `${about}.${event}`,
    timestamp: at,
    data: { accountId, subscriptionId, changeId, event, text, amounts },
  };
}

/** What happens to a service itself, also where a change has caused it. */
const STANDINGS: ReadonlySet<string> = new Set(['suspended', 'resumed', 'paused', 'reactivated']);

/** Tells whether an endpoint wants messages of a type: none named means all, `subscription.*` all of one sort. */
export function wants(events: readonly string[], type: string): boolean {
  if (events.length === 0) return true;
  return events.some((it) => it === type || (it.endsWith('.*') && type.startsWith(it.slice(0, -1))));
}
