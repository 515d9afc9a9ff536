import { addDays, type CivilDate, dayOfMonth } from '../calendar/civil-date.js';
import { unitPrice } from '../catalog/unit-price.js';
import { anchorDayUpTo } from '../master-plan-change/lines.js';
import { formatAmount } from '../money/money.js';
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

/** Begins the term on the day on which the order is applied, whenever it was quoted (PO-13); or keeps the one that runs (PO-17). */
export function begunTerm(
  state: AccountState,
  subscription: Subscription,
  quote: OrderQuote,
  today: CivilDate,
): BegunTerm {
  const plan = planOf(state, quote.planId);
  const { interval } = plan;
  const isKept = quote.term === 'keep';
  const to = isKept ? nextPeriodStart(subscription) : endOfTerm(today, interval);
  const paidThrough = addDays(to, -1);
  const anchorDay = isKept ? anchorDayUpTo(state, subscription, to) : dayOfMonth(today);
  const { planId, units, rateScheduleId, priceVersionId, currency } = quote;
  const price = unitPrice(priceOf(plan, priceVersionId).version, units);
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
  };
  const package_ = { planId, units, rateScheduleId, priceVersionId, lastBilled: today, paidThrough };
  // The first bill of a term that is kept is still to come, at the price of the quote (MP-19); a new term is billed by the order.
  if (isKept) return { from: today, paidThrough, charge, patch: { ...package_, pricePinned: true } };
  const anchor = interval.unit === 'month' ? { anchorDay } : {};
  const patch = { ...package_, ...anchor, pricePinned: false, periodStart: today, periodUnit: interval.unit };
  return { from: today, paidThrough, charge, patch };
}
