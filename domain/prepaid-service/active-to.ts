import { addDays, type CivilDate, formatDateForPeople, minDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { localDateAt } from '../calendar/time-zone.js';
import { DomainError } from '../errors.js';
import { withReason } from '../master-plan-change/explain.js';
import { holdingOrder, type PackageOrder } from '../package-order/order.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import { nextPeriodStart, subscriptionOf } from '../subscription/lookup.js';
import type { AccountState, Subscription } from '../subscription/state.js';
import { isRenewalHeld } from '../timeline/due-events.js';
import { followPaidThrough } from '../timeline/follow.js';
import { beginAnew } from './begin-anew.js';
import { adjustEnd } from './cut-short.js';
import { naturalEnd } from './period.js';
import { changeStanding } from './standing.js';

export interface ActiveTo {
  /** Last active day, today or later; null: it goes on without an end. */
  readonly activeTo: CivilDate | null;
  readonly reason: string | undefined;
  readonly by: string;
  readonly now: Instant;
}

/**
 * Sets, moves or removes the last active day of a service (PS-07). Days of it that were charged ahead are credited, days that are active
 * again are charged again; a paused service is active again from today. 20.00 paid for November, active to 2026-11-15 -> credit 10.00.
 * While a package is ordered, whose credit is quoted for the days as they are (PO-11), the money follows once the order is over. Nothing
 * happens where it is so already. Throws `subscription-cancelled`, `active-to-in-past`, and `change-already-open` for a paused service
 * with an order: the days of its pause belong to neither.
 */
export function setActiveTo(state: AccountState, subscription: Subscription, asked: ActiveTo, ids: IdMaker): Effect[] {
  const { activeTo, reason, by, now } = asked;
  const { id, status } = subscription;
  const today = localDateAt(now, state.settings.timeZone);
  check(subscription, activeTo, today);
  if (activeTo === subscription.activeTo) return [];
  const order = holdingOrder(state, id);
  if (order && status === 'paused') throw orderInTheWay(order);
  const key = `${id}/active-to/${now}/${activeTo}`;
  const set: Effect[] = [
    { type: 'subscription-changed', subscriptionId: id, set: { activeTo } },
    {
      type: 'history-written',
      entry: {
        id: ids('his', key, now),
        subscriptionId: id,
        changeId: null,
        at: now,
        event: activeTo === null ? 'active-to-removed' : 'active-to-set',
        by,
        text: withReason(order ? `${textOf(activeTo)} ${laterText(order)}` : textOf(activeTo), reason),
        amounts: null,
      },
    },
  ];
  const dated = evolveAll(state, set);
  const after = subscriptionOf(dated, id);
  if (order) return set;
  const money = status === 'paused' ? goOn(dated, after, today, now, ids) : recharge(dated, after, key, now, ids);
  const moved = evolveAll(dated, money);
  return [...set, ...money, ...followPaidThrough({ subscriptionId: id, at: now, cause: key }, state, moved, ids)];
}

/** Charges or credits the days by which the end of what is charged ahead moves; nothing has been charged ahead backward. */
export function recharge(
  state: AccountState,
  subscription: Subscription,
  key: string,
  at: Instant,
  ids: IdMaker,
): Effect[] {
  if (subscription.invoicing === 'backward') return [];
  const natural = naturalEnd(subscription);
  const end = subscription.activeTo === null ? natural : minDate(natural, addDays(subscription.activeTo, 1));
  if (end === nextPeriodStart(subscription)) return [];
  return adjustEnd(state, subscription, { end, natural, key, at }, ids);
}

function check({ id, status }: Subscription, activeTo: CivilDate | null, today: CivilDate): void {
  if (status === 'cancelled')
    throw new DomainError('subscription-cancelled', `The subscription ${id} is cancelled already.`);
  if (activeTo === null || activeTo >= today) return;
  throw new DomainError(
    'active-to-in-past',
    `The date ${activeTo} has passed; choose ${today}, today, or a later one, or null.`,
    { path: 'activeTo' },
  );
}

function orderInTheWay({ id: changeId, kind, subscriptionId, state }: PackageOrder): DomainError {
  const message = `The package order ${changeId} is open on the subscription ${subscriptionId} (state ${state}), which is paused; settle or cancel it first.`;
  return new DomainError('change-already-open', message, { details: { changeId, kind, state } });
}

function laterText({ id }: PackageOrder): string {
  return `Days are charged or credited once the package order ${id} is over.`;
}

function goOn(state: AccountState, subscription: Subscription, today: CivilDate, now: Instant, ids: IdMaker): Effect[] {
  const { id } = subscription;
  const text = 'The pause is over: the service is active again.';
  const resumed = changeStanding(subscription, { status: 'active', event: 'resumed', at: now, text }, ids);
  const after = evolveAll(state, resumed);
  const paidBefore = nextPeriodStart(subscription) > today;
  if (paidBefore || isRenewalHeld(after, id, now)) return resumed;
  return [...resumed, ...beginAnew(after, subscriptionOf(after, id), today, ids)];
}

function textOf(activeTo: CivilDate | null): string {
  if (activeTo === null) return 'The service goes on without an end.';
  return `The service is active to ${formatDateForPeople(activeTo)} and is paused from the next day.`;
}
