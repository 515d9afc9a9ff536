import { randomUUID } from 'node:crypto';
import { isFinal } from '../domain/subscription/state.js';
import { type ChangeRevision, rulesOf } from '../domain/timeline/kinds.js';
import { failpoint } from '../prisma/failpoint.js';
import { isRevised } from '../prisma/stores/change-commands.store.js';
import { findChange, type StoredChange } from '../prisma/stores/changes.store.js';
import type { OrganizationContext } from './context.js';
import { commandOnce } from './create-once.js';
import type { ApiDeps } from './deps.js';
import { found } from './found.js';
import type { IdempotencyClaim } from './idempotency.js';
import { type Orchestrator, OrchestratorUnavailable, WorkflowGone } from './orchestrator.js';
import { startOpen } from './start-workflow.js';

type Message = Parameters<Orchestrator['revise']>[1];

export interface ReviseRequest {
  readonly deps: ApiDeps;
  readonly context: OrganizationContext;
  readonly claim: IdempotencyClaim | null;
}

/**
 * Asks something of a change of any kind, once for each Idempotency-Key, and answers with the change as it stands then. Its caller has
 * looked whether the change may be seen. Throws what the kind refuses, and `change-state` where it is over.
 */
export function reviseOnce<View>(
  { deps, context, claim }: ReviseRequest,
  id: string,
  revision: ChangeRevision,
  view: (change: StoredChange, deps: ApiDeps) => View,
) {
  const message = { revision, by: context.by, requestId: claim === null ? randomUUID() : claim.key };
  return commandOnce({ deps, claim }, { kind: 'change', id }, async () => {
    await askWorkflow(deps, context, id, message);
    failpoint('revise:done');
    return { status: 200 as const, body: view(await reread(deps, context, id), deps) };
  });
}

/**
 * Hands a revision to the workflow of the change. Where that does not run, either an earlier try with this key has ended it, or the
 * change is over, which is refused, or its start has been lost: then it is started.
 */
async function askWorkflow(deps: ApiDeps, context: OrganizationContext, id: string, message: Message): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const change = await reread(deps, context, id);
    try {
      if (!isFinal(change.state)) return void (await deps.orchestrator.revise(change.workflowId, message));
    } catch (error) {
      if (!(error instanceof WorkflowGone)) throw error;
      if (tries === 3) throw new OrchestratorUnavailable('The workflow of the change does not run.', { cause: error });
      await startOpen(deps, context.organizationId, change);
      continue;
    }
    if (await isRevised(deps.prisma, context.organizationId, id, message.requestId)) return;
    return rulesOf(change.kind).checkTakes(id, change.state, message.revision.command);
  }
}

async function reread(deps: ApiDeps, { organizationId }: OrganizationContext, id: string): Promise<StoredChange> {
  return found(await findChange(deps.prisma, organizationId, id), 'change', id);
}
