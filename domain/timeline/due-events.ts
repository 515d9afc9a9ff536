import { type DueInvoice, invoicesToIssue } from '../agreement/billing.js';
import type { Instant } from '../calendar/instant.js';
import { firstInstantOf } from '../calendar/time-zone.js';
import { endsOnAt, nextEarningAt } from '../payg-time/due.js';
import type { PaygService } from '../payg-time/payg.js';
import { pausesAt } from '../prepaid-service/pause.js';
import { renewsOn } from '../prepaid-service/renewal.js';
import { suspendsAt } from '../prepaid-service/suspension.js';
import { nextPeriodStart } from '../subscription/lookup.js';
import type { AccountState, OpenChange, Subscription } from '../subscription/state.js';
import { rulesOf } from './kinds.js';

/** Something that is due at an instant, on one subscription or agreement. */
export type DueEvent =
  | { readonly kind: 'change'; readonly at: Instant; readonly subscriptionId: string | null; readonly changeId: string }
  | ServiceEvent
  | PaygEvent
  | ({ readonly kind: 'scheduled-invoice'; readonly subscriptionId: null } & DueInvoice);

/** Something of a subscription's own that is paid as you go. */
interface PaygEvent {
  readonly kind: 'payg-end' | 'earning';
  readonly at: Instant;
  readonly subscriptionId: string;
}

/** Something of a subscription's own. */
export interface ServiceEvent {
  readonly kind: ServiceEventKind;
  readonly at: Instant;
  readonly subscriptionId: string;
}

export type ServiceEventKind = 'cancellation' | 'pause' | 'renewal' | 'suspension';

/**
 * On the same instant a change comes before a renewal, in whichever order they wake (MP-07); before both the end of the subscription,
 * so that nobody pays for a change of a day on which there is nothing left to change (MP-27). A pause comes before the renewal that it
 * prevents (PS-07), and a suspension after it (PS-06).
 */
const RANK: Record<DueEvent['kind'], number> = {
  cancellation: 0,
  'payg-end': 0,
  change: 1,
  pause: 2,
  renewal: 3,
  'scheduled-invoice': 4,
  suspension: 5,
  earning: 6,
};

/** Lists what is due up to an instant, inclusive, in the order in which it has to be carried out: the first one only is sure. */
export function dueEvents(state: AccountState, until: Instant): DueEvent[] {
  return upcomingEvents(state)
    .filter((it) => it.at <= until)
    .sort(byTurn);
}

/** Lists the next event of each open change and each subscription, and what agreements have scheduled, whenever it is due. */
export function upcomingEvents(state: AccountState): DueEvent[] {
  const changes = state.changes.flatMap((it) => changeEvent(it));
  const services = state.subscriptions.flatMap((it) => serviceEvents(state, it));
  const scheduled = state.agreements.flatMap((it) =>
    invoicesToIssue(it, state.settings.timeZone).map(
      (due): DueEvent => ({ kind: 'scheduled-invoice', subscriptionId: null, ...due }),
    ),
  );
  const asYouGo = state.payg.services.flatMap((it) => paygEvents(state, it));
  return [...changes, ...services, ...scheduled, ...asYouGo];
}

function changeEvent(change: OpenChange): DueEvent[] {
  if (change.dueAt === null || change.state === 'needs-attention') return [];
  return [{ kind: 'change', at: change.dueAt, subscriptionId: change.subscriptionId, changeId: change.id }];
}

const SERVICE_EVENTS: readonly ServiceEventKind[] = ['cancellation', 'pause', 'renewal', 'suspension'];

function serviceEvents(state: AccountState, subscription: Subscription): ServiceEvent[] {
  const subscriptionId = subscription.id;
  const instants: Readonly<Record<ServiceEventKind, Instant | null>> = {
    cancellation: endsAt(state, subscription),
    pause: pausesAt(state, subscription),
    renewal: nextRenewalAt(state, subscription),
    suspension: suspendsAt(state, subscription),
  };
  return SERVICE_EVENTS.flatMap((kind) => {
    const at = instants[kind];
    return at === null ? [] : [{ kind, at, subscriptionId }];
  });
}

function paygEvents({ settings: { timeZone } }: AccountState, service: PaygService): PaygEvent[] {
  const { id: subscriptionId } = service;
  const [end, earning] = [endsOnAt(service, timeZone), nextEarningAt(service, timeZone)];
  return [
    ...(end === null ? [] : [{ kind: 'payg-end' as const, at: end, subscriptionId }]),
    ...(earning === null ? [] : [{ kind: 'earning' as const, at: earning, subscriptionId }]),
  ];
}

/** Tells when something of a service that is paid as you go is due next; null: nothing, until somebody acts. */
export function nextPaygEventAt(state: AccountState, service: PaygService): Instant | null {
  const [first] = paygEvents(state, service).sort(byTurn);
  return first?.at ?? null;
}

/** Tells when a subscription that is to be cancelled ends: the first instant of the first day without it. */
function endsAt(state: AccountState, subscription: Subscription): Instant | null {
  if (subscription.cancelledOn === null || subscription.status === 'cancelled') return null;
  return firstInstantOf(subscription.cancelledOn, state.settings.timeZone);
}

/** Tells what of the subscription's own is next due: what its alarm clock waits for. Null: nothing, until somebody acts. */
export function nextServiceEvent(state: AccountState, subscription: Subscription): ServiceEvent | null {
  const [first] = serviceEvents(state, subscription).sort(byTurn);
  return first ?? null;
}

/** Tells when that is. */
export function nextServiceEventAt(state: AccountState, subscription: Subscription): Instant | null {
  return nextServiceEvent(state, subscription)?.at ?? null;
}

/**
 * Tells when the subscription renews by itself: the first instant of the day after the paid-through date. Null while it is not
 * running, and while an open change holds it: one that was due by then and needs attention is settled first (MP-26).
 */
export function nextRenewalAt(state: AccountState, subscription: Subscription): Instant | null {
  const date = nextPeriodStart(subscription);
  if (!renewsOn(state, subscription, date)) return null;
  const at = firstInstantOf(date, state.settings.timeZone);
  return isRenewalHeld(state, subscription.id, at) ? null : at;
}

/** Tells whether an open change holds the renewal of a subscription that is due at an instant (MP-26, PO-14). */
export function isRenewalHeld({ changes }: AccountState, subscriptionId: string, renewalAt: Instant): boolean {
  return changes.some((it) => it.subscriptionId === subscriptionId && rulesOf(it.kind).holdsRenewal(it, renewalAt));
}

/** Orders what is due: the earlier instant first, on the same one by rank, then by id. */
export function byTurn(a: DueEvent, b: DueEvent): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.kind !== b.kind) return RANK[a.kind] - RANK[b.kind];
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

function keyOf(event: DueEvent): string {
  switch (event.kind) {
    case 'change':
      return event.changeId;
    case 'scheduled-invoice':
      return event.scheduledId;
    default:
      return event.subscriptionId;
  }
}
