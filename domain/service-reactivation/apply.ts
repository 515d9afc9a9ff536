import { addMonthsAnchored } from '../calendar/billing-day.js';
import { addDays, type CivilDate, dayOfMonth, formatDateForPeople, maxDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { localDateAt } from '../calendar/time-zone.js';
import { documentId, issueDocument, settle } from '../ledger/issue.js';
import { chargedEffects } from '../prepaid-service/renewal.js';
import { changeStanding } from '../prepaid-service/standing.js';
import { overdueOf } from '../prepaid-service/suspension.js';
import type { Effect, IdMaker, SubscriptionPatch } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import { billDayOf, nextPeriodStart, planOf, subscriptionOf } from '../subscription/lookup.js';
import { recurringLine } from '../subscription/recurring-line.js';
import type { AccountState, Subscription } from '../subscription/state.js';
import { type MonthsPrice, monthsText } from './change.js';

export interface Bought {
  /** The checkout: what is made has its id from it. */
  readonly changeId: string;
  readonly subscriptionId: string;
  readonly monthsPrice: MonthsPrice;
  readonly withoutEnd: boolean;
  readonly by: string;
}

interface Days {
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly anchorDay: number;
  /** True where it goes on after days that were nobody's: the day is the new anchor. */
  readonly isAnew: boolean;
}

/**
 * Reactivates a service that is paid for (PS-09, PS-10): pays what is overdue, makes the one invoice for the months and pays it, all from
 * account credit, where the money waits; then the service is active. Paused, on 2027-06-10 for 2 months: 40.00, active to 2027-08-09.
 */
export function reactivate(state: AccountState, bought: Bought, now: Instant, ids: IdMaker): Effect[] {
  const { changeId, subscriptionId, monthsPrice } = bought;
  const today = localDateAt(now, state.settings.timeZone);
  const subscription = subscriptionOf(state, subscriptionId);
  const use = { key: `${changeId}/overdue`, subscriptionId, changeId, at: now };
  const overdue = settle(use, overdueOf(state, subscriptionId, today), state.credit, ids);
  const days = daysOf(state, subscription, monthsPrice.months, today);
  const invoice = invoiceMonths(evolveAll(state, overdue), subscription, bought, { days, today, now }, ids);
  const text = `${monthsText(monthsPrice.months)} ${monthsPrice.months === 1 ? 'is' : 'are'} paid, to ${formatDateForPeople(addDays(days.to, -1))}: the service is active again.`;
  const standing = changeStanding(
    subscription,
    {
      status: 'active',
      event: 'reactivated',
      at: now,
      text,
      by: bought.by,
      amounts: { months: monthsPrice.amount },
      set: patchOf(subscription, days, bought),
    },
    ids,
  );
  return [...overdue, ...invoice, ...standing];
}

/** A service that was suspended and not paused goes on after its last invoiced period; else the day of reactivation is the new anchor. */
function daysOf(state: AccountState, subscription: Subscription, months: number, today: CivilDate): Days {
  const next = nextPeriodStart(subscription);
  const isAnew = subscription.status === 'paused' || next < today;
  const from = isAnew ? today : next;
  const anchorDay = isAnew ? dayOfMonth(today) : billDayOf(state, subscription);
  return { from, to: monthsAfter(from, months, anchorDay), anchorDay, isAnew };
}

/** Where the period before was cut short, the months count from the day on which they begin. */
function monthsAfter(from: CivilDate, months: number, anchorDay: number): CivilDate {
  const isOnAnchor = addMonthsAnchored(from, 0, anchorDay) === from;
  return addMonthsAnchored(from, months, isOnAnchor ? anchorDay : dayOfMonth(from));
}

function patchOf(
  { status, activeTo, planId }: Subscription,
  { from, to, anchorDay, isAnew }: Days,
  { withoutEnd, monthsPrice }: Bought,
): SubscriptionPatch {
  const last = addDays(to, -1);
  const moved: SubscriptionPatch = isAnew ? { anchorDay, periodStart: from, lastBilled: from } : {};
  const end = status === 'paused' ? last : activeTo && maxDate(activeTo, last);
  return {
    ...moved,
    paidThrough: last,
    periodUnit: 'month',
    // The plan may have changed since the checkout was opened.
    ...(planId === monthsPrice.planId ? { priceVersionId: monthsPrice.priceVersionId, pricePinned: false } : {}),
    unbilled: [],
    activeTo: withoutEnd ? null : end,
  };
}

function invoiceMonths(
  state: AccountState,
  subscription: Subscription,
  { changeId, monthsPrice }: Bought,
  { days, today, now }: { days: Days; today: CivilDate; now: Instant },
  ids: IdMaker,
): Effect[] {
  const { planId, units, price, interval } = monthsPrice;
  const { from, to } = days;
  const isOnAnchor = addMonthsAnchored(from, 0, days.anchorDay) === from;
  const anchorDay = isOnAnchor ? days.anchorDay : dayOfMonth(from);
  const line = recurringLine({
    kind: 'charge',
    subscriptionId: subscription.id,
    plan: planOf(state, planId),
    units,
    price,
    currency: state.account.currency,
    interval,
    anchorDay,
    from,
    to,
  });
  const lines = [line];
  const document = {
    key: changeId,
    subscriptionId: subscription.id,
    changeId,
    lines,
    date: today,
    at: now,
    description: `Reactivation of ${line.description}`,
  };
  const paying = { ...state, settings: { ...state.settings, useCreditAutomatically: true } };
  const invoiceId = documentId(document, ids);
  const billed = [{ interval, anchorDay, countedTo: to }];
  const charged = { subscription, lines, billed, key: changeId, at: now, invoiceId, changeId };
  return [...issueDocument(paying, document, ids), ...chargedEffects(state, charged, ids)];
}
