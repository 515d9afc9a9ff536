import type { Instant } from '../calendar/instant.js';
import { localDateAt } from '../calendar/time-zone.js';
import { DomainError, type DomainErrorCode, isDomainError } from '../errors.js';
import { sumAmounts } from '../money/amount.js';
import { planOf, subscriptionOf } from '../subscription/lookup.js';
import type { AccountState, Subscription } from '../subscription/state.js';
import { findClash } from '../timeline/clash.js';
import { isOrder, type OrderQuote } from './order.js';
import { quoteOrder, termInvoices } from './quote.js';

/** What of a client decides beside the account's own state. */
export interface Client {
  /** The permission of its client group to upgrade and downgrade packages (PO-07). */
  readonly mayChangePackages: boolean;
  /** The packages that paths lead to from the one that the service has (PO-01). */
  readonly offered: readonly string[];
}

export interface WhyNoUpgrade {
  readonly code:
    | 'no-permission'
    | 'no-path'
    | 'service-not-active'
    | 'not-paid-ahead'
    | 'order-open'
    | 'change-open'
    | 'term-unpaid';
  readonly text: string;
  readonly wayOut: string;
}

type Refusal = WhyNoUpgrade & { readonly error: DomainErrorCode; readonly details?: Readonly<Record<string, unknown>> };

/** What an admin may do all the same: the permission is the client's, and the credit reduces the unpaid invoice first (PO-07, PO-15). */
const NOT_FOR_ADMINS: readonly WhyNoUpgrade['code'][] = ['no-permission', 'term-unpaid'];

/**
 * Tells everything for which a service is offered no other package (PO-08, PO-18): the rules by which an order is refused, all of them,
 * in the order in which they are told.
 */
export function whyNoUpgrade(state: AccountState, subscription: Subscription, client: Client, now: Instant): Refusal[] {
  return [
    ...permission(client),
    ...service(subscription),
    ...paths(state, subscription, client),
    ...pending(state, subscription, now),
    ...unpaid(state, subscription),
  ];
}

/** Refuses an order for the first of these reasons that holds for who orders. Throws the codes of `Refusal`. */
export function refuseOrder(
  state: AccountState,
  request: { readonly subscriptionId: string; readonly planId: string },
  client: Client,
  { now, asAdmin }: { readonly now: Instant; readonly asAdmin: boolean },
): void {
  const subscription = subscriptionOf(state, request.subscriptionId);
  const reasons = whyNoUpgrade(state, subscription, client, now);
  const [first] = reasons.filter((it) => !asAdmin || !NOT_FOR_ADMINS.includes(it.code));
  if (first) {
    const { error, text, wayOut, details = {} } = first;
    const path = first.code === 'no-path' ? { path: 'planId' } : {};
    throw new DomainError(error, `${text} ${wayOut}`, { ...path, details: { ...details, reason: first.code } });
  }
  if (client.offered.includes(request.planId)) return;
  planOf(state, request.planId);
  throw new DomainError('no-upgrade-path', 'No upgrade path leads from the current package to this one.', {
    path: 'planId',
  });
}

function permission({ mayChangePackages }: Client): Refusal[] {
  if (mayChangePackages) return [];
  const text = 'The client group of the account has no permission to upgrade and downgrade packages.';
  const wayOut =
    'Give the client another group, or its group the permission; an admin can order the change without it.';
  return [{ code: 'no-permission', error: 'upgrade-not-permitted', text, wayOut }];
}

function service({ id, status, cancelledOn, invoicing }: Subscription): Refusal[] {
  if (status !== 'active' || cancelledOn !== null) {
    const text =
      cancelledOn === null ? `The subscription ${id} is ${status}.` : `The subscription ${id} ends on ${cancelledOn}.`;
    return [
      {
        code: 'service-not-active',
        error: 'subscription-not-active',
        text,
        wayOut: 'Only an active service takes another package.',
      },
    ];
  }
  if (invoicing === 'forward') return [];
  const text = `The subscription ${id} is invoiced at the end of its periods.`;
  return [
    {
      code: 'not-paid-ahead',
      error: 'subscription-not-paid-ahead',
      text,
      wayOut: 'Change its plan by a master plan change.',
    },
  ];
}

