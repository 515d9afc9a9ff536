import { z } from 'zod';

const knobs = {
  /** Whole calendar days, or seconds between two moments. */
  unit: z.enum(['day', 'second']),
  /**
   * What a whole is. `period`: the line's own period, as long as it is. `plan`: the plan's interval; where the line names
   * one that its period is not (within a quarter), that interval's nominal length: month 30, quarter 91, half year 182,
   * year 365, week 7. `fixedDays`: so many days. The last two never give more than the full price.
   */
  denominator: z.union([z.enum(['period', 'plan']), z.strictObject({ fixedDays: z.int().min(1).max(3660) })]),
  /** Which plan the day of the change belongs to. With seconds there is no such day. */
  changeDay: z.enum(['new', 'old']),
  /** Round once per line, or round the rate of one day first and multiply it. */
  rounding: z.enum(['line', 'daily-rate']),
  /** A credit never exceeds what was charged less what was already credited, or it may. */
  cap: z.enum(['charged', 'none']).default('charged'),
  /** Whether charge-only and credit-only look at the net of a change or at each of its lines (MP-13). */
  options: z.enum(['net', 'per-line']).default('net'),
};

/** The knobs that explain every system's prorated amounts. A profile is data, stored by name with each change. */
export const prorationProfileSchema = z.strictObject(knobs).meta({
  description: 'How amounts are prorated',
  example: { unit: 'day', denominator: 'period', changeDay: 'new', rounding: 'line' },
});

export type ProrationProfile = z.output<typeof prorationProfileSchema>;

const DEFAULT: ProrationProfile = {
  unit: 'day',
  denominator: 'period',
  changeDay: 'new',
  rounding: 'line',
  cap: 'charged',
  options: 'net',
};

/** Profiles by name. Those of other systems reproduce the numbers that these publish. */
export const PRORATION_PROFILES = {
  /** Days of the actual period, the change day to the new plan, one rounding per line, credits capped. */
  default: DEFAULT,
  /** As the default; a repair is capped at what is left of the charge: 239.95, not 241.89, of 249.95 less 10.00. */
  'kill-bill': DEFAULT,
  killbill: DEFAULT,
  /** As the default: upgraded on the 15th of 31 days, 17/31 are the new plan's. */
  'lago-upgrade': DEFAULT,
  /** The day of the termination is still the old plan's: ended on the 15th of 31 days, 16/31 are given back. */
  'lago-terminate': { ...DEFAULT, changeDay: 'old' },
  /** As the default, in days of the current billing cycle: 18 of 30 of 60 is 36.00. */
  aria: { ...DEFAULT, cap: 'none' },
  /** Seconds of the actual period; unpaid charges are credited too: 10.00 with 881112 of 2419200 s left is 3.64. */
  stripe: { ...DEFAULT, unit: 'second', cap: 'none' },
  /** Months of 30 days: 8 days of 19.95 are 5.32 in May and in June. */
  'fixed-30': { ...DEFAULT, denominator: { fixedDays: 30 } },
  /** The plan's own length, rounded per component: 1200.00 a year with 15 days of a month left is 1200.00 x 15/365 = 49.32. */
  meteroid: { ...DEFAULT, denominator: 'plan', cap: 'none', options: 'per-line' },
  /** As the default; a credit is at most what was paid less earlier credits. */
  flexprice: DEFAULT,
  /** The rate of a day is rounded first: 10.00 over 15 of 30 days is 0.33 x 15 = 4.95. */
  'rounded-rate': { ...DEFAULT, rounding: 'daily-rate', cap: 'none' },
} as const satisfies Record<string, ProrationProfile>;

export type ProrationProfileName = keyof typeof PRORATION_PROFILES;

const NAMES = Object.keys(PRORATION_PROFILES) as [ProrationProfileName, ...ProrationProfileName[]];

export const prorationProfileNameSchema = z.enum(NAMES).meta({ description: 'Name of a proration profile' });

/** Gives the knobs of a profile that is sent by name or spelled out. */
export function resolveProfile(profile: ProrationProfileName | ProrationProfile): ProrationProfile {
  return typeof profile === 'string' ? PRORATION_PROFILES[profile] : profile;
}
