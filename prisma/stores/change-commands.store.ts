import type { ChangePlan } from '../../domain/change-plan.js';
import { DomainError } from '../../domain/errors.js';
import { acceptMasterPlanChange } from '../../domain/master-plan-change/accept.js';
import { withoutReason } from '../../domain/master-plan-change/explain.js';
import { quoteMasterPlanChange, timingOf } from '../../domain/master-plan-change/quote.js';
import type { MasterPlanChangeRequest } from '../../domain/master-plan-change/request.schema.js';
import { checkTakes, quoteRevision } from '../../domain/master-plan-change/revise.js';
import type { MasterPlanRevision } from '../../domain/master-plan-change/revise.schema.js';
import type { Effect, HistoryEntry } from '../../domain/subscription/effects.js';
import { openChangeOf } from '../../domain/subscription/lookup.js';
import { type AccountState, type ChangeKind, isFinal, type OpenChange } from '../../domain/subscription/state.js';
import { type ChangeRevision, rulesOf } from '../../domain/timeline/kinds.js';
import { goneTurn, type Turn, turnOfClosedChange, turnOfOpenChange } from '../../domain/timeline/turn.js';
import { changeWorkflowId } from '../../domain/timeline/workflow-ids.js';
import type { Db, Tx } from '../client.js';
import { failpoint } from '../failpoint.js';
import { newId } from '../ids.js';
import { findChange, findChangeToTell } from './changes.store.js';
import { claimKey, findAnswer, storeAnswer } from './idempotency.store.js';
import { withOnTimePayments } from './on-time.store.js';
import { outboxRow } from './outbox.store.js';
import {
  type OpenTimeline,
  onTimeline,
  ownDeliveryUntil,
  readTimeline,
  realNow,
  type StoreDeps,
} from './timeline.store.js';

/** A change that was accepted: what a kind decides when somebody asks for one. */
export interface Acceptance {
  readonly change: OpenChange;
  /** What was promised, frozen. */
  readonly quote: object;
  /** What accepting it does besides, in order: invoices, held payments. */
  readonly effects?: readonly Effect[];
  readonly history: HistoryEntry;
  /** Writes, in the same transaction, what refers to the change once it is there. */
  readonly afterwards?: () => Promise<void>;
}

export interface AcceptChange {
  readonly organizationId: string;
  readonly accountId: string;
  readonly kind: ChangeKind;
  /** Plans that it names, for the catalog. */
  readonly planIds: readonly string[];
  /** Decides by the account brought up to now; throws what the kind refuses. */
  readonly accept: (open: OpenTimeline, changeId: string) => Promise<Acceptance> | Acceptance;
  /** Writes, in the same transaction, what the caller keeps beside the change: its idempotency key. Runs first. */
  readonly alongside?: (tx: Tx, changeId: string) => Promise<void>;
}

export interface AcceptedChange {
  readonly changeId: string;
  readonly workflowId: string;
  readonly subscriptionId: string | null;
  readonly turn: Turn;
  /** The intent to start the workflow: whoever starts it removes it. */
  readonly outboxId: string;
}

const ID_PREFIXES: Readonly<Record<ChangeKind, string>> = {
  'master-plan-change': 'mpc',
  'agreement-change': 'agc',
  'payg-upgrade-booking': 'bkg',
  'package-change-order': 'pco',
  'service-reactivation': 'rea',
};