function paths(state: AccountState, { planId }: Subscription, { offered }: Client): Refusal[] {
  if (offered.length > 0) return [];
  const text = `No upgrade path leads from the package ${planOf(state, planId).name}.`;
  return [
    {
      code: 'no-path',
      error: 'no-upgrade-path',
      text,
      wayOut: 'Choose the packages that it can be changed to: POST /v1/upgrade-paths.',
    },
  ];
}

function pending(state: AccountState, { id }: Subscription, now: Instant): Refusal[] {
  const order = state.changes.find((it) => isOrder(it) && it.subscriptionId === id);
  if (order) {
    const details = { changeId: order.id, orderId: order.id, state: order.state };
    const text = `The order ${order.id} is open on this service (state ${order.state}).`;
    return [
      { code: 'order-open', error: 'order-open', text, wayOut: 'Go on with that one, or cancel it first.', details },
    ];
  }
  const effectiveDate = localDateAt(now, state.settings.timeZone);
  const clash = findClash(state.changes, { asked: 'change-now', subscriptionId: id, effectiveDate });
  if (!clash) return [];
  const details = { changeId: clash.id, state: clash.state };
  const text = `The ${clash.kind} ${clash.id} is open on this service (state ${clash.state}).`;
  return [{ code: 'change-open', error: 'change-already-open', text, wayOut: 'Settle that one first.', details }];
}

function unpaid(state: AccountState, subscription: Subscription): Refusal[] {
  const open = termInvoices(state, subscription);
  if (open.length === 0) return [];
  const amount = sumAmounts(
    open.map((it) => it.open),
    state.account.currency,
  );
  const names = open.map((it) => it.number || it.id).join(', ');
  const text = `The current term is not paid: ${amount} ${state.account.currency} of ${names} is open.`;
  const details = { invoiceIds: open.map((it) => it.id), open: amount };
  return [{ code: 'term-unpaid', error: 'term-unpaid', text, wayOut: 'Pay it first.', details }];
}

export interface Offer {
  readonly planId: string;
  readonly quote: OrderQuote;
}

/** A package that a path leads to and that cannot be had. */
export interface NotOffered {
  readonly planId: string;
  readonly text: string;
}

export interface Offers {
  readonly offers: readonly Offer[];
  readonly notOffered: readonly NotOffered[];
  /** Why the client sees none; empty where it may order. */
  readonly reasons: readonly WhyNoUpgrade[];
  /** Whether an admin may order for the client all the same. */
  readonly adminMayOrder: boolean;
}

/** Quotes every package that paths lead to, with the reasons for which the client is not offered them (PO-08). */
export function offersFor(state: AccountState, subscription: Subscription, client: Client, now: Instant): Offers {
  const reasons = whyNoUpgrade(state, subscription, client, now);
  const blocked = reasons.filter((it) => !NOT_FOR_ADMINS.includes(it.code));
  const quoted =
    blocked.length > 0 ? [] : client.offered.map((planId) => quotedOrNot(state, subscription, planId, now));
  return {
    offers: quoted.filter((it): it is Offer => 'quote' in it),
    notOffered: quoted.filter((it): it is NotOffered => 'text' in it),
    reasons: reasons.map(({ code, text, wayOut }) => ({ code, text, wayOut })),
    adminMayOrder: blocked.length === 0,
  };
}

function quotedOrNot(
  state: AccountState,
  subscription: Subscription,
  planId: string,
  now: Instant,
): Offer | NotOffered {
  try {
    return { planId, quote: quoteOrder(state, { subscriptionId: subscription.id, planId }, now) };
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return { planId, text: error.message };
  }
}
