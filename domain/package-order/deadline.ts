import { addDays, type CivilDate } from '../calendar/civil-date.js';
import { addDuration } from '../calendar/duration.js';
import type { Instant } from '../calendar/instant.js';
import { firstInstantOf, localDateAt } from '../calendar/time-zone.js';
import type { Settings } from '../settings.js';
import type { OrderData, OrderQuote } from './order.js';

type Deadline = { readonly [Field in 'expiresOn' | 'expiresAt' | 'settlesAt']: NonNullable<OrderData[Field]> };

/**
 * Tells until when an order is to be paid (PO-11): to the end of the last of `orderExpiryDays` days; one that keeps the term, to the end
 * of the term at the latest. Ordered on 2026-11-01, 7 days -> to the end of 2026-11-08.
 */
export function deadlineOf(quote: OrderQuote, settings: Settings): Deadline {
  const last = addDays(quote.quotedOn, settings.orderExpiryDays);
  const expiresOn = quote.term === 'keep' && quote.paidThrough < last ? quote.paidThrough : last;
  return endOfDay(expiresOn, settings);
}

/** Tells when a day ends in the organization's zone, and until when payments on their way are awaited then (EN-16). */
export function endOfDay(
  expiresOn: CivilDate,
  { timeZone, settlementGrace }: Pick<Settings, 'timeZone' | 'settlementGrace'>,
): Deadline {
  const expiresAt = firstInstantOf(addDays(expiresOn, 1), timeZone);
  return { expiresOn, expiresAt, settlesAt: addDuration(expiresAt, settlementGrace) };
}

/** Tells whether an order that keeps the term has come too late for it (PO-17). */
export function isTermOver(quote: OrderQuote, now: Instant, timeZone: string): boolean {
  return quote.term === 'keep' && localDateAt(now, timeZone) > quote.paidThrough;
}
