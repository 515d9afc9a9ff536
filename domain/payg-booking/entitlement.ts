import { addMilliseconds, type Instant, millisecondsBetween } from '../calendar/instant.js';
import { SECONDS_A_DAY } from '../payg-time/lot.js';
import type { PaygProduct, PaygService, UpgradePath, UpgradeRules } from '../payg-time/payg.js';
import { rateAt } from '../payg-time/rate.js';
import type { AccountState } from '../subscription/state.js';
import { openBookings } from './booking.js';

export interface WhyNot {
  readonly code: 'no-path' | 'tenure' | 'days-off' | 'booking-open' | 'account-blocked' | 'currency';
  readonly text: string;
}

/** What a customer may upgrade to, or why not (PB-01). */
export interface BookingOption {
  readonly subscriptionId: string;
  readonly planId: string;
  readonly entitled: boolean;
  readonly reasons: readonly WhyNot[];
  readonly downPayment: string;
  readonly dailyRate: string;
  /** The path that entitles, or the first one that would. */
  readonly path: UpgradePath | null;
}

const DAY_MS = SECONDS_A_DAY * 1000;

/** Tells of every product that a service does not hold whether its customer may upgrade to it, and of each why not (PB-01). */
export function bookingOptions(state: AccountState, service: PaygService, now: Instant): BookingOption[] {
  const held = new Set(service.products.map((it) => it.planId));
  return Object.values(state.payg.products)
    .filter((it) => !held.has(it.id) && it.status === 'active')
    .map((product) => optionFor(state, service, product, now));
}

/** Tells of one product whether the customer may upgrade to it. */
export function optionFor(
  state: AccountState,
  service: PaygService,
  product: PaygProduct,
  now: Instant,
): BookingOption {
  const held = service.products.map((it) => it.planId);
  const paths = state.payg.paths.filter((it) => it.toPlanId === product.id && held.includes(it.fromPlanId));
  const tried = paths.map((path) => ({ path, reasons: refusedBy(path.rules, service, now) }));
  const best = tried.find((it) => it.reasons.length === 0) ?? tried[0];
  const reasons = [...generalReasons(state, product), ...(best ? best.reasons : [NO_PATH])];
  const { downPayment, dailyRate } = rateAt(product, now);
  return {
    subscriptionId: service.id,
    planId: product.id,
    entitled: reasons.length === 0,
    reasons,
    downPayment,
    dailyRate,
    path: best?.path ?? null,
  };
}

const NO_PATH: WhyNot = { code: 'no-path', text: 'No path leads to it from the products that the customer has.' };

function generalReasons(state: AccountState, product: PaygProduct): WhyNot[] {
  const [open] = openBookings(state);
  const { currency } = state.account;
  return [
    ...(state.payg.isBlocked ? [{ code: 'account-blocked' as const, text: 'The account is blocked.' }] : []),
    ...(open ? [{ code: 'booking-open' as const, text: `The booking ${open.id} is open (${open.state}).` }] : []),
    ...(product.currency === currency
      ? []
      : [{ code: 'currency' as const, text: `It is sold in ${product.currency}; the account pays in ${currency}.` }]),
  ];
}

function refusedBy(rules: UpgradeRules, service: PaygService, now: Instant): WhyNot[] {
  const reasons: WhyNot[] = [];
  const { minTenureDays, maxDaysOff } = rules;
  const days = Math.floor(millisecondsBetween(service.customerSince, now) / DAY_MS);
  if (minTenureDays !== undefined && days < minTenureDays) {
    reasons.push({ code: 'tenure', text: `A customer for ${days} days; ${minTenureDays} are needed.` });
  }
  if (maxDaysOff !== undefined) {
    const off = millisecondsOff(service, maxDaysOff.within, now) / DAY_MS;
    if (off > maxDaysOff.days) {
      const text = `Off for ${Number(off.toFixed(1))} of the last ${maxDaysOff.within} days; at most ${maxDaysOff.days} are allowed.`;
      reasons.push({ code: 'days-off', text });
    }
  }
  return reasons;
}

/**
 * Measures how long the product was off within the last so many days, in milliseconds; what was before we know of the service does not
 * count. Opened 30 days ago with 20 days of time -> 10 days.
 */
export function millisecondsOff(service: PaygService, withinDays: number, now: Instant): number {
  const earliest = addMilliseconds(now, -withinDays * DAY_MS);
  const from = service.countedFrom > earliest ? service.countedFrom : earliest;
  if (from >= now) return 0;
  const on = service.spans.reduce((sum, span) => {
    const begin = span.from > from ? span.from : from;
    const end = span.to < now ? span.to : now;
    return sum + (end > begin ? millisecondsBetween(begin, end) : 0);
  }, 0);
  return millisecondsBetween(from, now) - on;
}
