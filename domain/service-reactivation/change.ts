import type { Instant } from '../calendar/instant.js';
import type { Interval } from '../calendar/interval.js';
import type { ProcessChange } from '../subscription/state.js';
import type { ReactivationRequest } from './request.schema.js';

/** What the months cost, frozen as the checkout is opened. */
export interface MonthsPrice {
  readonly months: number;
  /** One billing period of so many months, or so many single ones. */
  readonly interval: Interval;
  /** Price of one unit for one of it. */
  readonly price: string;
  readonly units: number;
  readonly planId: string;
  readonly priceVersionId: string;
  /** price x units x how often the interval fits: 20.00 x 2 months -> 40.00. */
  readonly amount: string;
}

/** What was promised: the amount that is paid, and what it is made of (PS-09). */
export interface ReactivationQuote {
  readonly currency: string;
  /** Unpaid invoices of the service whose due date has passed. */
  readonly overdue: string;
  readonly monthsPrice: MonthsPrice;
  /** Account credit that is used automatically. */
  readonly fromAccountCredit: string;
  /** overdue + months - credit, never below zero. */
  readonly amount: string;
  readonly expiresAt: Instant;
}

/** What an open checkout holds. */
export interface ReactivationData {
  readonly expiresAt: Instant;
  /** What was paid for it so far; it waits as account credit. */
  readonly paid: string;
}

/** A checkout of a client that reactivates a service, from its opening to its end. */
export type ServiceReactivation = ProcessChange<
  'service-reactivation',
  ReactivationRequest & { readonly quote: ReactivationQuote },
  ReactivationData
> & { readonly subscriptionId: string };

export interface ReactivationRevision {
  readonly command: 'cancel';
  readonly reason?: string | undefined;
}

/** Writes a number of months for people: `1 month`, `2 months`. */
export function monthsText(months: number): string {
  return months === 1 ? '1 month' : `${months} months`;
}
