import { isAnchorDate } from '../calendar/billing-day.js';
import { addDays, addMonths, type CivilDate, dayOfMonth, formatDateForPeople } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import type { PriceVersion } from '../catalog/plan.js';
import { DomainError } from '../errors.js';
import { openBalance } from '../ledger/issue.js';
import { ratesFor } from '../master-plan-change/target.js';
import { formatAmount } from '../money/money.js';
import { recharge } from '../prepaid-service/active-to.js';
import { type Billing, billingOf } from '../prepaid-service/billing.js';
import type { Effect, IdMaker } from './effects.js';
import { evolveAll } from './evolve.js';
import { billDayOf, planOf, subscriptionOf } from './lookup.js';
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
 * changes may credit. Throws `plan-not-found`, `plan-inactive`, `plan-kind`, `period-invalid`, `units-not-priced`,
 * `billing-period-not-enabled` and those of the rates.
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
  const billingPeriodMonths = request.billingPeriodMonths ?? null;
  const billing = billingOf(plan, version, { units: request.units, billingPeriodMonths });
  const subscription: Subscription = {
    id: subscriptionId,
    planId: plan.id,
    units: request.units,
    rateScheduleId: schedule.id,
    priceVersionId: version.id,
    pricePinned: false,
    invoicing: request.invoicing ?? state.settings.invoicing,
    anchorDay: anchorOf(request, version),
    status: 'active',
    statusRevision: 0,
    periodStart: request.periodStart,
    paidThrough: request.paidThrough,
    lastBilled: request.lastBilled ?? request.periodStart,
    billingPeriodMonths,
    activeTo: request.activeTo ?? null,
    cancelledOn: null,
    periodUnit: billing.interval.unit,
    charges: [],
    unbilled: [],
  };
  const opening = openingEffects(state, subscription, billing, now, ids);
  const begun = evolveAll({ ...state, subscriptions: [...state.subscriptions, subscription] }, opening);
  const cut = recharge(begun, subscriptionOf(begun, subscriptionId), `${subscriptionId}/opening/active-to`, now, ids);
  return { subscription, effects: [...opening, ...cut] };
}

/** Tells of a subscription that is opened: a router or a provisioning system has to know of it (PS-16). */
export function tellOpened(
  state: AccountState,
  { id, planId, units, periodStart, paidThrough }: Subscription,
  { by, now }: { readonly by: string; readonly now: Instant },
  ids: IdMaker,
): Effect {
  const { name } = planOf(state, planId);
  const paid = paidThrough < periodStart ? 'nothing is paid yet' : `paid through ${formatDateForPeople(paidThrough)}`;
  const text = `The service begins: ${units} x ${name} from ${formatDateForPeople(periodStart)}, ${paid}.`;
  const about = { subscriptionId: id, changeId: null, at: now, by, amounts: null };
  return { type: 'history-written', entry: { id: ids('his', `${id}/opened`, now), event: 'opened', text, ...about } };
}

/** How long ago a subscription may have been paid last: opening it bills every period since then, in one transaction. */
const MOST_YEARS_BEHIND = 10;

function checkPeriod(
  { periodStart, paidThrough, lastBilled, activeTo }: OpenSubscriptionRequest,
  today: CivilDate,
): void {
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
  if (activeTo != null && activeTo < addDays(periodStart, -1)) {
    throw new DomainError(
      'period-invalid',
      `activeTo ${activeTo} lies before the period that starts on ${periodStart}; give the period in which it was active last.`,
      { path: 'activeTo' },
    );
  }
  const latest = paidThrough < periodStart ? periodStart : paidThrough;
  if (lastBilled !== undefined && (lastBilled < periodStart || lastBilled > latest)) {
    throw new DomainError('period-invalid', `lastBilled ${lastBilled} lies outside ${periodStart} to ${latest}.`, {
      path: 'lastBilled',
    });
  }
}

/**
 * A prepaid service, one with billing periods of months, is billed on the day on which it started, also where that day is clamped in the
 * running period: from 2027-02-28 to 03-30, inclusive, the 31st (PS-15). Others are billed on the account's bill day.
 */
function anchorOf(request: OpenSubscriptionRequest, version: PriceVersion): number | null {
  const { periodStart, paidThrough, billingPeriodMonths } = request;
  if (billingPeriodMonths == null && (version.billingPeriods ?? []).length === 0) return null;
  const own = dayOfMonth(periodStart);
  const next = addDays(paidThrough, 1);
  const isClamped = paidThrough > periodStart && dayOfMonth(next) > own && isAnchorDate(periodStart, dayOfMonth(next));
  return isClamped ? dayOfMonth(next) : own;
}

function openingEffects(
  state: AccountState,
  subscription: Subscription,
  { interval, price }: Billing,
  now: Instant,
  ids: IdMaker,
): Effect[] {
  const to = addDays(subscription.paidThrough, 1);
  if (subscription.invoicing === 'backward' || to <= subscription.periodStart) return [];
  const plan = planOf(state, subscription.planId);
  const { currency } = state.account;
  const anchorDay = billDayOf(state, subscription);
  const line = recurringLine({
    kind: 'charge',
    subscriptionId: subscription.id,
    plan,
    units: subscription.units,
    price,
    currency,
    interval,
    anchorDay,
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
        interval,
        anchorDay,
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
