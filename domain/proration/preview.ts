import { addDays } from '../calendar/civil-date.js';
import { maxAmount, minAmount, subtractAmounts, sumAmounts } from '../money/amount.js';
import { minorUnit } from '../money/currency.js';
import { fraction, fractionOf, multiplyFractions, roundFraction } from '../money/fraction.js';
import { formatAmount } from '../money/money.js';
import { type CreditCap, factorOf, measureOf, outcome, showPrice } from './explain.js';
import { type Measure, measure, SECONDS_A_DAY } from './measure.js';
import type { PreviewLine, ProrationPreview, ProrationPreviewRequest } from './preview.schema.js';
import { type ProrationProfile, resolveProfile } from './profile.js';
import { exactly, partOf } from './quoted-fraction.js';

/**
 * Prorates plain lines under a profile, each rounded once: 30.00 credited and 60.00 charged from 2015-04-27 in the period
 * 2015-04-15 to 2015-05-15 are 18.00 and 36.00, net 18.00. Credits and charges are positive; the net is charge less credit.
 * Refuses `invalid-range` with the path of the date.
 */
export function previewProration({ currency, profile: asked, lines }: ProrationPreviewRequest): ProrationPreview {
  const profile = resolveProfile(asked);
  const prorated = lines.map((line, index) => prorateLine(line, profile, currency, `lines.${index}`));
  const sumOf = (kind: PreviewLine['kind']) =>
    sumAmounts(
      prorated.filter((line) => line.kind === kind).map((line) => line.amount),
      currency,
    );
  const [credit, charge] = [sumOf('credit'), sumOf('charge')];
  return { currency, lines: prorated, credit, charge, net: subtractAmounts(charge, credit, currency) };
}

function prorateLine(line: PreviewLine, profile: ProrationProfile, currency: string, path: string) {
  const measured = measure(line, profile, path);
  const part = partOf(measured.used, measured.whole);
  const { computed, formula } = compute(line, measured, profile, currency);
  const cap = capOf(line, profile, currency);
  const amount = cap ? minAmount(computed, leftOf(cap, currency), currency) : computed;
  const unit = profile.unit === 'day' ? 'days' : 'seconds';
  const about = `${showPrice(line.price, currency)} for ${measureOf(part, 'period', unit)} ${rangeOf(measured, profile)}`;
  const explanation = `${about}: ${formula} = ${outcome(computed, { amount, currency }, cap)}`;
  return { kind: line.kind, amount, fraction: part, explanation };
}

function compute({ price }: PreviewLine, { used, whole }: Measure, profile: ProrationProfile, currency: string) {
  const [shown, decimals, exactPrice] = [showPrice(price, currency), minorUnit(currency), fractionOf(price)];
  if (profile.rounding === 'line') {
    const part = partOf(used, whole);
    const computed = roundFraction(multiplyFractions(exactPrice, exactly(part)), decimals);
    return { computed, formula: `${shown} x ${factorOf(part)}` };
  }
  const unitsADay = profile.unit === 'day' ? 1 : SECONDS_A_DAY;
  const rate = roundFraction(multiplyFractions(exactPrice, fraction(unitsADay, whole)), decimals);
  const computed = roundFraction(multiplyFractions(fractionOf(rate), fraction(used, unitsADay)), decimals);
  const days = unitsADay === 1 ? `${used}` : `${used}/${unitsADay}`;
  return { computed, formula: `${rate} a day (${shown} x ${unitsADay}/${whole}, rounded) x ${days}` };
}

/** Gives what caps a credit, where the line says so: what was charged (the whole price, unless said) and credited. */
function capOf(
  { kind, price, charged, credited }: PreviewLine,
  profile: ProrationProfile,
  currency: string,
): CreditCap | null {
  const isSaid = typeof charged === 'string' || typeof credited === 'string';
  if (kind !== 'credit' || profile.cap === 'none' || !isSaid) return null;
  return { charged: formatAmount(charged ?? price, currency), credited: formatAmount(credited ?? '0', currency) };
}

function leftOf({ charged, credited }: CreditCap, currency: string): string {
  return maxAmount(subtractAmounts(charged, credited, currency), '0', currency);
}

function rangeOf({ from, to }: Measure, profile: ProrationProfile): string {
  if (profile.unit === 'second') return `from ${from} until ${to}`;
  return from >= to ? `from ${from} on` : `from ${from} to ${addDays(to, -1)}`;
}
