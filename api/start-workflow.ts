import { turnAtOnce } from '../domain/timeline/turn.js';
import { failpoint } from '../prisma/failpoint.js';
import type { StoredChange } from '../prisma/stores/changes.store.js';
import { removeOutbox } from '../prisma/stores/outbox.store.js';
import type { ApiDeps } from './deps.js';
import type { StartMessage } from './orchestrator.js';

/**
 * Starts a workflow whose intent is stored already, and takes the intent back. Where the workflow service does not answer, the intent
 * stays and the relay starts it later, once (EN-05): the caller's change is accepted either way. Tells whether it was started.
 */
export async function startStored(
  deps: ApiDeps,
  message: StartMessage & { readonly outboxId: string },
  options?: { readonly eager: boolean },
): Promise<boolean> {
  try {
    const { outboxId, ...start } = message;
    await deps.orchestrator.start(start, options);
    failpoint('start:done');
    void removeOutbox(deps.prisma, outboxId).catch((error: unknown) => {
      deps.logger.debug({ err: error, outboxId }, 'the relay delivers this start again, to no effect');
    });
    return true;
  } catch (error) {
    deps.logger.warn({ err: error, workflowId: message.workflowId }, 'not started at once; the relay starts it');
    return false;
  }
}

/**
 * Starts the workflow of an open change whose start was lost with its process, or waits in the outbox; one that runs already is left
 * alone. It looks at the rows at once. Tells whether it was started.
 */
export async function startOpen(deps: ApiDeps, organizationId: string, change: StoredChange): Promise<boolean> {
  const { id, workflowId, accountId, subscriptionId, state, dueAt } = change;
  const turn = turnAtOnce({ state, dueAt }, workflowId);
  try {
    await deps.orchestrator.start({ organizationId, workflowId, accountId, subscriptionId, changeId: id, turn });
    return true;
  } catch (error) {
    deps.logger.warn({ err: error, workflowId }, 'not started; the relay starts it');
    return false;
  }
}
