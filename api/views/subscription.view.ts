import type { CivilDate } from '../../domain/calendar/civil-date.js';
import { nextPeriodStart } from '../../domain/subscription/lookup.js';
import type { StoredSubscription } from '../../prisma/stores/subscription-rows.js';

/** Shows a subscription as it stands; what is due and not carried out yet is not in it. */
export function subscriptionView(subscription: StoredSubscription) {
  const { accountId, planId, units, invoicing, status, periodStart, paidThrough, lastBilled, activeTo, cancelledOn } =
    subscription;
  return {
    id: subscription.id,
    accountId,
    planId,
    units,
    rateScheduleId: subscription.rateScheduleId,
    priceVersionId: subscription.priceVersionId,
    invoicing,
    billingPeriodMonths: subscription.billingPeriodMonths,
    status,
    periodStart,
    paidThrough,
    lastBilled,
    nextBillDate: nextBillDate(subscription),
    activeTo,
    cancelledOn,
  };
}

/** The day after the paid-through date; null while it is not running, and where it is paused by then. */
function nextBillDate(subscription: StoredSubscription): CivilDate | null {
  const runs = subscription.status === 'active' || subscription.status === 'suspended';
  const next = nextPeriodStart(subscription);
  const isOver = subscription.activeTo !== null && subscription.activeTo < next;
  return runs && !isOver ? next : null;
}
