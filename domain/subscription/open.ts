import { addDays, addMonths, type CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { unitPrice } from '../catalog/unit-price.js';
import { DomainError } from '../errors.js';
import { openBalance } from '../ledger/issue.js';
import { ratesFor } from '../master-plan-change/target.js';
import { formatAmount } from '../money/money.js';
import type { Effect, IdMaker } from './effects.js';
import { planOf } from './lookup.js';
import type { OpenSubscriptionRequest } from './open.schema.js';
import { recurringLine } from './recurring-line.js';
import type { AccountState, Subscription } from './state.js';

export interface Opening {
  readonly subscriptionId: string;
  readonly today: CivilDate;
  readonly now: Instant;
}

export interface Opened {
  readonly subscription: Subscription;
  /** What was charged ahead before we had it, and its journal: the books of the subscription open with it. */
  readonly effects: readonly Effect[];
}

/**
 * Opens a subscription as paid as it is: 30.00 a month, paid from 2026-11-01 to 2026-11-30, opens with a charge of 30.00 that later
 * changes may credit. Throws `plan-not-found`, `plan-inactive`, `plan-kind`, `period-invalid`, `units-not-priced` and those of the rates.
 */
export function openSubscription(
  state: AccountState,
  request: OpenSubscriptionRequest,
  { subscriptionId, today, now }: Opening,
  ids: IdMaker,
): Opened {
  checkPeriod(request, today);
  const plan = planOf(state, request.planId);
  if (plan.kind !== 'master') {
    throw new DomainError('plan-kind', `The plan ${plan.code} is ${plan.kind}; choose a master plan.`, {
      path: 'planId',
    });
  }
  if (plan.status !== 'active') {
    throw new DomainError('plan-inactive', `The plan ${plan.code} is not active any more; choose an active plan.`, {
      path: 'planId',
    });
  }
  const { schedule, version } = ratesFor(state, plan, request.rateScheduleId, state.account.currency, today);
  const price = unitPrice(version, request.units);
  const subscription: Subscription = {
    id: subscriptionId,
    planId: plan.id,
    units: request.units,
    rateScheduleId: schedule.id,
    priceVersionId: version.id,
    pricePinned: false,
    invoicing: request.invoicing,
    anchorDay: null,
    status: 'active',
    periodStart: request.periodStart,
    paidThrough: request.paidThrough,
    lastBilled: request.lastBilled ?? request.periodStart,
    activeTo: null,
    cancelledOn: null,
    periodUnit: plan.interval.unit,
    charges: [],
    unbilled: [],
  };
  return { subscription, effects: openingEffects(state, subscription, price, now, ids) };
}

/** How long ago a subscription may have been paid last: opening it bills every period since then, in one transaction. */
const MOST_YEARS_BEHIND = 10;

function checkPeriod({ periodStart, paidThrough, lastBilled }: OpenSubscriptionRequest, today: CivilDate): void {
  if (paidThrough < addDays(periodStart, -1)) {
    throw new DomainError(
      'period-invalid',
      `paidThrough ${paidThrough} lies before the period that starts on ${periodStart}; give the day before it where nothing is paid.`,
      { path: 'paidThrough' },
    );
  }
  const earliest = addMonths(today, -12 * MOST_YEARS_BEHIND);
  if (paidThrough < earliest) {
    throw new DomainError(
      'period-invalid',
      `paidThrough ${paidThrough} is more than ${MOST_YEARS_BEHIND} years ago; all periods since then would be billed: give ${earliest} or later.`,
      { path: 'paidThrough' },
    );
  }
  const latest = paidThrough < periodStart ? periodStart : paidThrough;
  if (lastBilled !== undefined && (lastBilled < periodStart || lastBilled > latest)) {
    throw new DomainError('period-invalid', `lastBilled ${lastBilled} lies outside ${periodStart} to ${latest}.`, {
      path: 'lastBilled',
    });
  }
}

function openingEffects(
  state: AccountState,
  subscription: Subscription,
  price: string,
  now: Instant,
  ids: IdMaker,
): Effect[] {
  const to = addDays(subscription.paidThrough, 1);
  if (subscription.invoicing === 'backward' || to <= subscription.periodStart) return [];
  const plan = planOf(state, subscription.planId);
  const { currency, billDay } = state.account;
  const line = recurringLine({
    kind: 'charge',
    subscriptionId: subscription.id,
    plan,
    units: subscription.units,
    price,
    currency,
    interval: plan.interval,
    anchorDay: billDay,
    from: subscription.periodStart,
    to,
  });
  return [
    {
      type: 'charged',
      subscriptionId: subscription.id,
      changeId: null,
      invoiceId: null,
      charge: {
        id: ids('rch', `${subscription.id}/opening`, now),
        planId: plan.id,
        units: subscription.units,
        price,
        interval: plan.interval,
        anchorDay: billDay,
        from: line.from,
        to: line.to,
        liveTo: line.to,
        amount: line.amount,
        credited: formatAmount('0', currency),
      },
    },
    ...openBalance({ subscriptionId: subscription.id, amount: line.amount, currency, at: now }, ids),
  ];
}