/** Accepts a change and writes the intent to start its workflow with it, in one transaction (EN-05). Nothing of it is carried out yet. */
export async function acceptChange(deps: StoreDeps, command: AcceptChange): Promise<AcceptedChange> {
  const { organizationId, accountId, kind, planIds } = command;
  const changeId = newId(ID_PREFIXES[kind]);
  const workflowId = changeWorkflowId(kind, changeId);
  const outboxId = newId('out');
  return onTimeline(deps, { organizationId, accountId, morePlanIds: planIds }, async (open) => {
    await command.alongside?.(open.tx, changeId);
    const { change, quote, effects = [], history, afterwards } = await command.accept(open, changeId);
    const { subscriptionId } = change;
    const turnAfter = (after: AccountState): Turn => {
      const turn = turnOfOpenChange(after, changeId, open.now, history.text);
      if (!turn) throw new Error(`the change ${changeId} is not open`);
      return turn;
    };
    return {
      effects: [
        { type: 'change-accepted', change, quote, settingsVersion: open.state.settings.version },
        { type: 'history-written', entry: history },
        ...effects,
      ],
      thenCarryOut: false,
      beside: (after) => {
        const payload = { accountId, subscriptionId, changeId, turn: turnAfter(after) };
        const availableAt = ownDeliveryUntil(deps.clock);
        const start = outboxRow({ organizationId, kind: 'start', workflowId, payload, availableAt }, outboxId);
        return [{ table: 'outbox_messages', rows: [start] }];
      },
      answer: async (after) => {
        await afterwards?.();
        failpoint('accept:before-commit');
        return { changeId, workflowId, subscriptionId, turn: turnAfter(after), outboxId };
      },
    };
  });
}

/** Accepts a master plan change: what it will do is quoted, what is known to be impossible is refused (MP-01 to MP-05). */
export function acceptMasterPlanChangeRequest(
  deps: StoreDeps,
  command: Pick<AcceptChange, 'organizationId' | 'accountId' | 'alongside'> & {
    readonly request: MasterPlanChangeRequest;
    readonly by: string;
  },
): Promise<AcceptedChange> {
  const { request, by, ...rest } = command;
  return acceptChange(deps, {
    ...rest,
    kind: 'master-plan-change',
    planIds: [request.planId],
    accept: ({ state, now, ids }, changeId) => acceptMasterPlanChange(state, request, { changeId, by, now }, ids),
  });
}

export interface ChangeRef {
  readonly organizationId: string;
  readonly accountId: string;
  readonly kind: ChangeKind;
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
  // A revision may name a plan that nothing of the account is on yet.
  const morePlanIds = 'planId' in revision && revision.planId !== undefined ? [revision.planId] : [];
  return onTimeline(deps, { ...timelineOf(ref), morePlanIds }, async ({ tx, state, now, ids }) => {
    const claim = await claimKey(tx, {
      organizationId,
      key,
      requestHash: JSON.stringify(revision),
      leaseMs: 0,
      now: realNow(deps.clock),
    });
    if (claim.kind === 'done')
      return { effects: [], thenCarryOut: false, answer: async () => claim.body as unknown as Turn };
    const rules = rulesOf(ref.kind);
    const change = state.changes.find((it) => it.id === changeId);
    if (!change) {
      const row = await findChange(tx, organizationId, changeId);
      if (row) rules.checkTakes(changeId, row.state, revision.command);
    }
    const told = await withOnTimePayments(tx, organizationId, change, revision);
    const effects = rules.revise(state, change ?? openChangeOf(state, changeId), told, { by, now }, ids);
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
  {
    revision,
    ...ref
  }: Omit<ChangeRef, 'kind'> & {
    revision: Extract<MasterPlanRevision, { command: 'reschedule' | 'complete-now' }>;
  },
): Promise<ChangePlan> {
  const row = await findChange(deps.prisma, ref.organizationId, ref.changeId);
  if (row && isFinal(row.state)) checkTakes(ref.changeId, row.state, revision.command);
  const { state, now } = await readTimeline(deps, ref);
  const change = openChangeOf(state, ref.changeId);
  if (change.kind !== 'master-plan-change') {
    const message = `The change ${change.id} is a ${change.kind}, which has no date to move; see the commands of its own.`;
    throw new DomainError('change-state', message, { details: { state: change.state } });
  }
  return quoteRevision(state, change, revision, now).quote;
}

function timelineOf({ organizationId, accountId, kind, changeId }: ChangeRef) {
  return { organizationId, accountId, workflowId: changeWorkflowId(kind, changeId) };
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
