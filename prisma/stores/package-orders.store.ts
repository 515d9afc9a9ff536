import { DomainError } from '../../domain/errors.js';
import { acceptPackageOrder } from '../../domain/package-order/accept.js';
import { type Explanation, explainOrder } from '../../domain/package-order/explanation.js';
import { type Client, type Offers, offersFor, refuseOrder } from '../../domain/package-order/offer.js';
import type { OrderData, OrderQuote } from '../../domain/package-order/order.js';
import { quoteOrder } from '../../domain/package-order/quote.js';
import type { PackageOrderRequest } from '../../domain/package-order/request.schema.js';
import type { AccountState, Subscription } from '../../domain/subscription/state.js';
import type { Db } from '../client.js';
import { type AcceptChange, type AcceptedChange, acceptChange } from './change-commands.store.js';
import type { StoredChange } from './change-rows.js';
import { readTimeline, type StoreDeps } from './timeline.store.js';

/** Reads what of a client decides beside the state of its account: the permission of its group, and the paths from its package. */
async function clientOf(db: Db, organizationId: string, accountId: string, planId: string): Promise<Client> {
  const account = await db.account.findUnique({
    where: { organizationId_id: { organizationId, id: accountId } },
    select: { clientGroup: { select: { upgradeDowngradePackages: true } } },
  });
  const paths = await db.upgradePath.findMany({
    where: { organizationId, fromPlanId: planId },
    orderBy: { id: 'asc' },
    select: { toPlanId: true },
  });
  return {
    mayChangePackages: account?.clientGroup?.upgradeDowngradePackages ?? true,
    offered: paths.map(({ toPlanId }) => toPlanId),
  };
}

interface OrderRef {
  readonly organizationId: string;
  readonly accountId: string;
  readonly request: PackageOrderRequest;
  readonly asAdmin: boolean;
}

/** Accepts a package order and writes the intent to start its workflow (PO-09, EN-05). Throws what accepting throws. */
export function acceptPackageOrderRequest(
  deps: StoreDeps,
  command: OrderRef & Pick<AcceptChange, 'alongside'> & { readonly by: string },
): Promise<AcceptedChange> {
  const { request, by, asAdmin, ...rest } = command;
  return acceptChange(deps, {
    ...rest,
    kind: 'package-change-order',
    planIds: [request.planId],
    accept: async ({ tx, state, now, ids }, changeId) => {
      const { planId } = liveService(state, request.subscriptionId);
      const client = await clientOf(tx, rest.organizationId, rest.accountId, planId);
      return acceptPackageOrder(state, request, { changeId, by, now, client, asAdmin }, ids);
    },
  });
}

/** Quotes a package order, and refuses what accepting it would refuse. Nothing is stored. */
export async function quotePackageOrder(deps: StoreDeps, command: OrderRef): Promise<OrderQuote> {
  const { organizationId, accountId, request, asAdmin } = command;
  const of = { organizationId, accountId, morePlanIds: [request.planId] };
  const { state, now } = await readTimeline(deps, of);
  const { planId } = liveService(state, request.subscriptionId);
  refuseOrder(state, request, await clientOf(deps.prisma, organizationId, accountId, planId), { now, asAdmin });
  return quoteOrder(state, request, now);
}

/** One that has ended is not in the account's state any more. Throws `subscription-not-active`. */
function liveService(state: AccountState, id: string): Subscription {
  const subscription = state.subscriptions.find((it) => it.id === id);
  if (subscription) return subscription;
  throw new DomainError('subscription-not-active', `The subscription ${id} is cancelled. ${WAY_OUT}`);
}

const WAY_OUT = 'Only an active service takes another package.';
const NOTHING_MORE: Offers = {
  offers: [],
  notOffered: [],
  reasons: [{ code: 'service-not-active', text: 'The subscription is cancelled.', wayOut: WAY_OUT }],
  adminMayOrder: false,
};

interface ServiceRef {
  readonly organizationId: string;
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly planId: string;
}

/** Tells what a service can be upgraded or downgraded to, each with its quote, or why not (PO-08). */
export async function upgradeOptions(deps: StoreDeps, service: ServiceRef): Promise<Offers> {
  const { organizationId, accountId, subscriptionId, planId } = service;
  const client = await clientOf(deps.prisma, organizationId, accountId, planId);
  const { state, now } = await readTimeline(deps, { organizationId, accountId, morePlanIds: client.offered });
  const subscription = state.subscriptions.find((it) => it.id === subscriptionId);
  return subscription ? offersFor(state, subscription, client, now) : NOTHING_MORE;
}

/** Answers the three questions about an order (PO-18). */
export async function explainPackageOrder(
  deps: StoreDeps,
  organizationId: string,
  order: StoredChange,
): Promise<Explanation> {
  const { id, state: at, accountId, subscriptionId, attention } = order;
  const data = order.data as OrderData;
  const of = { organizationId, accountId, morePlanIds: [data.quote.planId, data.quote.currentPlanId] };
  const { state, now } = await readTimeline(deps, of);
  const planId = state.subscriptions.find((it) => it.id === subscriptionId)?.planId ?? data.quote.planId;
  const client = await clientOf(deps.prisma, organizationId, accountId, planId);
  return explainOrder(state, { id, state: at, subscriptionId: subscriptionId ?? '', data, attention }, client, now);
}
