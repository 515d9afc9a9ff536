import { z } from 'zod';
import { intervalSchema } from '../calendar/interval.js';
import { currencySchema } from '../money/currency.js';
import { amountSchema, priceSchema } from '../money/money.js';
import { momentSchema } from './moment.js';
import { prorationProfileNameSchema, prorationProfileSchema } from './profile.js';
import { quotedFractionSchema } from './quoted-fraction.js';

const lineKindSchema = z.enum(['credit', 'charge']);

const previewLineSchema = z.strictObject({
  kind: lineKindSchema,
  /** Price of the whole period. */
  price: amountSchema,
  periodStart: momentSchema,
  periodEnd: momentSchema.meta({ description: 'First day or moment after the period' }),
  from: momentSchema,
  to: momentSchema.meta({ description: 'First day or moment that is no longer in it' }),
  /** The plan's own interval, for the denominator `plan`; by default the period is one interval of the plan. */
  interval: intervalSchema.nullish(),
  /** What was charged for these days, and what of it was credited before: a credit is capped by what is left. */
  charged: priceSchema.nullish(),
  credited: priceSchema.nullish(),
});

export const prorationPreviewRequestSchema = z
  .strictObject({
    currency: currencySchema,
    profile: z
      .union([prorationProfileNameSchema, prorationProfileSchema], {
        error: 'must be the name of a profile, or its knobs: unit, denominator, changeDay, rounding',
      })
      .default('default'),
    lines: z.array(previewLineSchema).min(1).max(500),
  })
  .meta({ description: 'Lines to prorate under a profile' });

export const prorationPreviewResponseSchema = z
  .object({
    currency: currencySchema,
    lines: z.array(
      z.object({ kind: lineKindSchema, amount: amountSchema, fraction: quotedFractionSchema, explanation: z.string() }),
    ),
    /** Sum of the credits, as a magnitude. */
    credit: amountSchema,
    charge: amountSchema,
    /** Charge less credit. */
    net: amountSchema,
  })
  .meta({ description: 'The prorated lines and their sums' });

export type PreviewLine = z.output<typeof previewLineSchema>;
export type ProrationPreviewRequest = z.output<typeof prorationPreviewRequestSchema>;
export type ProrationPreview = z.output<typeof prorationPreviewResponseSchema>;
