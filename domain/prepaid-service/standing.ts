import type { Instant } from '../calendar/instant.js';
import type { Effect, IdMaker, SubscriptionPatch } from '../subscription/effects.js';
import type { Subscription, SubscriptionStatus } from '../subscription/state.js';

export interface Standing {
  readonly status: SubscriptionStatus;
  /** As the history and the webhooks name it: `suspended`, `paused`, `resumed`, `reactivated`. */
  readonly event: string;
  readonly at: Instant;
  readonly text: string;
  readonly by?: string;
  readonly changeId?: string | null;
  readonly amounts?: Readonly<Record<string, string>> | null;
  readonly set?: SubscriptionPatch;
}

/** Moves a service to another status, with the sentence that says why (PS-06, PS-07, PS-16). */
export function changeStanding(subscription: Subscription, standing: Standing, ids: IdMaker): Effect[] {
  const { id: subscriptionId } = subscription;
  const { status, event, at, text, by = 'system', changeId = null, amounts = null, set = {} } = standing;
  const statusRevision = subscription.statusRevision + 1;
  const id = ids('his', `${subscriptionId}/${event}/${statusRevision}`, at);
  return [
    { type: 'subscription-changed', subscriptionId, set: { ...set, status, statusRevision } },
    { type: 'history-written', entry: { id, subscriptionId, changeId, at, event, by, text, amounts } },
  ];
}
