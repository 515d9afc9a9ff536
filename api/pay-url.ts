import { findCheckoutOf } from '../prisma/stores/checkouts.store.js';
import type { StoredReactivation } from '../prisma/stores/reactivation-commands.store.js';
import type { ApiDeps } from './deps.js';
import { gardenLink } from './garden/links.js';

/** Names the payment page of a checkout; null while the provider has not answered yet, or where none can be asked. */
export async function payPageOf(
  { prisma }: Pick<ApiDeps, 'prisma'>,
  organizationId: string,
  { id }: Pick<StoredReactivation, 'id'>,
): Promise<string | null> {
  const checkout = await findCheckoutOf(prisma, organizationId, id);
  return checkout?.payUrl ?? null;
}

/** Names the address at which a checkout is paid: the payment page, and until there is one the page of its service, which leads on. */
export async function payUrlOf(
  deps: Pick<ApiDeps, 'prisma' | 'gateways'>,
  organizationId: string,
  change: StoredReactivation,
): Promise<string> {
  const { subscriptionId, data } = change;
  const page = await payPageOf(deps, organizationId, change);
  return page ?? gardenLink(deps, { organizationId, subscriptionId, expiresAt: data.expiresAt });
}
