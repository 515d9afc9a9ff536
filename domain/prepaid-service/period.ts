import { addMonthsAnchored, anchorAfter, isAnchorDate } from '../calendar/billing-day.js';
import { addDays, type CivilDate, dayOfMonth, maxDate, minDate } from '../calendar/civil-date.js';
import { type Interval, stepInterval } from '../calendar/interval.js';
import { billDayOf, nextPeriodStart, planOf } from '../subscription/lookup.js';
import type { AccountState, RecurringCharge, Subscription } from '../subscription/state.js';
import { billingInterval } from './billing.js';

export interface Period {
  readonly from: CivilDate;
  /** Exclusive. */
  readonly to: CivilDate;
  /** Day of the month from which its whole months are counted: 2026-01-31 to 02-28 is one month from the 31st. */
  readonly anchorDay: number;
}

/**
 * Finds the period that begins on `from`: a full interval where `from` is an anchor date; after a period of months it is cut short
 * by days to the next anchor date, once; after weeks it is a full interval on its own day. Bill day 1, from 2026-11-21, months ->
 * to 2026-12-01.
 */
export function periodFrom(state: AccountState, subscription: Subscription, from: CivilDate): Period {
  const interval = billingInterval(planOf(state, subscription.planId), subscription);
  const billDay = billDayOf(state, subscription);
  const anchored = (to: CivilDate): Period => ({ from, to, anchorDay: billDay });
  if (interval.unit === 'week') return anchored(stepInterval(from, interval, 1, billDay));
  if (isAnchorDate(from, billDay)) return anchored(addMonthsAnchored(from, interval.count, billDay));
  if (subscription.periodUnit === 'month') return anchored(anchorAfter(from, billDay));
  const ownDay = dayOfMonth(from);
  return { from, to: addMonthsAnchored(from, interval.count, ownDay), anchorDay: ownDay };
}

/** Tells by which day of the month the running period counts: its own where it began there after a period of weeks. */
export function runningAnchorDay(
  state: AccountState,
  subscription: Subscription,
  interval: Interval,
  to: CivilDate,
): number {
  const billDay = billDayOf(state, subscription);
  if (interval.unit === 'week' || isAnchorDate(to, billDay)) return billDay;
  const ownDay = dayOfMonth(subscription.periodStart);
  return addMonthsAnchored(subscription.periodStart, interval.count, ownDay) === to ? ownDay : billDay;
}

/** Cuts an end, exclusive, short where the service is active only to a day before it (PS-07). */
export function cutShort({ activeTo }: Pick<Subscription, 'activeTo'>, to: CivilDate): CivilDate {
  return activeTo === null ? to : minDate(to, addDays(activeTo, 1));
}

/** Tells the end that the whole intervals of a charge are counted back from. */
export function countedEnd(charge: Pick<RecurringCharge, 'to' | 'countedTo'>): CivilDate {
  return charge.countedTo ?? charge.to;
}

/** Tells where the days that are charged ahead would end, exclusive, if nothing had cut them short (PS-07). */
export function naturalEnd(subscription: Subscription): CivilDate {
  return maxDate(nextPeriodStart(subscription), ...subscription.charges.map(countedEnd));
}
