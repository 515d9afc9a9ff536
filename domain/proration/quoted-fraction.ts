import { z } from 'zod';
import { addFractions, type Fraction, fraction } from '../money/fraction.js';

/** A part of a price as it is shown: whole intervals and `numerator / denominator` of one more, not reduced (20/30 days). */
export interface QuotedFraction {
  readonly whole: number;
  readonly numerator: number;
  readonly denominator: number;
}

export const quotedFractionSchema = z
  .object({ whole: z.int().min(0), numerator: z.int().min(0), denominator: z.int().min(1) })
  .meta({
    description: 'Whole intervals, and the part of one more by its own days (or seconds)',
    example: { whole: 0, numerator: 20, denominator: 30 },
  });

export const NOTHING: QuotedFraction = { whole: 0, numerator: 0, denominator: 1 };

/** Writes a part of one interval; the complete interval is a whole one: 30/30 is 1, and 20/30 stays 20/30. */
export function partOf(numerator: number, denominator: number): QuotedFraction {
  if (numerator === denominator) return { whole: 1, numerator: 0, denominator: 1 };
  return { whole: 0, numerator, denominator };
}

/** Gives the fraction's exact value: 1 and 17/30 is 47/30. */
export function exactly(quoted: QuotedFraction): Fraction {
  return addFractions(fraction(quoted.whole), fraction(quoted.numerator, quoted.denominator));
}
