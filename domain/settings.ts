import { z } from 'zod';
import { durationSchema } from './calendar/duration.js';
import { timeZoneSchema } from './calendar/time-zone.js';

/** The settings of an organization that decide dates and amounts. Every edit makes a new version; each change stores which it used. */
export const settingsSchema = z.strictObject({
  timeZone: timeZoneSchema.default('UTC'),
  /** What `proration: default` means (MP-13). */
  defaultProration: z.enum(['full', 'none']).default('full'),
  /** A new invoice takes the account's credit at once (MP-15, PS-04). */
  useCreditAutomatically: z.boolean().default(true),
  /** Days from an invoice's date to its due date. */
  paymentTermDays: z.int().min(0).max(365).default(0),
  /** A draft of an agreement change that nobody touches for so long is abandoned, at the end of that local day (AG-21). */
  draftExpiry: durationSchema.default('P7D'),
});

export type Settings = z.infer<typeof settingsSchema>;
export type PricingSettings = Settings & { readonly version: number };
