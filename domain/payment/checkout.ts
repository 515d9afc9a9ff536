import { addMilliseconds, type Instant } from '../calendar/instant.js';
import { DomainError } from '../errors.js';
import { isZero, minAmount } from '../money/amount.js';
import type { Money } from '../money/money.js';
import type { OpenInvoice } from '../subscription/state.js';

/** `opening` until the provider has answered; `failed` where it will not. Money that comes late still pays what is over. */
export type CheckoutState = 'opening' | 'open' | 'paid' | 'expired' | 'failed';

/** What a checkout is for, where it is for something: its payment names the same (EN-13). */
export interface CheckoutNames {
  readonly accountId: string;
  readonly invoiceId: string | null;
  readonly subscriptionId: string | null;
  /** An order, a booking, a reactivation. */
  readonly changeId: string | null;
}

/** Money that somebody is asked for on a page of a payment provider. */
export interface Checkout extends CheckoutNames {
  readonly id: string;
  readonly endpointId: string;
  readonly amount: string;
  readonly currency: string;
  readonly description: string;
  readonly returnUrl: string | null;
  readonly state: CheckoutState;
  /** When it ends, on the organization's clock. */
  readonly expiresAt: Instant;
  /** When it ends at the provider, in real time. */
  readonly gatewayExpiresAt: Instant;
  readonly externalId: string | null;
  readonly payUrl: string | null;
  /** Why the provider will not. */
  readonly error: string | null;
  readonly paymentId: string | null;
  readonly by: string;
  readonly createdAt: Instant;
}

const SHORTEST_MS = 35 * 60_000;
const LONGEST_MS = 23 * 3_600_000;

/**
 * Tells when a checkout ends at the provider, in real time: as long from now as on the business clock, within what providers take
 * (Stripe: 30 minutes to 24 hours, hence 35 minutes to 23 hours). What is to end earlier is expired by a call of ours.
 */
export function gatewayExpiry(realNow: Instant, millisecondsLeft: number): Instant {
  return addMilliseconds(realNow, Math.min(Math.max(millisecondsLeft, SHORTEST_MS), LONGEST_MS));
}

/** Tells what is asked for an invoice: all that is open of it. Refuses `nothing-to-settle` where nothing is. */
export function amountOfInvoice(invoice: Pick<OpenInvoice, 'open' | 'currency' | 'number'> | null): Money {
  if (!invoice) throw new DomainError('invoice-not-found', 'There is no such invoice; check the id.');
  const { open, currency, number } = invoice;
  if (isZero(open)) throw new DomainError('nothing-to-settle', `Nothing of ${number} is open.`, { path: 'invoiceId' });
  return { amount: minAmount(open, open, currency), currency };
}
