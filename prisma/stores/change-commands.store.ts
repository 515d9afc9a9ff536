import type { ChangePlan } from '../../domain/change-plan.js';
import { acceptMasterPlanChange } from '../../domain/master-plan-change/accept.js';
import { withoutReason } from '../../domain/master-plan-change/explain.js';
import { quoteMasterPlanChange, timingOf } from '../../domain/master-plan-change/quote.js';
import type { MasterPlanChangeRequest } from '../../domain/master-plan-change/request.schema.js';
import { checkTakes, quoteRevision, reviseMasterPlanChange } from '../../domain/master-plan-change/revise.js';
import type { ChangeRevision } from '../../domain/master-plan-change/revise.schema.js';
import { isClosed } from '../../domain/master-plan-change/status.js';
import { openChangeOf } from '../../domain/subscription/lookup.js';
import type { AccountState, OpenChange } from '../../domain/subscription/state.js';
import { goneTurn, type Turn, turnOfClosedChange, turnOfOpenChange } from '../../domain/timeline/turn.js';
import { changeWorkflowId } from '../../domain/timeline/workflow-ids.js';
import type { Db, Tx } from '../client.js';
import { failpoint } from '../failpoint.js';
import { newId } from '../ids.js';
import { findChange, findChangeToTell, insertChange } from './changes.store.js';
import { historyRow } from './effect-rows.js';
import { claimKey, findAnswer, storeAnswer } from './idempotency.store.js';
import { outboxRow } from './outbox.store.js';
import { onTimeline, ownDeliveryUntil, readTimeline, realNow, type StoreDeps } from './timeline.store.js';

export interface AcceptChange {
  readonly organizationId: string;
  readonly accountId: string;
  readonly request: MasterPlanChangeRequest;
  readonly by: string;
  /** Writes, in the same transaction, what the caller keeps beside the change: its idempotency key. Runs first. */
  readonly alongside?: (tx: Tx, changeId: string) => Promise<void>;
}

export interface AcceptedChange {
  readonly changeId: string;
  readonly workflowId: string;
  readonly subscriptionId: string;
  readonly turn: Turn;
  /** The intent to start the workflow: whoever starts it removes it. */
  readonly outboxId: string;
}

/** Accepts a change and writes the intent to start its workflow with it, in one transaction (EN-05). Nothing is applied yet. */
export function acceptChange(deps: StoreDeps, command: AcceptChange): Promise<AcceptedChange> {
  const { organizationId, accountId, request, by } = command;
  const changeId = newId('mpc');
  const workflowId = changeWorkflowId('master-plan-change', changeId);
  return onTimeline(
    deps,
    { organizationId, accountId, morePlanIds: [request.planId] },
    async ({ tx, state, now, ids }) => {
      await command.alongside?.(tx, changeId);
      const { change, quote, history } = acceptMasterPlanChange(state, request, { changeId, by, now }, ids);
      return {
        effects: [],
        thenCarryOut: false,
        answer: async () => {
          const withChange: AccountState = { ...state, changes: [...state.changes, change] };
          const turn = turnOfOpenChange(withChange, changeId, now, history.text);
          if (!turn) throw new Error(`the change ${changeId} is not open`);
          const payload = { accountId, subscriptionId: change.subscriptionId, changeId, turn };
          const availableAt = ownDeliveryUntil(deps.clock);
          const start = outboxRow({ organizationId, kind: 'start', workflowId, payload, availableAt });
          const settingsVersion = state.settings.version;
          const row = { ...rowOf(change), organizationId, accountId, quote, settingsVersion, workflowId };
          await insertChange(tx, row, [
            { table: 'history_entries', rows: [historyRow({ organizationId, accountId }, history)] },
            { table: 'outbox_messages', rows: [start] },
          ]);
          failpoint('accept:before-commit');
          return { changeId, workflowId, subscriptionId: change.subscriptionId, turn, outboxId: start.id };
        },
      };
    },
  );
}

export interface ChangeRef {
  readonly organizationId: string;
  readonly accountId: string;
  readonly changeId: string;
}

