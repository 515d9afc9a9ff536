import { addDays, type CivilDate, dayOfMonth } from '../calendar/civil-date.js';
import { anchorDayUpTo } from '../master-plan-change/lines.js';
import { monthsOf } from '../master-plan-change/target.js';
import { formatAmount } from '../money/money.js';
import { billingOf } from '../prepaid-service/billing.js';
import { naturalEnd } from '../prepaid-service/period.js';
import type { SubscriptionPatch } from '../subscription/effects.js';
import { nextPeriodStart, planOf, priceOf } from '../subscription/lookup.js';
import type { AccountState, RecurringCharge, Subscription } from '../subscription/state.js';
import type { OrderQuote } from './order.js';
import { endOfTerm } from './quote.js';

/** The term that an applied order begins, or goes on with: what it charges and what becomes of the subscription. */
export interface BegunTerm {
  readonly from: CivilDate;
  /** Last day, inclusive. */
  readonly paidThrough: CivilDate;
  readonly charge: Omit<RecurringCharge, 'id'>;
  readonly patch: SubscriptionPatch;
}

/**
 * Begins the term on the day on which the order is applied, whenever it was quoted (PO-13); or keeps the one that runs (PO-17). Throws
 * `billing-period-not-enabled`.
 */
export function begunTerm(
  state: AccountState,
  subscription: Subscription,
  quote: OrderQuote,
  today: CivilDate,
): BegunTerm {
  const plan = planOf(state, quote.planId);
  const { version } = priceOf(plan, quote.priceVersionId);
  const billingPeriodMonths = monthsOf(subscription, version);
  const { interval, price } = billingOf(plan, version, { units: quote.units, billingPeriodMonths });
  const isKept = quote.term === 'keep';
  const to = isKept ? nextPeriodStart(subscription) : endOfTerm(today, interval);
  const paidThrough = addDays(to, -1);
  const countedTo = isKept ? naturalEnd(subscription) : to;
  const anchorDay = isKept ? anchorDayUpTo(state, subscription, countedTo) : dayOfMonth(today);
  const { planId, units, rateScheduleId, priceVersionId, currency } = quote;
  const charge = {
    planId,
    units,
    price,
    interval,
    anchorDay,
    from: today,
    to,
    liveTo: to,
    amount: quote.charge,
    credited: formatAmount('0', currency),
    ...(countedTo === to ? {} : { countedTo }),
  };
  const rates = { rateScheduleId, priceVersionId, billingPeriodMonths };
  const package_ = { planId, units, ...rates, lastBilled: today, paidThrough };
  // The first bill of a term that is kept is still to come, at the price of the quote (MP-19); a new term is billed by the order.
  if (isKept) return { from: today, paidThrough, charge, patch: { ...package_, pricePinned: true } };
  const anchor = interval.unit === 'month' ? { anchorDay } : {};
  const patch = { ...package_, ...anchor, pricePinned: false, periodStart: today, periodUnit: interval.unit };
  return { from: today, paidThrough, charge, patch };
}
