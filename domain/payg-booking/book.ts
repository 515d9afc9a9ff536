import { addDuration } from '../calendar/duration.js';
import type { Instant } from '../calendar/instant.js';
import { formatInstantForPeople } from '../calendar/time-zone.js';
import { DomainError } from '../errors.js';
import { isZero, sumAmounts } from '../money/amount.js';
import { formatAmount } from '../money/money.js';
import type { PaygService } from '../payg-time/payg.js';
import { dailyRateOf, productOf, serviceOf } from '../payg-time/rate.js';
import type { HistoryEntry, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import { type BookedProduct, type Booking, type BookingQuote, openBookings } from './booking.js';
import { optionFor } from './entitlement.js';
import { entryOf } from './tell.js';

export interface Booked {
  readonly booking: Booking;
  readonly history: HistoryEntry;
}

export interface BookingAcceptance {
  readonly bookingId: string;
  readonly by: string;
  readonly now: Instant;
}

/**
 * Books an upgrade to the products that a customer is entitled to (PB-01, PB-02): the down payment is the sum of theirs, and rate, down
 * payment and window are fixed. Nothing to pay: it can be collected at once. Throws `booking-open`, `not-entitled`, `plan-not-found`,
 * `plan-inactive`.
 */
export function book(
  state: AccountState,
  { subscriptionId, planIds }: { readonly subscriptionId: string; readonly planIds: readonly string[] },
  { bookingId, by, now }: BookingAcceptance,
  ids: IdMaker,
): Booked {
  const service = serviceOf(state.payg, subscriptionId);
  refuseSecond(state);
  const products = planIds.map((planId, index) => bookedProduct(state, service, planId, `planIds.${index}`, now));
  const { currency } = state.account;
  const quote: BookingQuote = {
    currency,
    products,
    downPayment: sumAmounts(
      products.map((it) => it.downPayment),
      currency,
    ),
    dailyRate: rateAfter(state, service, products, now),
  };
  const isFree = isZero(quote.downPayment);
  const expiresAt = addDuration(now, state.settings.bookingWindow);
  const booking: Booking = {
    id: bookingId,
    kind: 'payg-upgrade-booking',
    subscriptionId,
    state: isFree ? 'install-collect' : 'awaiting-downpayment',
    request: { planIds },
    data: {
      quote,
      expiresAt,
      settlesAt: settlesAt(expiresAt, state.settings.settlementGrace),
      holdings: [],
      recorded: formatAmount('0', currency),
      step: 1,
    },
    effectiveDate: null,
    dueAt: isFree ? null : expiresAt,
    requestedBy: by,
    acceptedAt: now,
    revision: 1,
    attention: null,
  };
  const text = bookedText(state, booking);
  const amounts = { downPayment: quote.downPayment, dailyRate: quote.dailyRate };
  return { booking, history: entryOf(booking, { by, at: now }, { event: 'accepted', text, amounts }, ids) };
}

/** Refuses a second booking of a customer (PB-02). Throws `booking-open`. */
export function refuseSecond(state: AccountState): void {
  const [open] = openBookings(state);
  if (!open) return;
  throw new DomainError(
    'booking-open',
    `The booking ${open.id} of this customer is open (state ${open.state}); a customer has one at a time.`,
    { details: { bookingId: open.id, state: open.state } },
  );
}

function bookedProduct(
  state: AccountState,
  service: PaygService,
  planId: string,
  path: string,
  now: Instant,
): BookedProduct {
  const product = productOf(state.payg, planId, path);
  if (product.status !== 'active') {
    throw new DomainError('plan-inactive', `The product ${product.code} is not active any more.`, { path });
  }
  const { entitled, reasons, path: way, dailyRate, downPayment } = optionFor(state, service, product, now);
  if (!entitled || !way || service.products.some((it) => it.planId === planId)) {
    const why = reasons.map((it) => it.text).join(' ') || 'The customer has it already.';
    throw new DomainError('not-entitled', `The customer may not upgrade to ${product.name}: ${why}`, {
      path,
      details: { planId, reasons },
    });
  }
  return { planId, pathId: way.id, replaces: way.fromPlanId, dailyRate, downPayment };
}

/** Sums the rates of what will be held: what is held without what is replaced, and what is booked. */
function rateAfter(
  state: AccountState,
  service: PaygService,
  products: readonly BookedProduct[],
  now: Instant,
): string {
  const { currency } = state.account;
  const replaced = new Set(products.map((it) => it.replaces));
  const staying = service.products.filter((it) => !replaced.has(it.planId));
  const stays = dailyRateOf(state.payg, { ...service, products: staying }, now, currency);
  return sumAmounts([stays, ...products.map((it) => it.dailyRate)], currency);
}

/** A grace of zero is no grace: ISO 8601 durations that do not go forward are not added. */
function settlesAt(expiresAt: Instant, grace: string): Instant {
  return /[1-9]/.test(grace) ? addDuration(expiresAt, grace) : expiresAt;
}

function bookedText(state: AccountState, { data }: Booking): string {
  const { quote } = data;
  const names = quote.products.map((it) => state.payg.products[it.planId]?.name ?? it.planId).join(' and ');
  const { currency, downPayment, dailyRate } = quote;
  const price = `${dailyRate} ${currency} a day from then on`;
  if (isZero(downPayment)) return `Upgrade to ${names} booked: nothing to pay down, ${price}.`;
  const { timeZone } = state.settings;
  const until = formatInstantForPeople(data.expiresAt, timeZone);
  return `Upgrade to ${names} booked: ${downPayment} ${currency} to pay down by ${until} (${timeZone}), ${price}.`;
}
