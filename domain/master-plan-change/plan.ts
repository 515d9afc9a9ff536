import { addDays, type CivilDate } from '../calendar/civil-date.js';
import type { ChangeLine, ChangePlan } from '../change-plan.js';
import { totalsOf } from '../ledger/issue.js';
import { subtractAmounts, sumAmounts } from '../money/amount.js';
import { nextRenewal, type Renewal, renewsOn, segmentsOf } from '../prepaid-service/renewal.js';
import type { IdMaker, SubscriptionPatch } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import { nextPeriodStart, subscriptionOf } from '../subscription/lookup.js';
import type { AccountState, Subscription } from '../subscription/state.js';
import { backwardOutcome } from './backward.js';
import { chargeLines, creditLines } from './lines.js';
import { postMasterPlanChange } from './post.js';
import type { MasterPlanChangeRequest } from './request.schema.js';
import { type Stretch, stretchOf } from './stretch.js';
import { resolveTarget, type Target } from './target.js';
import { resolveProration, whyWithheld } from './withhold.js';

export interface ChangeContext {
  readonly request: MasterPlanChangeRequest;
  readonly effectiveDate: CivilDate;
  readonly estimate: boolean;
  /** The price version that the change was accepted with; null: today's is chosen. */
  readonly pinned: { readonly priceVersionId: string } | null;
}

/** The lines of a change before the money is settled, and what the subscription becomes. */
export interface Outcome {
  readonly lines: readonly ChangeLine[];
  readonly withheld: ChangePlan['withheld'];
  readonly prorationEnd: CivilDate;
  readonly patch: SubscriptionPatch;
}

/**
 * Computes the whole change as of its effective date from a snapshot that is brought up to it: quoting returns this, applying posts
 * it (MP-08, MP-10 to MP-15, MP-23 to MP-26). 30.00 -> 60.00 a month on 2026-11-11 of November: credit 20.00, charge 40.00.
 * Throws what `resolveTarget` and `stretchOf` throw.
 */
export function planMasterPlanChange(state: AccountState, context: ChangeContext): ChangePlan {
  const subscription = subscriptionOf(state, context.request.subscriptionId);
  const target = resolveTarget(state, subscription, context.request, context.effectiveDate, context.pinned);
  const outcome = outcomeOf(state, subscription, context, target);
  const { currency } = target;
  const draft: ChangePlan = {
    kind: 'master-plan-change',
    subscriptionId: subscription.id,
    effectiveDate: context.effectiveDate,
    estimate: context.estimate,
    currency,
    settingsVersion: state.settings.version,
    prorationProfile: 'default',
    lines: outcome.lines,
    withheld: outcome.withheld,
    ...totalsOf(outcome.lines, currency),
    settlement: { fromAccountCredit: '0', dueNow: '0', toOpenInvoices: '0', toAccountCredit: '0' },
    prorationEnd: outcome.prorationEnd,
    nextBillDate: null,
    nextBillAmount: null,
    result: {
      planId: target.plan.id,
      units: target.units,
      rateScheduleId: target.schedule.id,
      priceVersionId: target.version.id,
      pricePinned: true,
      billingPeriodMonths: target.billingPeriodMonths,
      ...outcome.patch,
    },
  };
  return withMoney(state, draft);
}

function outcomeOf(state: AccountState, subscription: Subscription, context: ChangeContext, target: Target): Outcome {
  const { request, effectiveDate } = context;
  const isIdle = subscription.status === 'paused' || isLapsed(state, subscription, effectiveDate);
  if (request.scope === 'end-of-period' || isIdle) {
    const patch = subscription.invoicing === 'backward' ? { unbilled: segmentsOf(state, subscription) } : {};
    return { lines: [], withheld: null, prorationEnd: subscription.paidThrough, patch };
  }
  const stretch = stretchOf(state, subscription, request, target, effectiveDate);
  if (subscription.invoicing === 'backward') return backwardOutcome(state, subscription, request, target, stretch);
  return forwardOutcome(state, subscription, request, target, stretch);
}

function forwardOutcome(
  state: AccountState,
  subscription: Subscription,
  request: MasterPlanChangeRequest,
  target: Target,
  stretch: Stretch,
): Outcome {
  const lines = [
    ...creditLines(state, subscription, target, stretch),
    ...chargeLines(state, subscription, target, stretch),
  ];
  const reason = whyWithheld(resolveProration(request.proration, state.settings), totalsOf(lines, target.currency).net);
  if (reason !== null || lines.length === 0) {
    const withheld = reason !== null && lines.length > 0 ? { lines, reason } : null;
    return { lines: [], withheld, prorationEnd: subscription.paidThrough, patch: {} };
  }
  const prorationEnd = addDays(stretch.end, -1);
  return {
    lines,
    withheld: null,
    prorationEnd,
    patch: {
      paidThrough: prorationEnd,
      lastBilled: stretch.start,
      periodStart: stretch.equalIntervals ? subscription.periodStart : stretch.start,
      periodUnit: target.interval.unit,
    },
  };
}

/** Adds where the money goes and the next bill, both read off the very effects that applying would have. */
function withMoney(state: AccountState, draft: ChangePlan): ChangePlan {
  const { currency } = draft;
  const projectedIds: IdMaker = (prefix, key) => `${prefix}:${key}`;
  const effects = postMasterPlanChange(state, draft, { id: 'quote', at: '2000-01-01T00:00:00.000Z' }, projectedIds);
  const after = evolveAll(state, effects);
  const settled = sumAmounts(
    effects.flatMap((it) => (it.type === 'invoice-settled' ? [it.amount] : [])),
    currency,
  );
  const zero = sumAmounts([], currency);
  const isCredit = draft.net.startsWith('-');
  const magnitude = isCredit ? draft.net.slice(1) : draft.net;
  const subscription = subscriptionOf(after, draft.subscriptionId);
  const next = nextBillOf(after, subscription);
  return {
    ...draft,
    settlement: {
      fromAccountCredit: isCredit ? zero : settled,
      dueNow: isCredit ? zero : subtractAmounts(magnitude, settled, currency),
      toOpenInvoices: isCredit ? settled : zero,
      toAccountCredit: isCredit ? subtractAmounts(magnitude, settled, currency) : zero,
    },
    nextBillDate: next?.date ?? null,
    nextBillAmount: next && totalsOf(next.lines, currency).net,
  };
}

/** While it is suspended and not billed, its days are nobody's (PS-06). */
function isLapsed(state: AccountState, subscription: Subscription, on: CivilDate): boolean {
  const isBilled = subscription.status !== 'suspended' || state.settings.invoiceWhileSuspended;
  return !isBilled && nextPeriodStart(subscription) < on;
}

/** None while it is paused, and none where it ends before. */
function nextBillOf(state: AccountState, subscription: Subscription): Renewal | null {
  if (subscription.status === 'paused' || !renewsOn(state, subscription, nextPeriodStart(subscription))) return null;
  return nextRenewal(state, subscription);
}
