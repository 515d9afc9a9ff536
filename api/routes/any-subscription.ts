import type { AnySubscription } from '../../prisma/stores/subscriptions.store.js';
import { type ReadDeps, readTimeline } from '../../prisma/stores/timeline.store.js';
import { paygSubscriptionView } from '../views/payg.view.js';
import { subscriptionView } from '../views/subscription.view.js';

/** Shows a subscription of any kind; one that is paid as you go as it is at this moment. */
export async function anySubscriptionView(deps: ReadDeps, organizationId: string, subscription: AnySubscription) {
  if (subscription.term) return subscriptionView(subscription.term);
  const { accountId } = subscription;
  return paygSubscriptionView(subscription, await readTimeline(deps, { organizationId, accountId }));
}
