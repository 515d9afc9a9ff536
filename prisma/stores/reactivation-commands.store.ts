import type { Payment } from '../../domain/payment/payment.js';
import { type Incoming, takePayment } from '../../domain/payment/post.js';
import { acceptReactivation } from '../../domain/service-reactivation/accept.js';
import { monthsText, type ServiceReactivation } from '../../domain/service-reactivation/change.js';
import { lateReactivation } from '../../domain/service-reactivation/late.js';
import { isAboveZero } from '../../domain/service-reactivation/quote.js';
import type { ReactivationRequest } from '../../domain/service-reactivation/request.schema.js';
import { evolveAll } from '../../domain/subscription/evolve.js';
import { isFinal } from '../../domain/subscription/state.js';
import type { Db, Tx } from '../client.js';
import { newId } from '../ids.js';
import { type AcceptChange, type AcceptedChange, acceptChange } from './change-commands.store.js';
import { changeOf, type StoredChange } from './change-rows.js';
import { findChange } from './changes.store.js';
import { openCheckout } from './checkout-commands.store.js';
import type { OpenTimeline, StoreDeps } from './timeline.store.js';

/** A checkout of a service as it is stored. */
export interface StoredReactivation extends StoredChange {
  readonly kind: 'service-reactivation';
  readonly subscriptionId: string;
  readonly request: ServiceReactivation['request'];
  readonly data: ServiceReactivation['data'];
}

/** Tells whether a stored change is a checkout of a service. */
export function isReactivation(change: StoredChange): change is StoredReactivation {
  return change.kind === 'service-reactivation';
}

/** Opens a checkout for a suspended or paused service (PS-09). Throws what `acceptReactivation` throws. */
export async function acceptReactivationRequest(
  deps: StoreDeps,
  command: Pick<AcceptChange, 'organizationId' | 'accountId' | 'alongside'> & {
    readonly request: ReactivationRequest;
    readonly by: string;
    /** Where its payment page is made; null where no provider can be asked. */
    readonly payAt: PayAt | null;
  },
): Promise<AcceptedReactivation> {
  const { request, by, payAt, ...rest } = command;
  let callId: string | null = null;
  const accepted = await acceptChange(deps, {
    ...rest,
    kind: 'service-reactivation',
    planIds: [],
    accept: async (open, changeId) => {
      const { state, now, ids } = open;
      const acceptance = acceptReactivation(state, request, { changeId, by, now }, ids);
      if (payAt === null || !isAboveZero(acceptance.quote.amount)) return acceptance;
      const afterwards = async () => {
        callId = await openPaymentPage(open, deps, { ...rest, acceptance, payAt, by });
      };
      return { ...acceptance, afterwards };
    },
  });
  return { ...accepted, callId };
}

/** Where a payment page is made, and where the client goes from there. */
export interface PayAt {
  readonly endpointId: string;
  readonly returnUrl: string;
}

export interface AcceptedReactivation extends AcceptedChange {
  /** The call to the provider: whoever accepts may make it at once, else the relay does. */
  readonly callId: string | null;
}

async function openPaymentPage(
  { tx, now }: OpenTimeline,
  { clock }: StoreDeps,
  asked: {
    organizationId: string;
    accountId: string;
    acceptance: ReturnType<typeof acceptReactivation>;
    payAt: PayAt;
    by: string;
  },
): Promise<string | null> {
  const { organizationId, accountId, acceptance, payAt, by } = asked;
  const { change, quote } = acceptance;
  const { months } = change.request;
  const { callId } = await openCheckout(tx, clock, {
    organizationId,
    checkoutId: newId('chk'),
    accountId,
    invoiceId: null,
    subscriptionId: change.subscriptionId,
    changeId: change.id,
    ...payAt,
    amount: quote.amount,
    currency: quote.currency,
    description: `Reactivation for ${monthsText(months)}`,
    now,
    expiresAt: quote.expiresAt,
    by,
  });
  return callId;
}

/** Finds the open checkout of a service; there is at most one (PS-11). */
export async function findOpenReactivation(
  db: Db,
  organizationId: string,
  subscriptionId: string,
): Promise<StoredReactivation | null> {
  const row = await db.change.findFirst({
    where: { organizationId, subscriptionId, kind: 'service-reactivation', closedAt: null },
  });
  const change = row && changeOf(row);
  return change && isReactivation(change) ? change : null;
}

/**
 * Takes a payment, also one that names a checkout which is over: that becomes account credit, and reactivates the service all the same
 * where it covers the amount of one that had expired (PS-11).
 */
export async function takeNamedPayment(
  tx: Tx,
  organizationId: string,
  { state, now, ids }: Pick<OpenTimeline, 'state' | 'now' | 'ids'>,
  incoming: Incoming,
): Promise<ReturnType<typeof takePayment>> {
  const over = await closedCheckoutOf(tx, organizationId, incoming.payment);
  const taken = takePayment(state, { ...incoming, toCredit: over !== null }, ids);
  if ('why' in taken || over?.state !== 'expired' || (await isPosted(tx, organizationId, over.id))) return taken;
  const { id: paymentId } = incoming.payment;
  const late = { changeId: over.id, request: over.request, paymentId, amount: incoming.left, by: incoming.by };
  const after = evolveAll(state, taken.effects);
  return { effects: [...taken.effects, ...lateReactivation(after, late, now, ids)] };
}

async function closedCheckoutOf(
  tx: Tx,
  organizationId: string,
  { names }: Payment,
): Promise<StoredReactivation | null> {
  const change = names.changeId === null ? null : await findChange(tx, organizationId, names.changeId);
  return change && isReactivation(change) && isFinal(change.state) ? change : null;
}

async function isPosted(tx: Tx, organizationId: string, changeId: string): Promise<boolean> {
  return (await tx.invoice.count({ where: { organizationId, changeId } })) > 0;
}
