import { anchorOnOrAfter, onBillDay } from '../calendar/billing-day.js';
import { addDays, addMonths, type CivilDate, daysBetween } from '../calendar/civil-date.js';
import { stepInterval } from '../calendar/interval.js';
import { DomainError } from '../errors.js';
import { sumAmounts } from '../money/amount.js';
import { minorUnit } from '../money/currency.js';
import { addFractions, type Fraction, fractionOf, multiplyFractions, roundFraction, ZERO } from '../money/fraction.js';
import type { BillingPreview, BillingPreviewRequest } from './billing-periods.schema.js';
import { exactly, partOf, type QuotedFraction } from './quoted-fraction.js';

/** A hundred years of months. */
const MOST_PERIODS = 1200;

interface Period {
  readonly from: CivilDate;
  /** Exclusive. */
  readonly to: CivilDate;
  readonly fraction: QuotedFraction;
}

/**
 * Lists the periods that are billed up to and including `until`: forward those that have started, backward those that
 * have ended. A head up to the first bill date and a tail cut by `end` count by their days, all others are whole.
 * Yearly on the 15th from 2011-01-01 to 2012-01-27: 14/365, 1 and 12/366, in all 1.071143049.
 *
 * The first bill date is the first bill day on or after the start (`next-bill-day`), or the bill day in the start's month
 * moved on by whole intervals (`after-whole-intervals`, as Kill Bill does it). Weeks begin with the start itself.
 * Refuses `invalid-range` where the end is before the start, `too-many-periods` beyond 1,200.
 */
export function previewBillingPeriods(request: BillingPreviewRequest): BillingPreview {
  const { start, until, invoicing } = request;
  if (request.end && request.end < start) {
    throw new DomainError('invalid-range', 'The end must not be before the start.', { path: 'end' });
  }
  const billed: Period[] = [];
  for (const period of periodsOf(request)) {
    if ((invoicing === 'forward' ? period.from : period.to) > until) break;
    if (billed.length === MOST_PERIODS) {
      throw new DomainError('too-many-periods', `There are more than ${MOST_PERIODS} periods.`, { path: 'until' });
    }
    billed.push(period);
  }
  const total = billed
    .map(({ fraction }) => fractionOf(roundFraction(exactly(fraction), 9)))
    .reduce(addFractions, ZERO);
  return { ...withAmounts(billed, request), total: roundFraction(total, 9) };
}

/** Walks the periods of a subscription from its start, without end unless it has one. */
function* periodsOf(request: BillingPreviewRequest): Generator<Period> {
  const { start, interval, billDay } = request;
  const end = request.end ?? null;
  const first = firstBillDateOf(request);
  if (start < first) {
    const cut = end !== null && end < first;
    const headEnd = cut ? end : first;
    if (start < headEnd) yield { from: start, to: headEnd, fraction: headFraction(request, first, headEnd) };
    if (cut) return;
  }
  let from = first;
  for (let count = 1; ; count += 1) {
    const to = stepInterval(first, interval, count, billDay);
    if (end !== null && from >= end) return;
    if (end !== null && end < to) {
      yield { from, to: end, fraction: tailFraction(request, from, end) };
      return;
    }
    yield { from, to, fraction: partOf(1, 1) };
    from = to;
  }
}

function firstBillDateOf({ start, interval, billDay, firstBillDate }: BillingPreviewRequest): CivilDate {
  if (interval.unit === 'week') return start;
  if (firstBillDate === 'next-bill-day') return anchorOnOrAfter(start, billDay);
  let date = onBillDay(start, billDay);
  while (date < start) date = stepInterval(date, interval, 1, billDay);
  return date;
}

/** Measures the head against the interval before it. Kill Bill counts that from the head's own end, by its day of the month. */
function headFraction(request: BillingPreviewRequest, first: CivilDate, headEnd: CivilDate): QuotedFraction {
  const { start, interval, billDay, firstBillDate } = request;
  const whole =
    firstBillDate === 'after-whole-intervals'
      ? daysBetween(plainStep(headEnd, request, -1), headEnd)
      : daysBetween(stepInterval(first, interval, -1, billDay), first);
  return partOf(daysBetween(start, headEnd), whole);
}

/** Measures the tail against the interval that it begins. */
function tailFraction(request: BillingPreviewRequest, from: CivilDate, end: CivilDate): QuotedFraction {
  const { interval, billDay, firstBillDate } = request;
  const next =
    firstBillDate === 'after-whole-intervals' ? plainStep(from, request, 1) : stepInterval(from, interval, 1, billDay);
  return partOf(daysBetween(from, end), daysBetween(from, next));
}

function plainStep(date: CivilDate, { interval }: BillingPreviewRequest, times: number): CivilDate {
  const count = interval.count * times;
  return interval.unit === 'week' ? addDays(date, 7 * count) : addMonths(date, count);
}

function withAmounts(
  periods: readonly Period[],
  { price, currency }: BillingPreviewRequest,
): Omit<BillingPreview, 'total'> {
  if (price === null || price === undefined) return { periods: [...periods] };
  const bare = typeof price === 'string';
  const money = bare ? { amount: price, currency: currency ?? 'USD' } : price;
  const exactPrice: Fraction = fractionOf(money.amount);
  const written = (amount: string) => (bare ? amount : { amount, currency: money.currency });
  const amounts = periods.map(({ fraction }) =>
    roundFraction(multiplyFractions(exactPrice, exactly(fraction)), minorUnit(money.currency)),
  );
  return {
    periods: periods.map((period, index) => ({ ...period, amount: written(amounts[index] ?? '0') })),
    totalAmount: written(sumAmounts(amounts, money.currency)),
  };
}
