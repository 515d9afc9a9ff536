import { addDays, type CivilDate, minDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { firstInstantOf } from '../calendar/time-zone.js';
import type { PriceVersion } from '../catalog/plan.js';
import { documentId, issueDocument } from '../ledger/issue.js';
import { formatAmount } from '../money/money.js';
import type { Effect, IdMaker, InvoiceLine } from '../subscription/effects.js';
import { nextPeriodStart, planOf, priceOf, versionOn } from '../subscription/lookup.js';
import { recurringLine } from '../subscription/recurring-line.js';
import type { AccountState, Subscription, UnbilledSegment } from '../subscription/state.js';
import { billingInterval, billingOf, isPriced } from './billing.js';
import { cutShort, type Period, periodFrom, runningAnchorDay } from './period.js';

/** What the next renewal will bill. */
export interface Renewal {
  readonly date: CivilDate;
  readonly period: Period;
  readonly version: PriceVersion;
  readonly lines: readonly InvoiceLine[];
  /** By what each line is counted. */
  readonly billed: readonly CountedBy[];
}

/** By what the days of a line are counted, for the credits of later changes. */
export type CountedBy = Pick<UnbilledSegment, 'interval' | 'anchorDay' | 'countedTo'>;

/**
 * Computes what the next renewal bills, without carrying it out: forward the period that begins, backward the one that ended.
 * The price is that of the newest version in force when the billed period begins; for its first bill the one that a plan change
 * pinned, and where a new version does not price so many units, the one that did so far.
 */
export function nextRenewal(state: AccountState, subscription: Subscription): Renewal {
  const date = nextPeriodStart(subscription);
  const period = periodFrom(state, subscription, date);
  const version = priceVersionFor(state, subscription, date);
  if (subscription.invoicing === 'backward') return { date, period, version, ...ended(state, subscription, date) };
  const { interval } = billingOf(planOf(state, subscription.planId), version, subscription);
  const billed = [{ interval, anchorDay: period.anchorDay, countedTo: period.to }];
  return { date, period, version, lines: [chargeLine(state, subscription, period, version)], billed };
}

function priceVersionFor(state: AccountState, subscription: Subscription, date: CivilDate): PriceVersion {
  const plan = planOf(state, subscription.planId);
  const { schedule, version } = priceOf(plan, subscription.priceVersionId);
  if (subscription.pricePinned) return version;
  const newest = versionOn(schedule, date);
  return isPriced(plan, newest, subscription) ? newest : version;
}

function chargeLine(
  state: AccountState,
  subscription: Subscription,
  period: Period,
  version: PriceVersion,
): InvoiceLine {
  const plan = planOf(state, subscription.planId);
  return recurringLine({
    kind: 'charge',
    subscriptionId: subscription.id,
    plan,
    units: subscription.units,
    currency: state.account.currency,
    ...billingOf(plan, version, subscription),
    ...period,
    to: cutShort(subscription, period.to),
    countedTo: period.to,
  });
}

function ended(state: AccountState, subscription: Subscription, date: CivilDate) {
  const billed = segmentsUpTo(state, subscription, date);
  return { billed, lines: billed.map((it) => segmentLine(state, subscription, it)) };
}

/** The running period of a subscription invoiced backward, as one segment at today's plan and price. */
export function runningSegment(state: AccountState, subscription: Subscription): UnbilledSegment {
  const plan = planOf(state, subscription.planId);
  const { version } = priceOf(plan, subscription.priceVersionId);
  const to = nextPeriodStart(subscription);
  return {
    from: subscription.periodStart,
    to,
    countedTo: to,
    planId: plan.id,
    units: subscription.units,
    ...billingOf(plan, version, subscription),
    anchorDay: runningAnchorDay(state, subscription, billingInterval(plan, subscription), to),
  };
}

/** The segments that the running period of a subscription invoiced backward is billed by (MP-24). */
export function segmentsOf(state: AccountState, subscription: Subscription): readonly UnbilledSegment[] {
  return subscription.unbilled.length > 0 ? subscription.unbilled : [runningSegment(state, subscription)];
}

/** Makes the invoice line of a segment: its days within the period that is counted back from `countedTo`. */
export function segmentLine(state: AccountState, subscription: Subscription, segment: UnbilledSegment): InvoiceLine {
  const plan = planOf(state, segment.planId);
  return recurringLine({
    ...segment,
    kind: 'charge',
    subscriptionId: subscription.id,
    plan,
    currency: state.account.currency,
  });
}

/** Lists the segments that are billed when the running period of a subscription invoiced backward ends on a day. */
export function segmentsUpTo(state: AccountState, subscription: Subscription, end: CivilDate): UnbilledSegment[] {
  return segmentsOf(state, subscription)
    .map((it) => ({ ...it, to: minDate(it.to, end) }))
    .filter((it) => it.from < it.to);
}

/**
 * Tells whether a running subscription is renewed on the day that its next period would begin: not where it ends by then, where it is
 * active only to a day before (PS-07), or while it is suspended and not billed meanwhile (PS-06).
 */
export function renewsOn({ settings }: AccountState, subscription: Subscription, date: CivilDate): boolean {
  const { status, cancelledOn, activeTo } = subscription;
  if (cancelledOn !== null && cancelledOn <= date) return false;
  if (activeTo !== null && activeTo < date) return false;
  return status === 'active' || (status === 'suspended' && settings.invoiceWhileSuspended);
}

/** Carries out the renewal that is due next: the invoice, what it charged, the period that it begins (MP-07, MP-26). */
export function renew(state: AccountState, subscription: Subscription, ids: IdMaker): Effect[] {
  const { date, period, version, lines, billed } = nextRenewal(state, subscription);
  const at = firstInstantOf(date, state.settings.timeZone);
  const key = `${subscription.id}/renewal/${date}`;
  const interval = billingInterval(planOf(state, subscription.planId), subscription);
  const paidTo = subscription.invoicing === 'forward' ? cutShort(subscription, period.to) : period.to;
  const document = {
    key,
    subscriptionId: subscription.id,
    changeId: null,
    lines,
    date,
    at,
    description: `Renewal of ${lines[0]?.description ?? subscription.id}`,
  };
  const invoiceId = documentId(document, ids);
  const charged = chargedEffects(state, { subscription, lines, billed, key, at, invoiceId }, ids);
  return [
    ...(lines.length === 0 ? [] : issueDocument(state, document, ids)),
    ...charged,
    {
      type: 'subscription-changed',
      subscriptionId: subscription.id,
      set: {
        periodStart: period.from,
        paidThrough: addDays(paidTo, -1),
        lastBilled: period.from,
        periodUnit: interval.unit,
        priceVersionId: version.id,
        pricePinned: false,
        unbilled: [],
      },
    },
    {
      type: 'history-written',
      entry: {
        id: ids('his', key, at),
        subscriptionId: subscription.id,
        changeId: null,
        at,
        event: 'renewed',
        by: 'system',
        text:
          lines.map((it) => `${it.description}: ${it.explanation}`).join('; ') ||
          'The first period begins; nothing is billed yet.',
        amounts: Object.fromEntries(lines.map((it, index) => [`line${index + 1}`, it.amount])),
      },
    },
  ];
}

export interface ChargedLines {
  readonly subscription: Subscription;
  readonly lines: readonly InvoiceLine[];
  readonly billed: readonly CountedBy[];
  /** Of the document: the charges have their ids from it. */
  readonly key: string;
  readonly at: Instant;
  readonly invoiceId: string;
  readonly changeId?: string | null;
}

/** Notes what the lines of a document charged, for the credits of later changes (MP-10). */
export function chargedEffects(state: AccountState, charged: ChargedLines, ids: IdMaker): Effect[] {
  const { subscription, lines, billed, key, at, invoiceId, changeId = null } = charged;
  return lines.map((line, index) => {
    const by = billed[index];
    if (!by) throw new Error(`it is not said by what the line ${index} of ${key} is counted`);
    return {
      type: 'charged',
      subscriptionId: subscription.id,
      changeId,
      invoiceId,
      charge: {
        id: ids('rch', `${key}/${index}`, at),
        planId: line.planId,
        units: line.quantity,
        price: line.price,
        interval: by.interval,
        anchorDay: by.anchorDay,
        from: line.from,
        to: line.to,
        liveTo: line.to,
        amount: line.amount,
        credited: formatAmount('0', state.account.currency),
        ...(by.countedTo === line.to ? {} : { countedTo: by.countedTo }),
      },
    };
  });
}
