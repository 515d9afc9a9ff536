import { nextIssueAt } from '../../domain/agreement/billing.js';
import type { Instant } from '../../domain/calendar/instant.js';
import type { AccountState, OpenChange } from '../../domain/subscription/state.js';
import { nextPaygEventAt, nextServiceEventAt } from '../../domain/timeline/due-events.js';
import { changeWorkflowId, serviceWorkflowId } from '../../domain/timeline/workflow-ids.js';
import type { Tx } from '../client.js';
import { enqueue } from './outbox.store.js';

export interface Moves {
  readonly organizationId: string;
  readonly before: AccountState;
  readonly after: AccountState;
  /** When each service is due next, as its row says. */
  readonly dueAt: ReadonlyMap<string, Instant | null>;
  /** The workflow that hears of it anyway. */
  readonly own: string | undefined;
  /** Real time: from when on the pokes may be delivered. */
  readonly at: Instant;
}

/**
 * Records when each service is due next, and pokes the workflows whose date or state somebody else has moved, so that none sleeps to a
 * date that holds no more. The pokes go through the outbox, in the same transaction.
 */
export async function recordMoves(tx: Tx, moves: Moves): Promise<void> {
  const { organizationId, before, after, own, at } = moves;
  const poked = [...(await moveServices(tx, moves)), ...movedChanges(before.changes, after.changes)];
  await moveAlarms(tx, organizationId, before, after);
  await movePaygAlarms(tx, moves);
  for (const workflowId of poked) {
    if (workflowId === own) continue;
    await enqueue(tx, { organizationId, kind: 'poke', workflowId, payload: {}, availableAt: at });
  }
}

/** Records when the next invoice of each agreement is to be issued: the relay looks there. */
async function moveAlarms(tx: Tx, organizationId: string, before: AccountState, after: AccountState): Promise<void> {
  for (const agreement of after.agreements) {
    const previous = before.agreements.find((it) => it.id === agreement.id);
    const nextDueAt = nextIssueAt(agreement, after.settings.timeZone);
    if (previous && nextIssueAt(previous, before.settings.timeZone) === nextDueAt) continue;
    await tx.agreement.update({
      where: { organizationId_id: { organizationId, id: agreement.id } },
      data: { nextDueAt },
    });
  }
}

/** Records when something of each service that is paid as you go is due next: the relay looks there, too. */
async function movePaygAlarms(tx: Tx, { organizationId, after, dueAt }: Moves): Promise<void> {
  for (const service of after.payg.services) {
    const nextDueAt = nextPaygEventAt(after, service);
    if (dueAt.get(service.id) === nextDueAt) continue;
    const where = { organizationId_id: { organizationId, id: service.id } };
    await tx.subscription.update({ where, data: { nextDueAt } });
  }
}

async function moveServices(tx: Tx, { organizationId, before, after, dueAt }: Moves): Promise<string[]> {
  const moved: string[] = [];
  for (const subscription of after.subscriptions) {
    const previous = before.subscriptions.find((it) => it.id === subscription.id);
    const next = nextServiceEventAt(after, subscription);
    if (previous?.status === subscription.status && dueAt.get(subscription.id) === next) continue;
    await tx.subscription.update({
      where: { organizationId_id: { organizationId, id: subscription.id } },
      data: { nextDueAt: next },
    });
    moved.push(serviceWorkflowId(subscription.id));
  }
  return moved;
}

function movedChanges(before: readonly OpenChange[], after: readonly OpenChange[]): string[] {
  return before
    .filter((it) => {
      const now = after.find((other) => other.id === it.id);
      return !now || now.dueAt !== it.dueAt || now.state !== it.state;
    })
    .map((it) => changeWorkflowId(it.kind, it.id));
}