/** Carries out what is due on the account of a change and tells how the change stands. */
export function carryOutChange(deps: StoreDeps, ref: ChangeRef): Promise<Turn> {
  return onTimeline(deps, timelineOf(ref), ({ tx, state, now }) => ({
    effects: [],
    thenCarryOut: false,
    answer: () => turnOf(tx, ref, state, now),
  }));
}

export interface ReviseChange extends ChangeRef {
  readonly revision: ChangeRevision;
  readonly by: string;
  readonly requestId: string;
}

/** Revises an open change and carries out what that makes due, once for each `requestId`. Throws what revising throws. */
export function reviseChange(deps: StoreDeps, { revision, by, requestId, ...ref }: ReviseChange): Promise<Turn> {
  const { organizationId, changeId } = ref;
  const key = revisionKey(changeId, requestId);
  return onTimeline(deps, timelineOf(ref), async ({ tx, state, now, ids }) => {
    const claim = await claimKey(tx, {
      organizationId,
      key,
      requestHash: JSON.stringify(revision),
      leaseMs: 0,
      now: realNow(deps.clock),
    });
    if (claim.kind === 'done')
      return { effects: [], thenCarryOut: false, answer: async () => claim.body as unknown as Turn };
    const change = state.changes.find((it) => it.id === changeId);
    if (!change) {
      const row = await findChange(tx, organizationId, changeId);
      if (row) checkTakes(changeId, row.state, revision.command);
    }
    const effects = reviseMasterPlanChange(state, change ?? openChangeOf(state, changeId), revision, { by, now }, ids);
    return {
      effects,
      thenCarryOut: true,
      answer: async (after) => {
        const turn = await turnOf(tx, ref, after, now);
        await storeAnswer(tx, { organizationId, key, status: 200, body: { ...turn } });
        return turn;
      },
    };
  });
}

/** Tells whether a revision was made already: its answer may have been lost with the process that asked for it. */
export async function isRevised(db: Db, organizationId: string, changeId: string, requestId: string): Promise<boolean> {
  return (await findAnswer(db, { organizationId, key: revisionKey(changeId, requestId) })) !== null;
}

function revisionKey(changeId: string, requestId: string): string {
  return `revise/${changeId}/${requestId}`;
}

/** Quotes a change: what applying it would post now, or on its date, as an estimate. Nothing is stored (MP-23). */
export async function quoteChange(
  deps: StoreDeps,
  command: { organizationId: string; accountId: string; request: MasterPlanChangeRequest },
): Promise<ChangePlan> {
  const { organizationId, accountId, request } = command;
  const { state, now } = await readTimeline(deps, { organizationId, accountId, morePlanIds: [request.planId] });
  return quoteMasterPlanChange(state, request, timingOf(state, request, now), null);
}

/** Quotes what rescheduling a change or completing it now would make of it. Throws `change-state`. */
export async function quoteRevisedChange(
  deps: StoreDeps,
  { revision, ...ref }: ChangeRef & { revision: Extract<ChangeRevision, { command: 'reschedule' | 'complete-now' }> },
): Promise<ChangePlan> {
  const row = await findChange(deps.prisma, ref.organizationId, ref.changeId);
  if (row && isClosed(row.state)) checkTakes(ref.changeId, row.state, revision.command);
  const { state, now } = await readTimeline(deps, ref);
  return quoteRevision(state, openChangeOf(state, ref.changeId), revision, now).quote;
}

/** What of an accepted change is a row of its own; it can only be accepted or waiting at this point. */
function rowOf({ attention: _, revision: __, state, ...change }: OpenChange) {
  return { ...change, state: state === 'accepted' ? ('accepted' as const) : ('waiting' as const) };
}

function timelineOf({ organizationId, accountId, changeId }: ChangeRef) {
  return { organizationId, accountId, workflowId: changeWorkflowId('master-plan-change', changeId) };
}

async function turnOf(
  tx: Tx,
  { organizationId, changeId }: ChangeRef,
  state: AccountState,
  now: string,
): Promise<Turn> {
  const change = await findChangeToTell(tx, organizationId, changeId);
  if (!change) return goneTurn;
  const lastText = withoutReason(change.lastText);
  return turnOfOpenChange(state, changeId, now, lastText) ?? turnOfClosedChange(state, change, lastText);
}
