import type { Logger } from 'pino';
import { addMilliseconds, type Instant, instantAt } from '../domain/calendar/instant.js';
import { businessNow, type Clock } from '../domain/timeline/clock.js';
import { inTransaction, type PrismaClient, type Tx } from '../prisma/client.js';
import { failpoint } from '../prisma/failpoint.js';
import { checkoutOpened, checkoutRefused } from '../prisma/stores/checkout-commands.store.js';
import { findCheckout } from '../prisma/stores/checkouts.store.js';
import { claimCalls, finishCall, type GatewayCall, postponeCall } from '../prisma/stores/gateway-calls.store.js';
import { findOrganization } from '../prisma/stores/organizations.store.js';
import { findPaymentEndpoint } from '../prisma/stores/payment-endpoints.store.js';
import { refundMade, refundPending } from '../prisma/stores/refund-commands.store.js';
import { findRefund } from '../prisma/stores/refund-rows.js';
import { refuseRefund } from '../prisma/stores/refunds.store.js';
import { GatewayRefused, type PaymentGateway } from './gateway.js';
import type { Gateways } from './gateways.js';

export interface CallDeps {
  readonly prisma: PrismaClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly gateways: Gateways;
}

/** Longer than a provider has to answer: whoever died with a call has it made again after this. */
const LEASE_MS = 15_000;
const FIRST_RETRY_MS = 2_000;
const LATEST_RETRY_MS = 5 * 60_000;
const BATCH = 20;

/** Makes the calls to payment providers whose time has come; tells how many there were. */
export async function makeDueCalls(deps: CallDeps): Promise<number> {
  const calls = await claim(deps, { limit: BATCH });
  await Promise.all(calls.map((it) => makeCall(deps, it)));
  return calls.length;
}

/** Makes a call right after the transaction that stored it, so that its answer is known at once; the relay would make it a little later. */
export async function makeCallNow(deps: CallDeps, callId: string): Promise<void> {
  const [call] = await claim(deps, { limit: 1, onlyId: callId });
  if (call) await makeCall(deps, call);
}

function claim({ prisma, clock }: CallDeps, which: { limit: number; onlyId?: string }) {
  const now = instantAt(clock.now().getTime());
  return claimCalls(prisma, { now, leaseUntil: addMilliseconds(now, LEASE_MS), ...which });
}

/** Asks, then notes the answer: what is lost between the two is asked again with the same key, and gets the same answer. */
async function makeCall(deps: CallDeps, call: GatewayCall): Promise<void> {
  try {
    failpoint('gateway:claimed');
    const note = await answerOf(deps, call);
    failpoint('gateway:answered');
    await noteAnswer(deps, call, note);
    failpoint('gateway:noted');
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    deps.logger.warn(
      { err: error, call: call.idempotencyKey },
      'the payment provider was not reached; it is asked again',
    );
    const wait = Math.min(FIRST_RETRY_MS * 2 ** Math.min(call.attempts, 20), LATEST_RETRY_MS);
    const until = addMilliseconds(instantAt(deps.clock.now().getTime()), wait);
    await postponeCall(deps.prisma, call.id, message, until);
  }
}

interface Note {
  readonly state: 'done' | 'refused';
  readonly error: string | null;
  readonly write: (tx: Tx, now: Instant) => Promise<void>;
}

async function answerOf(deps: CallDeps, call: GatewayCall): Promise<Note> {
  const endpoint = await findPaymentEndpoint(deps.prisma, call.endpointId);
  const gateway = endpoint && deps.gateways.of(endpoint);
  if (!gateway) return refusedNote(call, 'There is no such payment provider here, or it has no key.');
  try {
    const write = await ASK[call.kind](deps, call, gateway);
    return { state: 'done', error: null, write };
  } catch (error) {
    if (error instanceof GatewayRefused) return refusedNote(call, error.message);
    throw error;
  }
}

async function noteAnswer({ prisma, clock }: CallDeps, call: GatewayCall, note: Note): Promise<void> {
  await inTransaction(prisma, async (tx) => {
    if (!(await finishCall(tx, call.id, note.state, note.error))) return;
    const organization = await findOrganization(tx, call.organizationId);
    if (!organization) throw new Error(`there is no organization ${call.organizationId}`);
    await note.write(tx, businessNow(clock, organization));
  });
}

type Write = Note['write'];

/** How each kind is asked; gives what writes the answer down. */
const ASK: Readonly<
  Record<GatewayCall['kind'], (deps: CallDeps, call: GatewayCall, gateway: PaymentGateway) => Promise<Write>>
> = {
  'create-checkout': async ({ prisma, clock }, call, gateway) => {
    const { organizationId, subjectId: checkoutId, idempotencyKey } = call;
    const checkout = await findCheckout(prisma, organizationId, checkoutId);
    if (checkout?.state !== 'opening') return nothing;
    const { accountId, invoiceId, subscriptionId, changeId, amount, currency, ...asked } = checkout;
    const names = { accountId, invoiceId, subscriptionId, changeId };
    const money = { amount, currency };
    const answer = await gateway.createCheckout({ ...asked, checkoutId, names, amount: money, idempotencyKey });
    return (tx) => checkoutOpened(tx, clock, { organizationId, checkoutId, ...answer });
  },

  'expire-checkout': async ({ prisma }, { organizationId, subjectId, idempotencyKey }, gateway) => {
    const checkout = await findCheckout(prisma, organizationId, subjectId);
    if (checkout?.externalId) await gateway.expireCheckout({ externalId: checkout.externalId, idempotencyKey });
    return nothing;
  },

  refund: async (deps, { organizationId, subjectId: refundId, idempotencyKey }, gateway) => {
    const refund = await findRefund(deps.prisma, organizationId, refundId);
    if (refund?.state !== 'requested') return nothing;
    const { paymentExternalId: externalPaymentId, amount, currency } = refund;
    const asked = { refundId, externalPaymentId, amount: { amount, currency }, idempotencyKey };
    const { externalId, state } = await gateway.refund(asked);
    const made = { organizationId, refundId, externalId };
    return (tx) => (state === 'made' ? refundMade(tx, deps, made) : refundPending(tx, made));
  },
};

const nothing: Write = async () => {};

function refusedNote({ kind, organizationId, subjectId }: GatewayCall, error: string): Note {
  const write: Write = async (tx, now) => {
    if (kind === 'create-checkout') await checkoutRefused(tx, { organizationId, checkoutId: subjectId, error, now });
    if (kind === 'refund') await refuseRefund(tx, { organizationId, refundId: null, ourRefundId: subjectId, error });
  };
  return { state: 'refused', error, write };
}
