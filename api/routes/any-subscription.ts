import { withCancelled } from '../../prisma/stores/payg-services.store.js';
import type { AnySubscription } from '../../prisma/stores/subscriptions.store.js';
import { type ReadDeps, readTimeline } from '../../prisma/stores/timeline.store.js';
import { type AccountNow, paygSubscriptionView } from '../views/payg.view.js';
import { subscriptionView } from '../views/subscription.view.js';

/** Shows a subscription of any kind; one that is paid as you go as it is at this moment. */
export async function anySubscriptionView(deps: ReadDeps, organizationId: string, subscription: AnySubscription) {
  if (subscription.term) return subscriptionView(subscription.term);
  return paygSubscriptionView(subscription, await accountOf(deps, organizationId, subscription));
}

/** Reads the account of a subscription as it is now, with the subscription itself where that is cancelled. */
export async function accountOf(
  deps: ReadDeps,
  organizationId: string,
  { id, accountId, status }: Pick<AnySubscription, 'id' | 'accountId' | 'status'>,
): Promise<AccountNow> {
  const account = await readTimeline(deps, { organizationId, accountId });
  if (status !== 'cancelled') return account;
  return { ...account, state: await withCancelled(deps.prisma, organizationId, account.state, id) };
}
