import { z } from 'zod';
import { durationSchema, elapsedSchema, graceSchema } from './calendar/duration.js';
import { timeZoneSchema } from './calendar/time-zone.js';
import { moneySchema, priceSchema } from './money/money.js';

/** The settings of an organization that decide dates and amounts. Every edit makes a new version; each change stores which it used. */
export const settingsSchema = z.strictObject({
  timeZone: timeZoneSchema.default('UTC'),
  /** What `proration: default` means (MP-13). */
  defaultProration: z.enum(['full', 'none']).default('full'),
  /** A new invoice takes the account's credit at once (MP-15, PS-04). */
  useCreditAutomatically: z.boolean().default(true),
  /** How long a checkout waits for its money where it is not said. */
  checkoutExpiry: durationSchema.default('PT1H'),
  /** Whether a period is billed at its start or at its end, where the subscription does not say (PS-01). */
  invoicing: z.enum(['forward', 'backward']).default('forward'),
  /** Whether a service with an invoice that is overdue for long is suspended (PS-06). */
  suspension: z.boolean().default(false),
  /** Days after the due date of an unpaid invoice on which its service is suspended. */
  suspendAfterDays: z.int().min(0).max(365).default(7),
  /** Whether a suspended service goes on being billed. */
  invoiceWhileSuspended: z.boolean().default(true),
  /** Whether clients may reactivate a suspended or paused service by themselves (PS-09). */
  serviceReactivation: z.boolean().default(false),
  /** Days from an invoice's date to its due date. */
  paymentTermDays: z.int().min(0).max(365).default(0),
  /** A draft of an agreement change that nobody touches for so long is abandoned, at the end of that local day (AG-21). */
  draftExpiry: durationSchema.default('P7D'),
  /** How long a customer has to pay down for a booked upgrade: elapsed time (PB-02). */
  bookingWindow: elapsedSchema.default('PT4H'),
  /** How long webhooks on their way are awaited once the window, or the time to pay an order, is over (PB-06, PO-11). */
  settlementGrace: graceSchema.default('PT2M'),
  /** What an old payment is worth for a down payment (PB-09). */
  onTimeValuation: z.enum(['full', 'unused']).default('full'),
  /** How old a payment may be that counts in full. */
  onTimeMaxAge: elapsedSchema.default('P30D'),
  /** What the used parts of old payments may count for at most, for one booking; null: without a limit. */
  onTimeMaxGoodwill: z.union([priceSchema, moneySchema]).nullable().default(null),
  /** Whether an order of a package charges its setup fee (PO-03). */
  chargeSetupPrices: z.boolean().default(true),
  /** Whether an order credits the unused days of the current term (PO-04). */
  provideProratedCredit: z.boolean().default(true),
  /** Whether credit beyond what is due becomes account credit; else it is lost (PO-05). */
  addCreditBalance: z.boolean().default(true),
  /** Whether clients are shown prices without the setup fee, which is due all the same (PO-06). */
  hideSetupFees: z.boolean().default(false),
  /** Whether paid orders are applied at once; else they wait for an admin (PO-10). */
  automaticProcessing: z.boolean().default(true),
  /** Days that an order has to be paid in, to the end of the last one (PO-11). */
  orderExpiryDays: z.int().min(0).max(365).default(7),
  /** When an order that costs less per day takes effect (PO-16). */
  downgradeTiming: z.enum(['now', 'end-of-term']).default('now'),
  /** Whether an order that costs no less per day begins a new term, or keeps the current one (PO-17). */
  upgradeTerm: z.enum(['new', 'keep']).default('new'),
});

export type Settings = z.infer<typeof settingsSchema>;
export type PricingSettings = Settings & { readonly version: number };
