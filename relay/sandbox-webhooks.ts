import type { Logger } from 'pino';
import { addMilliseconds, type Instant, instantAt } from '../domain/calendar/instant.js';
import type { Clock } from '../domain/timeline/clock.js';
import { signStandardWebhook } from '../gateways/standard-webhooks.js';
import type { PrismaClient } from '../prisma/client.js';
import { findPaymentEndpoint } from '../prisma/stores/payment-endpoints.store.js';
import {
  claimSandboxWebhooks,
  postponeWebhook,
  type SandboxWebhook,
  webhookDelivered,
} from '../prisma/stores/sandbox-webhooks.store.js';

export interface SandboxRelayDeps {
  readonly prisma: PrismaClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the API of this process is; null where it has none, and others send the sandbox's events. */
  readonly webhookDoor: (() => string) | null;
}

const BATCH = 20;
const ANSWER_MS = 10_000;
const LEASE_MS = 20_000;
const FIRST_RETRY_MS = 500;
const LATEST_RETRY_MS = 30_000;

/** Sends the sandbox's events, signed, through the same door as anybody's; each again until it is taken in. Tells how many were due. */
export async function deliverSandboxWebhooks(deps: SandboxRelayDeps): Promise<number> {
  const { webhookDoor } = deps;
  if (webhookDoor === null) return 0;
  const now = instantAt(deps.clock.now().getTime());
  const leaseUntil = addMilliseconds(now, LEASE_MS);
  const claimed = await claimSandboxWebhooks(deps.prisma, { now, leaseUntil, limit: BATCH });
  await Promise.all(claimed.map((it) => deliver(deps, it, { now, door: webhookDoor() })));
  return claimed.length;
}

interface Delivery {
  readonly now: Instant;
  readonly door: string;
}

async function deliver(deps: SandboxRelayDeps, webhook: SandboxWebhook, delivery: Delivery): Promise<void> {
  const { id, attempts } = webhook;
  const { now } = delivery;
  try {
    await post(deps, webhook, delivery);
    await webhookDelivered(deps.prisma, id, now);
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    deps.logger.debug({ err: error, webhook: id }, 'the sandbox could not send its webhook and tries again');
    const wait = Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts, 20), LATEST_RETRY_MS);
    await postponeWebhook(deps.prisma, id, message, addMilliseconds(now, wait));
  }
}

async function post({ prisma }: SandboxRelayDeps, webhook: SandboxWebhook, { now, door }: Delivery): Promise<void> {
  const endpoint = await findPaymentEndpoint(prisma, webhook.endpointId);
  if (!endpoint) throw new Error(`there is no payment endpoint ${webhook.endpointId}`);
  const reply = await fetch(`${door}/v1/webhooks/payments/sandbox/${endpoint.id}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...signStandardWebhook(Buffer.from(webhook.body), endpoint.secret, webhook.id, now),
    },
    body: webhook.body,
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  await reply.body?.cancel();
  if (!reply.ok) throw new Error(`the webhook was answered with ${reply.status}`);
}
