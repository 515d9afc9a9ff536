import { formatDeadlineForPeople } from '../../domain/calendar/time-zone.js';
import { gardenView } from '../../domain/service-reactivation/garden-view.js';
import { findAccount } from '../../prisma/stores/accounts.store.js';
import { findOpenReactivation } from '../../prisma/stores/reactivation-commands.store.js';
import { findSubscription } from '../../prisma/stores/subscriptions.store.js';
import { readTimeline } from '../../prisma/stores/timeline.store.js';
import type { RouteDeps } from '../deps.js';
import { payPageOf } from '../pay-url.js';
import type { GardenCheckout, GardenPage } from './pages.js';

/** The one service that a page is about. */
export interface GardenService {
  readonly organizationId: string;
  readonly accountId: string;
  readonly subscriptionId: string;
}

/** Reads what the page of a service shows, as it stands now. */
export async function gardenPageOf(deps: RouteDeps, service: GardenService, fault: string | null): Promise<GardenPage> {
  const { organizationId, accountId, subscriptionId } = service;
  const stored = await findSubscription(deps.prisma, organizationId, subscriptionId);
  if (!stored) throw new Error(`there is no subscription ${subscriptionId}`);
  const of = { organizationId, accountId, morePlanIds: [stored.planId] };
  const { state, now } = await readTimeline(deps, of);
  const subscription = state.subscriptions.find((it) => it.id === subscriptionId) ?? stored;
  const isOpen = state.changes.some((it) => it.kind === 'service-reactivation' && it.subscriptionId === subscriptionId);
  const checkout = isOpen ? await checkoutOf(deps, service, state.settings.timeZone) : null;
  return { view: gardenView(state, subscription, now), checkout, fault };
}

async function checkoutOf(
  deps: RouteDeps,
  { organizationId, accountId, subscriptionId }: GardenService,
  organizationsZone: string,
): Promise<GardenCheckout | null> {
  const open = await findOpenReactivation(deps.prisma, organizationId, subscriptionId);
  if (!open) return null;
  const account = await findAccount(deps.prisma, organizationId, accountId);
  const { quote, months } = open.request;
  const { expiresAt, paid } = open.data;
  return {
    amount: quote.amount,
    currency: quote.currency,
    months,
    paid,
    until: formatDeadlineForPeople(expiresAt, account?.timeZone ?? organizationsZone),
    payUrl: await payPageOf(deps, organizationId, open),
  };
}
