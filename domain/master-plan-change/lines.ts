import { type CivilDate, maxDate } from '../calendar/civil-date.js';
import type { ChangeLine } from '../change-plan.js';
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
  return subscription.charges
    .filter((charge) => charge.from < charge.liveTo && charge.liveTo > stretch.start)
    .map((charge) => creditLine(state, subscription, currency, charge, stretch));
}

function creditLine(
  state: AccountState,
  subscription: Subscription,
  currency: string,
  charge: RecurringCharge,
  stretch: Stretch,
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
    from: maxDate(stretch.start, charge.from),
    to: charge.liveTo,
    countedTo: charge.to,
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
    interval: target.plan.interval,
    anchorDay: anchorDayUpTo(state, subscription, stretch.end),
    from: stretch.start,
    to: stretch.end,
  });
  return [{ ...line, chargeId: null }];
}

/**
 * Tells by which day of the month a stretch up to `end` counts its whole months: that of the charge which ends there too, so that credit
 * and charge for the same days are the same fraction, else the bill day.
 */
export function anchorDayUpTo(state: AccountState, subscription: Subscription, end: CivilDate): number {
  const running = subscription.charges.findLast((it) => it.to === end);
  return running?.anchorDay ?? billDayOf(state, subscription);
}
