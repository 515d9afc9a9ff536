import { addMonthsAnchored } from '../calendar/billing-day.js';
import { addDays, type CivilDate, dayOfMonth } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { type Interval, intervalName } from '../calendar/interval.js';
import { localDateAt } from '../calendar/time-zone.js';
import type { Plan, PriceVersion, RateSchedule } from '../catalog/plan.js';
import { DomainError } from '../errors.js';
import { anchorDayUpTo } from '../master-plan-change/lines.js';
import { monthsOf, ratesFor } from '../master-plan-change/target.js';
import {
  compareAmounts,
  isZero,
  maxAmount,
  minAmount,
  multiplyAmount,
  subtractAmounts,
  sumAmounts,
} from '../money/amount.js';
import { formatAmount } from '../money/money.js';
import { billingOf } from '../prepaid-service/billing.js';
import { naturalEnd } from '../prepaid-service/period.js';
import { nextPeriodStart, planOf, priceOf, subscriptionOf } from '../subscription/lookup.js';
import { recurringLine } from '../subscription/recurring-line.js';
import type { AccountState, OpenInvoice, Subscription } from '../subscription/state.js';
import { splitCredit, unusedCredit } from './credit.js';
import type { OrderLine, OrderQuote } from './order.js';
import { directionOf } from './per-day.js';
import type { PackageOrderRequest } from './request.schema.js';

interface Target {
  readonly plan: Plan;
  readonly schedule: RateSchedule;
  readonly version: PriceVersion;
  /** A term: the package's own, or the billing period that the service has (PS-02). */
  readonly interval: Interval;
  /** Price of one unit for a term. */
  readonly price: string;
}

/**
 * Quotes another package for a service (PO-02 to PO-06, PO-15 to PO-17): its price for a new term and its setup fee, less the credit for
 * the days left. 9.99 -> 24.99 with a setup fee of 4.99 on the 20th of November: credit 3.66, due 26.32. The snapshot must be brought up
 * to `now`. Throws `plan-kind`, `plan-inactive`, `no-change`, `currency-without-rate`, `units-not-priced`, `billing-period-not-enabled`.
 */
export function quoteOrder(
  state: AccountState,
  request: Pick<PackageOrderRequest, 'subscriptionId' | 'planId'>,
  now: Instant,
): OrderQuote {
  const subscription = subscriptionOf(state, request.subscriptionId);
  const today = localDateAt(now, state.settings.timeZone);
  const target = targetOf(state, subscription, request.planId, today);
  const current = planOf(state, subscription.planId);
  const paying = billingOf(current, priceOf(current, subscription.priceVersionId).version, subscription);
  const move = directionOf(paying, target, subscription.units);
  const { settings } = state;
  const isLater = move.direction === 'downgrade' && settings.downgradeTiming === 'end-of-term';
  const effectiveDate = isLater ? nextPeriodStart(subscription) : today;
  const isKept =
    move.direction === 'upgrade' && settings.upgradeTerm === 'keep' && nextPeriodStart(subscription) > today;
  const termEnd = isKept ? nextPeriodStart(subscription) : endOfTerm(effectiveDate, target.interval);
  const packageLine = isKept
    ? keptTermLine(state, subscription, target, today)
    : newTermLine(state, subscription, target, effectiveDate);
  const charges = [packageLine, ...setupLines(state, subscription, target, effectiveDate)];
  const credits = isLater || !settings.provideProratedCredit ? [] : unusedCredit(state, subscription, today);
  return {
    kind: 'package-change-order',
    subscriptionId: subscription.id,
    currentPlanId: current.id,
    planId: target.plan.id,
    units: subscription.units,
    rateScheduleId: target.schedule.id,
    priceVersionId: target.version.id,
    currency: state.account.currency,
    settingsVersion: settings.version,
    quotedOn: today,
    ...move,
    timing: isLater ? 'end-of-term' : 'now',
    term: isKept ? 'keep' : 'new',
    effectiveDate,
    paidThrough: addDays(termEnd, -1),
    price: multiplyAmount(target.price, subscription.units, state.account.currency),
    ...(isLater ? moneyLater(state, charges) : moneyNow(state, subscription, charges, credits)),
  };
}

function targetOf(state: AccountState, subscription: Subscription, planId: string, today: CivilDate): Target {
  const plan = planOf(state, planId);
  const refuse = (code: 'plan-kind' | 'plan-inactive' | 'no-change', message: string): never => {
    throw new DomainError(code, message, { path: 'planId' });
  };
  if (plan.id === subscription.planId)
    refuse('no-change', `The service has the package ${plan.name} already; choose another.`);
  if (plan.kind !== 'master') refuse('plan-kind', `The plan ${plan.code} is ${plan.kind}; choose a master plan.`);
  if (plan.status !== 'active')
    refuse('plan-inactive', `The package ${plan.name} is not active any more; choose an active one.`);
  const { schedule, version } = ratesFor(state, plan, undefined, state.account.currency, today);
  const billed = { units: subscription.units, billingPeriodMonths: monthsOf(subscription, version) };
  return { plan, schedule, version, ...billingOf(plan, version, billed) };
}

/** Gives the first day after a term that begins on a day: a month from 2026-01-31 ends before 2026-02-28. */
export function endOfTerm(from: CivilDate, { unit, count }: Interval): CivilDate {
  return unit === 'week' ? addDays(from, 7 * count) : addMonthsAnchored(from, count, dayOfMonth(from));
}

