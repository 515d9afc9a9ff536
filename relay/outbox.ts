import type { StartMessage } from '../api/orchestrator.js';
import { addMilliseconds, type Instant, instantAt } from '../domain/calendar/instant.js';
import { inTransaction } from '../prisma/client.js';
import { failpoint } from '../prisma/failpoint.js';
import { claimOutbox, type OutboxMessage, postponeOutbox, removeOutbox } from '../prisma/stores/outbox.store.js';
import { startPayloadOf } from '../prisma/stores/outbox-payload.js';
import type { RelayDeps } from './relay.js';

const BATCH = 50;
/** A claimed message is tried again after this, should its deliverer die; then later, but soon enough once an outage is over. */
const RETRY_MS = 5_000;
const LATEST_RETRY_MS = 10_000;

/** Whether the workflow service failed to take a message the last time. */
export interface Doubt {
  isAway: boolean;
}

/**
 * Delivers starts and pokes whose writer did not, each at least once; a workflow's id makes a second start the same. Where the service may
 * be away it is asked first, so that the messages are not put off ever longer, and go out as soon as it is back.
 */
export async function deliverOutbox(deps: RelayDeps, doubt: Doubt): Promise<number> {
  if (doubt.isAway) await deps.orchestrator.ping();
  const now = instantAt(deps.clock.now().getTime());
  const claimed = await inTransaction(deps.prisma, async (tx) => {
    const messages = await claimOutbox(tx, now, BATCH);
    for (const it of messages) await postponeOutbox(tx, it.id, 'under way', retryAt(now, it));
    return messages;
  });
  if (claimed.length > 0) failpoint('relay:claimed');
  const delivered = await Promise.all(claimed.map((it) => deliver(deps, it)));
  doubt.isAway = delivered.includes(false);
  return delivered.filter(Boolean).length;
}

function retryAt(now: Instant, message: OutboxMessage): Instant {
  return addMilliseconds(now, Math.min(RETRY_MS * 2 ** Math.min(message.attempts, 10), LATEST_RETRY_MS));
}

async function deliver(deps: RelayDeps, message: OutboxMessage): Promise<boolean> {
  try {
    if (message.kind === 'start') await deps.orchestrator.start(startOf(message));
    else await deps.orchestrator.poke(message.workflowId);
    failpoint('relay:delivered');
    await removeOutbox(deps.prisma, message.id);
    return true;
  } catch (error) {
    deps.logger.warn(
      { err: error, workflowId: message.workflowId, kind: message.kind },
      'not delivered; it stays in the outbox',
    );
    return false;
  }
}

/** What is delivered late looks at the rows at once: how long to wait was measured when it was written. */
function startOf({ organizationId, workflowId, payload }: OutboxMessage): StartMessage {
  const { turn, ...rest } = startPayloadOf(payload);
  return { organizationId, workflowId, ...rest, turn: { ...turn, isClosed: false, waitMs: 0 } };
}
