import { addMonths, type CivilDate, maxDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { firstInstantOf, localDateAt } from '../calendar/time-zone.js';
import type { ChangePlan } from '../change-plan.js';
import { DomainError } from '../errors.js';
import { nextPeriodStart, subscriptionOf } from '../subscription/lookup.js';
import type { AccountState, OpenChange, Subscription } from '../subscription/state.js';
import { projectBefore, projectToTurn } from '../timeline/carry-out.js';
import type { AskedOfSubscription } from '../timeline/clash.js';
import { planMasterPlanChange } from './plan.js';
import type { MasterPlanChangeRequest } from './request.schema.js';
import { pinPrice } from './target.js';

/** When a change takes effect, as asked on a given day. */
export interface Timing {
  readonly asked: AskedOfSubscription;
  readonly today: CivilDate;
  readonly effectiveDate: CivilDate | null;
  readonly dueAt: Instant | null;
}

/**
 * Resolves the scope of a request to a date (MP-03 to MP-05): today, the day after the paid-through date, the date given, or none.
 * The snapshot must be brought up to `now`. Throws `effective-date-in-past`.
 */
export function timingOf(state: AccountState, request: MasterPlanChangeRequest, now: Instant): Timing {
  const today = localDateAt(now, state.settings.timeZone);
  const at = (asked: AskedOfSubscription, date: CivilDate): Timing => ({
    asked,
    today,
    effectiveDate: date,
    dueAt: firstInstantOf(date, state.settings.timeZone),
  });
  switch (request.scope) {
    case 'immediately':
      return at('change-now', today);
    case 'end-of-period':
      return at('change-end-of-period', endOfPeriod(subscriptionOf(state, request.subscriptionId), today));
    case 'on-date':
      if (request.effectiveDate == null) return { asked: 'change-undated', today, effectiveDate: null, dueAt: null };
      checkDate(request.effectiveDate, today);
      return at(request.effectiveDate === today ? 'change-now' : 'change-on-date', request.effectiveDate);
  }
}

/** The day after the paid-through date; on a paused subscription that may have passed long ago, and then it is today. */
function endOfPeriod(subscription: Subscription, today: CivilDate): CivilDate {
  const next = nextPeriodStart(subscription);
  return subscription.status === 'paused' ? maxDate(next, today) : next;
}

/** How far ahead a change may be dated: its quote lives through every renewal up to it (MP-23). */
const MOST_YEARS_AHEAD = 30;

function checkDate(date: CivilDate, today: CivilDate): void {
  if (date < today) {
    throw new DomainError(
      'effective-date-in-past',
      `The date ${date} has passed; choose ${today}, today, or a later one.`,
      { path: 'effectiveDate' },
    );
  }
  const latest = addMonths(today, 12 * MOST_YEARS_AHEAD);
  if (date > latest) {
    throw new DomainError(
      'date-out-of-range',
      `The date ${date} is more than ${MOST_YEARS_AHEAD} years ahead; choose one up to ${latest}, or leave it open until it is known.`,
      { path: 'effectiveDate' },
    );
  }
}

/**
 * Quotes a change: the same plan, line for line, that applying it would post now (MP-23). Everything that is due before it is played
 * first: for a later date what is pending until then, and the quote says that it is an estimate (MP-09); for today what a change that
 * needed attention has held so far (MP-26). `pinnedPriceVersionId` null: today's prices.
 */
export function quoteMasterPlanChange(
  state: AccountState,
  request: MasterPlanChangeRequest,
  timing: Timing,
  pinnedPriceVersionId: string | null,
): ChangePlan {
  const pinned = pinnedPriceVersionId === null ? null : { priceVersionId: pinnedPriceVersionId };
  const { effectiveDate, today } = timing;
  if (effectiveDate === null) {
    return {
      ...planMasterPlanChange(state, { request, effectiveDate: today, estimate: true, pinned }),
      effectiveDate: null,
    };
  }
  const { state: then, date = effectiveDate } = projectTo(state, request, timing);
  const priced = pinned ?? { priceVersionId: pinPrice(then, request, today).version.id };
  return planMasterPlanChange(then, { request, effectiveDate: date, estimate: date > today, pinned: priced });
}

/** Plays what comes before the change: up to its date, and for an end-of-period change up to the date that it will have followed to. */
function projectTo(state: AccountState, request: MasterPlanChangeRequest, timing: Timing) {
  const { effectiveDate, dueAt } = timing;
  if (dueAt === null || effectiveDate === null) return { state };
  if (request.scope !== 'end-of-period') return { state: projectBefore(state, dueAt) };
  const change: OpenChange = {
    id: 'quote',
    kind: 'master-plan-change',
    subscriptionId: request.subscriptionId,
    state: 'waiting',
    request,
    effectiveDate,
    dueAt,
    pinnedPriceVersionId: '',
    rateScheduleId: '',
    requestedBy: '',
    acceptedAt: dueAt,
    revision: 1,
    attention: null,
  };
  const { state: then, date } = projectToTurn(state, change);
  return { state: then, date: date ?? effectiveDate };
}
