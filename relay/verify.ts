import type { Orchestrator } from '../api/orchestrator.js';
import type { Clock } from '../domain/timeline/clock.js';
import type { PrismaClient } from '../prisma/client.js';
import { listDueAgreements, listDuePayg, listOpenWorkflows, listOverdue } from '../prisma/stores/due.store.js';
import { listUnanswered } from '../prisma/stores/gateway-calls.store.js';
import { countOutbox } from '../prisma/stores/outbox.store.js';
import { listUndelivered } from '../prisma/stores/sandbox-webhooks.store.js';
import { findInconsistencies, listClosedChanges } from '../prisma/stores/verify.store.js';

/** Something that does not agree: which check found it, on what, and how it differs. */
export interface Finding {
  readonly check: string;
  readonly subject: string;
  readonly message: string;
}

export interface VerifyDeps {
  readonly prisma: PrismaClient;
  readonly orchestrator: Orchestrator;
  readonly clock: Clock;
}

const BATCH = 16;

/**
 * Holds rows, workflows and ledger against each other and names what does not agree; nothing found means that they do. Of one
 * organization, or of all. Reads only; what a crash left for the reconciler (an undelivered start, an overdue row) is found too.
 */
export async function verify(deps: VerifyDeps, organizationId: string | null = null): Promise<readonly Finding[]> {
  const now = deps.clock.now().toISOString();
  const [rows, overdue, scheduled, asYouGo, waiting, calls, webhooks, workflows] = await Promise.all([
    findInconsistencies(deps.prisma, organizationId),
    listOverdue(deps.prisma, now, 1000),
    listDueAgreements(deps.prisma, now, 1000),
    listDuePayg(deps.prisma, now, 1000),
    countOutbox(deps.prisma),
    listUnanswered(deps.prisma, organizationId, now),
    listUndelivered(deps.prisma, organizationId, now),
    verifyWorkflows(deps, organizationId),
  ]);
  const late = overdue
    .filter((it) => organizationId === null || it.organizationId === organizationId)
    .map((it) => ({ check: 'due', subject: it.workflowId, message: `was due at ${it.dueAt} and is not carried out` }));
  const unissued = scheduled
    .filter((it) => organizationId === null || it.organizationId === organizationId)
    .map((it) => ({ check: 'due', subject: it.agreementId, message: `was to be issued at ${it.dueAt} and is not` }));
  const unearned = asYouGo
    .filter((it) => organizationId === null || it.organizationId === organizationId)
    .map((it) => ({
      check: 'due',
      subject: it.subscriptionId,
      message: `was due at ${it.dueAt} and is not carried out`,
    }));
  const outbox =
    waiting === 0 ? [] : [{ check: 'outbox', subject: 'outbox', message: `${waiting} messages are not delivered` }];
  const gateway = [...calls, ...webhooks].map((it) => ({ check: 'gateway', ...it }));
  return [...rows, ...late, ...unissued, ...unearned, ...outbox, ...gateway, ...workflows];
}

/** An open row has a running workflow of its id; a closed change's workflow has ended. */
async function verifyWorkflows(
  { prisma, orchestrator }: VerifyDeps,
  organizationId: string | null,
): Promise<Finding[]> {
  const open = await listOpenWorkflows(prisma, organizationId);
  const closed = await listClosedChanges(prisma, organizationId);
  const findings: Finding[] = [];
  const expect = async (workflowId: string, wanted: 'running' | 'closed', state: string) => {
    const status = await orchestrator.statusOf(workflowId);
    // Histories are kept for a time only: a change that closed long ago may have none.
    if (status === wanted || (wanted === 'closed' && status === 'missing')) return;
    findings.push({
      check: 'workflow',
      subject: workflowId,
      message: `the row is ${state}, the workflow is ${status}`,
    });
  };
  const wanted = [
    ...open.map((it) => () => expect(it.workflowId, 'running', it.state)),
    ...closed.map((it) => () => expect(it.workflowId, 'closed', it.state)),
  ];
  for (let i = 0; i < wanted.length; i += BATCH) await Promise.all(wanted.slice(i, i + BATCH).map((it) => it()));
  return findings;
}
