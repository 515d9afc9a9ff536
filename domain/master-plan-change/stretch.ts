import { addMonthsAnchored, anchorAfter } from '../calendar/billing-day.js';
import { addDays, type CivilDate, maxDate } from '../calendar/civil-date.js';
import { sameInterval, stepInterval } from '../calendar/interval.js';
import { DomainError } from '../errors.js';
import { billingInterval } from '../prepaid-service/billing.js';
import { cutShort, naturalEnd } from '../prepaid-service/period.js';
import { billDayOf, nextPeriodStart, planOf } from '../subscription/lookup.js';
import type { AccountState, Subscription } from '../subscription/state.js';
import type { MasterPlanChangeRequest } from './request.schema.js';
import type { Target } from './target.js';
import { resolveProration } from './withhold.js';

/** The days that a change prorates: credit and charge both begin at `start`, the charge ends at `end` (exclusive). */
export interface Stretch {
  readonly start: CivilDate;
  readonly end: CivilDate;
  /** The end that whole intervals are counted back from: `end`, unless the service is paused before (PS-07). */
  readonly countedTo: CivilDate;
  readonly equalIntervals: boolean;
}

/**
 * Finds the days that a change on `effectiveDate` prorates (MP-10 to MP-12, MP-14): for equal intervals up to the paid-through date;
 * else up to the first bill day strictly after the later of proration start and effective date, and `offsetMonths` further.
 * Throws `renewal-held`, `proration-start-out-of-range`, `offset-months-refused`.
 */
export function stretchOf(
  state: AccountState,
  subscription: Subscription,
  request: MasterPlanChangeRequest,
  target: Target,
  effectiveDate: CivilDate,
): Stretch {
  const next = nextPeriodStart(subscription);
  if (effectiveDate > next) {
    throw new DomainError(
      'renewal-held',
      `The subscription is billed to ${subscription.paidThrough} only, because an earlier plan change needs attention; settle that one first.`,
    );
  }
  const start = startOf(subscription, request, effectiveDate);
  const current = planOf(state, subscription.planId);
  const equalIntervals = sameInterval(billingInterval(current, subscription), target.interval);
  const offset = request.offsetMonths ?? 0;
  if (offset > 0 && resolveProration(request.proration, state.settings) === 'none')
    refuseOffset('no proration was asked for');
  if (equalIntervals) {
    if (offset > 0)
      refuseOffset('both plans have the same billing interval, so the prorated period ends with the paid one');
    return { start, end: next, countedTo: naturalEnd(subscription), equalIntervals };
  }
  const billDay = billDayOf(state, subscription);
  const anniversary = anchorAfter(maxDate(start, effectiveDate), billDay);
  const end = offset > 0 ? addMonthsAnchored(anniversary, offset, billDay) : anniversary;
  if (offset > 0 && stepInterval(end, target.interval, -1, billDay) > start) {
    refuseOffset(
      `the prorated period from ${start} to ${addDays(end, -1)} would be longer than the new plan's billing interval`,
    );
  }
  const isAhead = subscription.invoicing === 'forward';
  return { start, end: isAhead ? cutShort(subscription, end) : end, countedTo: end, equalIntervals };
}

function startOf(subscription: Subscription, request: MasterPlanChangeRequest, effectiveDate: CivilDate): CivilDate {
  const { lastBilled, paidThrough } = subscription;
  if (request.prorationStart === undefined) return maxDate(effectiveDate, lastBilled);
  if (request.prorationStart < lastBilled || request.prorationStart > paidThrough) {
    throw new DomainError(
      'proration-start-out-of-range',
      `The proration cannot start on ${request.prorationStart}; choose a date from ${lastBilled}, the last billing, to ${paidThrough}, the paid-through date.`,
      { path: 'prorationStart' },
    );
  }
  return request.prorationStart;
}

function refuseOffset(reason: string): never {
  throw new DomainError(
    'offset-months-refused',
    `Offset months do not apply: ${reason}; leave offsetMonths out or choose fewer.`,
    {
      path: 'offsetMonths',
    },
  );
}
