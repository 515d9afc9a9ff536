import { type CivilDate, maxDate } from '../calendar/civil-date.js';
import type { ChangeLine } from '../change-plan.js';
import { countedEnd } from '../prepaid-service/period.js';
import { billDayOf, planOf } from '../subscription/lookup.js';
import { recurringLine } from '../subscription/recurring-line.js';
import type { AccountState, RecurringCharge, Subscription } from '../subscription/state.js';
import type { Stretch } from './stretch.js';
import type { Target } from './target.js';

/**
 * Credits what was charged ahead for the days from the proration's start on: per charge its own price, not today's list price, and
 * never more than was charged less what was credited already (MP-10). 30.00 for 11-01 to 11-30, start 11-11 -> 20.00.
 */
export function creditLines(
  state: AccountState,
  subscription: Subscription,
  { currency }: Target,
  stretch: Stretch,
): ChangeLine[] {
  return creditsFrom(state, subscription, currency, stretch.start);
}

/** Credits what was charged ahead for the days from one on, whatever for: a change, or a pause (PS-07). */
export function creditsFrom(
  state: AccountState,
  subscription: Subscription,
  currency: string,
  start: CivilDate,
): ChangeLine[] {
  return subscription.charges
    .filter((charge) => charge.from < charge.liveTo && charge.liveTo > start)
    .map((charge) => creditLine(state, subscription, currency, charge, start));
}

function creditLine(
  state: AccountState,
  subscription: Subscription,
  currency: string,
  charge: RecurringCharge,
  start: CivilDate,
): ChangeLine {
  const line = recurringLine({
    kind: 'credit',
    subscriptionId: subscription.id,
    plan: planOf(state, charge.planId),
    units: charge.units,
    price: charge.price,
    currency,
    interval: charge.interval,
    anchorDay: charge.anchorDay,
    from: maxDate(start, charge.from),
    to: charge.liveTo,
    countedTo: countedEnd(charge),
    cap: { charged: charge.amount, credited: charge.credited },
  });
  return { ...line, chargeId: charge.id };
}

/** Charges the new plan at its pinned price for the prorated days; nothing when there are none (MP-10, MP-11). */
export function chargeLines(
  state: AccountState,
  subscription: Subscription,
  target: Target,
  stretch: Stretch,
): ChangeLine[] {
  if (stretch.start >= stretch.end) return [];
  const line = recurringLine({
    kind: 'charge',
    subscriptionId: subscription.id,
    plan: target.plan,
    units: target.units,
    price: target.unitPrice,
    currency: target.currency,
    interval: target.interval,
    anchorDay: anchorDayUpTo(state, subscription, stretch.countedTo),
    from: stretch.start,
    to: stretch.end,
    countedTo: stretch.countedTo,
  });
  const { end, countedTo } = stretch;
  return [{ ...line, chargeId: null, ...(countedTo === end ? {} : { countedTo }) }];
}

/**
 * Tells by which day of the month a stretch up to `end` counts its whole months: that of the charge which ends there too, so that credit
 * and charge for the same days are the same fraction, else the bill day.
 */
export function anchorDayUpTo(state: AccountState, subscription: Subscription, end: CivilDate): number {
  const running = subscription.charges.findLast((it) => countedEnd(it) === end);
  return running?.anchorDay ?? billDayOf(state, subscription);
}
