import { dateOf, dayNumber, monthsOn, nextBillDay } from './days.js';
import { type Rational, rational, times, toMinorUnits, writeMinorUnits } from './rational.js';
import { back, type OracleInterval, value } from './value.js';

export interface OracleChange {
  readonly oldPrice: string;
  readonly oldUnits: number;
  readonly oldInterval: OracleInterval;
  readonly newPrice: string;
  readonly newUnits: number;
  readonly newInterval: OracleInterval;
  /** Decimals of the currency. */
  readonly decimals: number;
  readonly billDay: number;
  readonly periodStart: string;
  /** Inclusive. */
  readonly paidThrough: string;
  readonly lastBilled: string;
  readonly effectiveDate: string;
  readonly prorationStart?: string;
  readonly offsetMonths?: number;
  readonly option: 'none' | 'full' | 'charge-only' | 'credit-only';
}

export interface OracleResult {
  readonly credit: string;
  readonly charge: string;
  readonly net: string;
  /** Inclusive. */
  readonly prorationEnd: string;
  readonly paidThrough: string;
  readonly lastBilled: string;
  readonly periodStart: string;
  readonly nextBillDate: string;
  readonly posted: boolean;
  readonly refusal?: 'proration-start' | 'offset-months';
}

/** Works out a master plan change from its rules (MP-10 to MP-14, MP-25), in integers. Credits are not capped here. */
export function masterPlanChange(change: OracleChange): OracleResult {
  const equal =
    change.oldInterval.unit === change.newInterval.unit && change.oldInterval.count === change.newInterval.count;
  const start = change.prorationStart ?? later(change.effectiveDate, change.lastBilled);
  const dayAfterPaid = dateOf(dayNumber(change.paidThrough) + 1);
  const offset = change.offsetMonths ?? 0;
  const anniversary = monthsOn(nextBillDay(later(start, change.effectiveDate), change.billDay), offset, change.billDay);
  const end = equal ? dayAfterPaid : anniversary;

  const { prorationStart, newInterval } = change;
  if (prorationStart && (prorationStart < change.lastBilled || prorationStart > change.paidThrough)) {
    return refused(change, 'proration-start');
  }
  const tooLong = back(end, newInterval, 1, change.billDay) > start;
  if (offset > 0 && (equal || change.option === 'none' || tooLong)) return refused(change, 'offset-months');

  const credit = units(
    value(change.oldPrice, change.oldInterval, change.billDay, start, dayAfterPaid),
    change.oldUnits,
    change,
  );
  const charge = units(value(change.newPrice, newInterval, change.billDay, start, end), change.newUnits, change);
  if (!posts(change.option, charge - credit)) return withNothing(change, dayAfterPaid);
  return {
    credit: writeMinorUnits(credit, change.decimals),
    charge: writeMinorUnits(charge, change.decimals),
    net: writeMinorUnits(charge - credit, change.decimals),
    prorationEnd: dateOf(dayNumber(end) - 1),
    paidThrough: dateOf(dayNumber(end) - 1),
    lastBilled: start,
    periodStart: equal ? change.periodStart : start,
    nextBillDate: end,
    posted: true,
  };
}

function posts(option: OracleChange['option'], net: bigint): boolean {
  if (option === 'none') return false;
  if (option === 'charge-only') return net >= 0n;
  return option === 'full' || net <= 0n;
}

function withNothing(change: OracleChange, nextBillDate: string): OracleResult {
  const zero = writeMinorUnits(0n, change.decimals);
  const { paidThrough, lastBilled, periodStart } = change;
  return {
    credit: zero,
    charge: zero,
    net: zero,
    prorationEnd: paidThrough,
    paidThrough,
    lastBilled,
    periodStart,
    nextBillDate,
    posted: false,
  };
}

function refused(change: OracleChange, refusal: NonNullable<OracleResult['refusal']>): OracleResult {
  return { ...withNothing(change, dateOf(dayNumber(change.paidThrough) + 1)), refusal };
}

function units(exact: Rational, count: number, { decimals }: OracleChange): bigint {
  return toMinorUnits(times(exact, rational(count)), decimals);
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}
