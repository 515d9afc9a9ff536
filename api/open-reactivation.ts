import { addDuration } from '../domain/calendar/duration.js';
import { isDomainError } from '../domain/errors.js';
import type { ReactivationRequest } from '../domain/service-reactivation/request.schema.js';
import { businessNow } from '../domain/timeline/clock.js';
import { makeCallNow } from '../gateways/calls.js';
import { findChange } from '../prisma/stores/changes.store.js';
import { findOrganization } from '../prisma/stores/organizations.store.js';
import { listPaymentEndpoints } from '../prisma/stores/payment-endpoints.store.js';
import {
  acceptReactivationRequest,
  findOpenReactivation,
  isReactivation,
  type PayAt,
  type StoredReactivation,
} from '../prisma/stores/reactivation-commands.store.js';
import { acceptOnce } from './create-once.js';
import type { RouteDeps } from './deps.js';
import { found } from './found.js';
import { gardenLink } from './garden/links.js';
import type { IdempotencyClaim } from './idempotency.js';
import { payUrlOf } from './pay-url.js';
import { startOpen, startStored } from './start-workflow.js';
import { reactivationView } from './views/reactivation.view.js';

export interface OpenReactivation {
  readonly organizationId: string;
  readonly accountId: string;
  readonly request: ReactivationRequest;
  readonly by: string;
}

/** How long one that account credit pays may take to be answered with its final state. */
const APPLIED_WITHIN_MS = 5_000;

interface Request {
  readonly deps: RouteDeps;
  readonly claim: IdempotencyClaim | null;
}

/** Opens a checkout for a service, or gives the one that is open: a second opens the first (PS-11). Throws what accepting it throws. */
export async function openReactivation({ deps, claim }: Request, asked: OpenReactivation) {
  const { organizationId, accountId, request } = asked;
  const { subscriptionId } = request;
  const answerOf = async (id: string) => {
    const change = found(await findReactivation(deps, organizationId, id), 'change', id);
    return { status: 201 as const, body: await viewOf(deps, organizationId, change) };
  };
  const first = await findOpenReactivation(deps.prisma, organizationId, subscriptionId);
  if (first && claim === null) return answerOf(first.id);
  try {
    return await acceptOnce({ deps, claim }, 'change', {
      accept: async (alongside) => {
        const payAt = await payAtOf(deps, organizationId, subscriptionId);
        return acceptReactivationRequest(deps, { ...asked, payAt, alongside });
      },
      answer: async ({ callId, ...accepted }) => {
        if (callId !== null) await makeCallNow(deps, callId);
        const isPaid = accepted.turn.state === 'accepted';
        const isStarted = await startStored(deps, { organizationId, accountId, ...accepted }, { eager: isPaid });
        if (isPaid && isStarted) await deps.orchestrator.endsWithin(accepted.workflowId, APPLIED_WITHIN_MS);
        return answerOf(accepted.changeId);
      },
      answerAgain: async (id) => {
        const change = await findReactivation(deps, organizationId, id);
        if (change?.closedAt === null) await startOpen(deps, organizationId, change);
        return answerOf(id);
      },
    });
  } catch (error) {
    if (!isDomainError(error) || error.code !== 'change-already-open') throw error;
    const open = await findOpenReactivation(deps.prisma, organizationId, subscriptionId);
    if (!open) throw error;
    return answerOf(open.id);
  }
}

/** How long the way back from the payment page is good. */
const RETURN_FOR = 'P7D';

/** Finds the provider that can be asked: that of the newest endpoint. */
async function payAtOf(deps: RouteDeps, organizationId: string, subscriptionId: string): Promise<PayAt | null> {
  const endpoints = await listPaymentEndpoints(deps.prisma, organizationId);
  const endpoint = endpoints.findLast((it) => deps.gateways.of(it) !== null);
  const organization = await findOrganization(deps.prisma, organizationId);
  if (!endpoint || !organization) return null;
  const expiresAt = addDuration(businessNow(deps.clock, organization), RETURN_FOR);
  return { endpointId: endpoint.id, returnUrl: await gardenLink(deps, { organizationId, subscriptionId, expiresAt }) };
}

export async function findReactivation(
  { prisma }: Pick<RouteDeps, 'prisma'>,
  organizationId: string,
  id: string,
): Promise<StoredReactivation | null> {
  const change = await findChange(prisma, organizationId, id);
  return change && isReactivation(change) ? change : null;
}

/** Shows a checkout with the address at which it is paid. */
export async function viewOf(deps: RouteDeps, organizationId: string, change: StoredReactivation) {
  const payUrl = change.closedAt === null ? await payUrlOf(deps, organizationId, change) : null;
  return reactivationView(change, { ...deps, payUrl });
}
