import type { CivilDate } from '../calendar/civil-date.js';
import { minorUnit } from '../money/currency.js';
import { fraction, fractionOf, multiplyFractions, roundFraction, subtractFractions } from '../money/fraction.js';
import type { QuotedFraction } from './quoted-fraction.js';
import { exactly } from './quoted-fraction.js';
import type { Value, ValueRequest } from './value.js';
import { wholeAndPart } from './whole-and-part.js';

/**
 * Values the days [from, to) of a period that is counted back from `countedTo`, so that the parts of a period add up to it:
 * value(from, countedTo) less value(to, countedTo). 30.00 a month, 11-01 to 11-11 of November -> 10/30 = 10.00 (MP-24).
 */
export function valueOfPart({ countedTo, ...request }: ValueRequest & { readonly countedTo: CivilDate }): Value {
  const whole = wholeAndPart({ ...request, to: countedTo });
  const rest = wholeAndPart({ ...request, from: request.to, to: countedTo });
  const share = subtractFractions(exactly(whole), exactly(rest));
  const exact = multiplyFractions(
    multiplyFractions(fractionOf(request.price.amount), fraction(request.units ?? 1)),
    share,
  );
  return { fraction: less(whole, rest), exact, amount: roundFraction(exact, minorUnit(request.price.currency)) };
}

/** Subtracts fractions so that people recognise the days: 1 less 20/30 is 10/30, not 1/3. */
function less(a: QuotedFraction, b: QuotedFraction): QuotedFraction {
  const common = a.numerator === 0 ? b.denominator : a.denominator;
  const same = b.numerator === 0 || a.numerator === 0 || a.denominator === b.denominator;
  const denominator = same ? common : a.denominator * b.denominator;
  const scaled = (it: QuotedFraction) => (it.numerator === 0 ? 0 : it.numerator * (denominator / it.denominator));
  const total = (a.whole - b.whole) * denominator + scaled(a) - scaled(b);
  const whole = Math.floor(total / denominator);
  return { whole, numerator: total - whole * denominator, denominator };
}
