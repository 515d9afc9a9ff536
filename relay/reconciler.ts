import type { StartMessage } from '../api/orchestrator.js';
import { instantAt } from '../domain/calendar/instant.js';
import { turnAtOnce } from '../domain/timeline/turn.js';
import { listClosedAmong, listOpenWorkflows, listOverdue, type OpenWorkflow } from '../prisma/stores/due.store.js';
import type { Patience } from './patience.js';
import type { RelayDeps } from './relay.js';

/** A due row that nobody applied for so long is overdue: its workflow sleeps, died, or was never started. */
const GRACE_MS = 3_000;
const BATCH = 200;
const AT_ONCE = 20;

/** Pokes the workflows of rows that are overdue, and starts those that are missing. Ends early where the workflow service is away. */
export async function reconcileDue(deps: RelayDeps, patience: Patience): Promise<number> {
  const now = deps.clock.now().getTime();
  const overdue = await listOverdue(deps.prisma, instantAt(now - GRACE_MS), BATCH, patience.waitingFor(now));
  if (overdue.length > 0) await deps.orchestrator.ping();
  for (let i = 0; i < overdue.length; i += AT_ONCE) {
    const reached = await Promise.all(overdue.slice(i, i + AT_ONCE).map((it) => wake(deps, it, patience)));
    if (!reached.includes(true)) break;
  }
  return overdue.length;
}

/** Tells whether the workflow was reached: one that cannot be must not keep the others asleep. */
async function wake(deps: RelayDeps, it: OpenWorkflow, patience: Patience): Promise<boolean> {
  const { workflowId } = it;
  try {
    if (!(await deps.orchestrator.poke(workflowId))) {
      deps.logger.warn({ workflowId }, 'an overdue row has no running workflow: starting it');
      await deps.orchestrator.start(startOf(it));
    }
    patience.poked(workflowId, deps.clock.now().getTime());
    return true;
  } catch (error) {
    deps.logger.warn({ err: error, workflowId }, 'an overdue row could not be woken');
    return false;
  }
}

/**
 * Starts the workflows of open rows that have none, and pokes those that outlive their change: what a crash, an answer that was lost, or a
 * restored database can leave.
 */
export async function reconcileOpen(deps: RelayDeps, patience: Patience): Promise<number> {
  const open = await listOpenWorkflows(deps.prisma);
  const running = new Set(await deps.orchestrator.listRunning());
  let started = 0;
  for (const it of open) {
    if (running.delete(it.workflowId) || (await deps.orchestrator.statusOf(it.workflowId)) === 'running') continue;
    await deps.orchestrator.start(startOf(it));
    started += 1;
  }
  if (started > 0) deps.logger.warn({ started }, 'open rows had no workflow: started them');
  return started + (await wakeOutlived(deps, [...running], patience));
}

async function wakeOutlived(deps: RelayDeps, running: readonly string[], patience: Patience): Promise<number> {
  const now = deps.clock.now().getTime();
  const waiting = patience.waitingFor(now);
  const outlived = (await listClosedAmong(deps.prisma, running)).filter((it) => !waiting.includes(it));
  for (const workflowId of outlived) {
    deps.logger.warn({ workflowId }, 'a change that is over has a running workflow: telling it');
    await deps.orchestrator.poke(workflowId);
    patience.poked(workflowId, now);
  }
  return outlived.length;
}

function startOf(it: OpenWorkflow): StartMessage {
  const { organizationId, workflowId, accountId, subscriptionId, changeId } = it;
  return { organizationId, workflowId, accountId, subscriptionId, changeId, turn: turnAtOnce(it, workflowId) };
}
