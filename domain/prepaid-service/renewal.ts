import { addDays, type CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { firstInstantOf } from '../calendar/time-zone.js';
import type { PriceVersion } from '../catalog/plan.js';
import { prices, unitPrice } from '../catalog/unit-price.js';
import { documentId, issueDocument } from '../ledger/issue.js';
import { formatAmount } from '../money/money.js';
import type { Effect, IdMaker, InvoiceLine } from '../subscription/effects.js';
import { billDayOf, nextPeriodStart, planOf, priceOf, versionOn } from '../subscription/lookup.js';
import { recurringLine } from '../subscription/recurring-line.js';
import type { AccountState, Subscription, UnbilledSegment } from '../subscription/state.js';
import { type Period, periodFrom, runningAnchorDay } from './period.js';

/** What the next renewal will bill. */
export interface Renewal {
  readonly date: CivilDate;
  readonly period: Period;
  readonly version: PriceVersion;
  readonly lines: readonly InvoiceLine[];
}

/**
 * Computes what the next renewal bills, without carrying it out: forward the period that begins, backward the one that ended.
 * The price is that of the newest version in force when the billed period begins; for its first bill the one that a plan change
 * pinned, and where a new version does not price so many units, the one that did so far.
 */
export function nextRenewal(state: AccountState, subscription: Subscription): Renewal {
  const date = nextPeriodStart(subscription);
  const period = periodFrom(state, subscription, date);
  const version = priceVersionFor(state, subscription, date);
  if (subscription.invoicing === 'backward')
    return { date, period, version, lines: backwardLines(state, subscription, date) };
  return { date, period, version, lines: [chargeLine(state, subscription, period, version)] };
}

function priceVersionFor(state: AccountState, subscription: Subscription, date: CivilDate): PriceVersion {
  const { schedule, version } = priceOf(planOf(state, subscription.planId), subscription.priceVersionId);
  if (subscription.pricePinned) return version;
  const newest = versionOn(schedule, date);
  return prices(newest, subscription.units) ? newest : version;
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
    price: unitPrice(version, subscription.units),
    currency: state.account.currency,
    interval: plan.interval,
    ...period,
  });
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
    price: unitPrice(version, subscription.units),
    interval: plan.interval,
    anchorDay: runningAnchorDay(state, subscription, plan.interval, to),
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

function backwardLines(state: AccountState, subscription: Subscription, date: CivilDate): InvoiceLine[] {
  return segmentsOf(state, subscription)
    .filter((it) => it.from < it.to && it.from < date)
    .map((it) => segmentLine(state, subscription, it));
}

/** Carries out the renewal that is due next: the invoice, what it charged, the period that it begins (MP-07, MP-26). */
export function renew(state: AccountState, subscription: Subscription, ids: IdMaker): Effect[] {
  const { date, period, version, lines } = nextRenewal(state, subscription);
  const at = firstInstantOf(date, state.settings.timeZone);
  const key = `${subscription.id}/renewal/${date}`;
  const { interval } = planOf(state, subscription.planId);
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
  const charged = chargedEffects(state, { subscription, lines, key, at, invoiceId, anchorDay: period.anchorDay }, ids);
  return [
    ...(lines.length === 0 ? [] : issueDocument(state, document, ids)),
    ...charged,
    {
      type: 'subscription-changed',
      subscriptionId: subscription.id,
      set: {
        periodStart: period.from,
        paidThrough: addDays(period.to, -1),
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
  /** Of the document: the charges have their ids from it. */
  readonly key: string;
  readonly at: Instant;
  readonly invoiceId: string;
  /** Day of the month by which the days count; by default the bill day. */
  readonly anchorDay?: number;
}

/** Notes what the lines of a document charged, for the credits of later changes (MP-10). */
export function chargedEffects(state: AccountState, charged: ChargedLines, ids: IdMaker): Effect[] {
  const { subscription, lines, key, at, invoiceId, anchorDay = billDayOf(state, subscription) } = charged;
  return lines.map((line, index) => ({
    type: 'charged',
    subscriptionId: subscription.id,
    changeId: null,
    invoiceId,
    charge: {
      id: ids('rch', `${key}/${index}`, at),
      planId: line.planId,
      units: line.quantity,
      price: line.price,
      interval: planOf(state, line.planId).interval,
      anchorDay,
      from: line.from,
      to: line.to,
      liveTo: line.to,
      amount: line.amount,
      credited: formatAmount('0', state.account.currency),
    },
  }));
}