function newTermLine(state: AccountState, subscription: Subscription, target: Target, from: CivilDate): OrderLine {
  const { currency } = state.account;
  const { plan, interval, price } = target;
  const amount = multiplyAmount(price, subscription.units, currency);
  const times = subscription.units === 1 ? '' : `${price} x ${subscription.units} units = `;
  return {
    ...lineFor(subscription, plan, from, endOfTerm(from, interval)),
    part: 'package',
    description: plan.name,
    quantity: subscription.units,
    price,
    amount,
    explanation: `${times}${amount} ${currency} for a new term of one ${intervalName(interval)}, from the day it is applied`,
  };
}

/** Charges the days left of the term that stays (PO-17): 20.00 a month on 2026-11-16 -> 15/30, 10.00. */
function keptTermLine(state: AccountState, subscription: Subscription, target: Target, today: CivilDate): OrderLine {
  const countedTo = naturalEnd(subscription);
  const line = recurringLine({
    kind: 'charge',
    subscriptionId: subscription.id,
    plan: target.plan,
    units: subscription.units,
    price: target.price,
    currency: state.account.currency,
    interval: target.interval,
    anchorDay: anchorDayUpTo(state, subscription, countedTo),
    from: today,
    to: nextPeriodStart(subscription),
    countedTo,
  });
  return { ...line, part: 'package', chargeId: null };
}

function setupLines(
  state: AccountState,
  subscription: Subscription,
  { plan, version }: Target,
  on: CivilDate,
): OrderLine[] {
  const fee = state.settings.chargeSetupPrices ? (version.setupFee ?? '0') : '0';
  if (isZero(fee)) return [];
  const { currency } = state.account;
  const amount = formatAmount(fee, currency);
  return [
    {
      ...lineFor(subscription, plan, on, on),
      part: 'setup-fee',
      description: `${plan.name}, setup`,
      quantity: 1,
      price: amount,
      amount,
      explanation: `${amount} ${currency} to set up ${plan.name}, once`,
    },
  ];
}

function lineFor({ id }: Subscription, plan: Plan, from: CivilDate, to: CivilDate) {
  const whole = { whole: 1, numerator: 0, denominator: 1 };
  return { kind: 'charge', subscriptionId: id, planId: plan.id, chargeId: null, from, to, fraction: whole } as const;
}

type OrderMoney = Pick<
  OrderQuote,
  | 'charge'
  | 'setupFee'
  | 'credit'
  | 'toTermInvoice'
  | 'dueToday'
  | 'toAccountCredit'
  | 'forfeited'
  | 'dueAtTermEnd'
  | 'lines'
  | 'termLines'
>;

/** A scheduled downgrade is invoiced as it takes effect: the term is used up by then, and nothing is credited. */
function moneyLater(state: AccountState, lines: readonly OrderLine[]): OrderMoney {
  const zero = formatAmount('0', state.account.currency);
  const nothing = { credit: zero, toTermInvoice: zero, dueToday: zero, toAccountCredit: zero, forfeited: zero };
  return { ...chargesOf(state, lines), ...nothing, dueAtTermEnd: amountOf(lines, state), lines, termLines: [] };
}

function moneyNow(
  state: AccountState,
  subscription: Subscription,
  charges: readonly OrderLine[],
  credits: readonly OrderLine[],
): OrderMoney {
  const { currency } = state.account;
  const credit = amountOf(credits, state);
  const open = sumAmounts(
    termInvoices(state, subscription).map((it) => it.open),
    currency,
  );
  const toTermInvoice = minAmount(credit, open, currency);
  const { first: termLines, rest } = splitCredit(credits, toTermInvoice, currency);
  const net = subtractAmounts(amountOf(charges, state), amountOf(rest, state), currency);
  const over = maxAmount(subtractAmounts('0', net, currency), '0', currency);
  const zero = formatAmount('0', currency);
  const forfeited = state.settings.addCreditBalance ? zero : over;
  return {
    ...chargesOf(state, charges),
    credit,
    toTermInvoice,
    dueToday: maxAmount(net, '0', currency),
    toAccountCredit: state.settings.addCreditBalance ? over : zero,
    forfeited,
    dueAtTermEnd: zero,
    lines: [...charges, ...rest, ...forfeitedLines(charges, forfeited, currency)],
    termLines,
  };
}

function chargesOf(state: AccountState, charges: readonly OrderLine[]) {
  const of = (part: OrderLine['part']) =>
    amountOf(
      charges.filter((it) => it.part === part),
      state,
    );
  return { charge: of('package'), setupFee: of('setup-fee') };
}

function amountOf(lines: readonly OrderLine[], state: AccountState): string {
  return sumAmounts(
    lines.map((it) => it.amount),
    state.account.currency,
  );
}

/** What of the credit is not given, as a charge of its own: the document then comes to nothing (PO-05). */
function forfeitedLines([first]: readonly OrderLine[], amount: string, currency: string): OrderLine[] {
  if (!first || compareAmounts(amount, '0') <= 0) return [];
  const whole = { whole: 1, numerator: 0, denominator: 1 };
  const explanation = `${amount} ${currency} of the credit is more than is due, and is not given (addCreditBalance is off)`;
  return [
    {
      ...first,
      part: 'forfeited',
      description: 'Credit not given',
      quantity: 1,
      to: first.from,
      fraction: whole,
      price: amount,
      amount,
      explanation,
    },
  ];
}

/** Lists the open invoices of the term that runs, oldest due first (PO-15): those that made its charges, or were issued within it. */
export function termInvoices(state: AccountState, subscription: Subscription): readonly OpenInvoice[] {
  const { id, periodStart, charges } = subscription;
  const charged = new Set(charges.map((it) => it.invoiceId ?? null));
  return state.openInvoices.filter(
    (it) => charged.has(it.id) || (it.subscriptionId === id && it.issuedOn >= periodStart),
  );
}
