import { addDays } from '../calendar/civil-date.js';
import { subtractAmounts, sumAmounts } from '../money/amount.js';
import { segmentLine, segmentsOf } from '../prepaid-service/renewal.js';
import { billDayOf, nextPeriodStart } from '../subscription/lookup.js';
import type { AccountState, Subscription, UnbilledSegment } from '../subscription/state.js';
import type { Outcome } from './plan.js';
import type { MasterPlanChangeRequest } from './request.schema.js';
import type { Stretch } from './stretch.js';
import type { Target } from './target.js';
import { resolveProration, whyNotSplit } from './withhold.js';

/**
 * Splits the running period of a subscription invoiced backward (MP-24): nothing has been charged ahead, so no credit arises and
 * nothing is due now; the invoice at the period's end charges each plan for its own days, or, where the option withholds the
 * split, the old plan for the whole period. 30.00 -> 60.00 on 2026-11-11 of November, full: 10.00 and 40.00 on 2026-12-01.
 * From the day after the period on there is nothing to split: that day bills the old plan's period and begins a full one of the new.
 */
export function backwardOutcome(
  state: AccountState,
  subscription: Subscription,
  request: MasterPlanChangeRequest,
  target: Target,
  stretch: Stretch,
): Outcome {
  const whole = segmentsOf(state, subscription);
  if (stretch.start >= nextPeriodStart(subscription)) {
    return { lines: [], withheld: null, prorationEnd: subscription.paidThrough, patch: { unbilled: whole } };
  }
  const split = splitAt(whole, newSegment(state, subscription, target, stretch));
  const net = subtractAmounts(sumOf(state, subscription, split), sumOf(state, subscription, whole), target.currency);
  const reason = whyNotSplit(resolveProration(request.proration, state.settings), net);
  if (reason !== null) {
    return {
      lines: [],
      withheld: { lines: [], reason },
      prorationEnd: subscription.paidThrough,
      patch: { unbilled: whole },
    };
  }
  const prorationEnd = addDays(stretch.end, -1);
  return { lines: [], withheld: null, prorationEnd, patch: { paidThrough: prorationEnd, unbilled: split } };
}

function newSegment(
  state: AccountState,
  subscription: Subscription,
  target: Target,
  stretch: Stretch,
): UnbilledSegment {
  const running = segmentsOf(state, subscription).findLast((it) => it.countedTo === stretch.end);
  return {
    from: stretch.start,
    to: stretch.end,
    countedTo: stretch.countedTo,
    planId: target.plan.id,
    units: target.units,
    price: target.unitPrice,
    interval: target.interval,
    anchorDay: running?.anchorDay ?? billDayOf(state, subscription),
  };
}

function splitAt(segments: readonly UnbilledSegment[], added: UnbilledSegment): UnbilledSegment[] {
  const before = segments
    .filter((it) => it.from < added.from)
    .map((it) => (it.to > added.from ? { ...it, to: added.from } : it));
  return added.from < added.to ? [...before, added] : before;
}

function sumOf(state: AccountState, subscription: Subscription, segments: readonly UnbilledSegment[]): string {
  return sumAmounts(
    segments.map((it) => segmentLine(state, subscription, it).amount),
    state.account.currency,
  );
}
