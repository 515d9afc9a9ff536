import { type Instant, instantAt } from '../../domain/calendar/instant.js';
import type { Effect, IdMaker } from '../../domain/subscription/effects.js';
import { evolveAll } from '../../domain/subscription/evolve.js';
import { type AccountState, isFinal } from '../../domain/subscription/state.js';
import { carryOutDue, reactionsTo } from '../../domain/timeline/carry-out.js';
import { businessNow, type Clock } from '../../domain/timeline/clock.js';
import { type Db, inTransaction, type PrismaClient, type Tx } from '../client.js';
import { idsOf } from '../ids.js';
import type { RowsOfTable } from '../rows.js';
import { loadAccount } from './account-state.store.js';
import { unknownAccount } from './accounts.store.js';
import { endCheckoutsFor } from './checkout-commands.store.js';
import { persistEffects } from './effects.store.js';
import { recordMoves } from './moves.store.js';

export interface StoreDeps {
  readonly prisma: PrismaClient;
  readonly clock: Clock;
}

/** What reading needs: a transaction reads what it has written. */
export interface ReadDeps {
  readonly prisma: Db;
  readonly clock: Clock;
}

export interface TimelineOf {
  readonly organizationId: string;
  readonly accountId: string;
  /** Plans beyond those of the account's subscriptions and changes, for the catalog. */
  readonly morePlanIds?: readonly string[];
  /** The workflow on whose behalf this happens: it hears the answer, and needs no poke. */
  readonly workflowId?: string;
  /** The payment page whose money this is: it was paid, and is not ended by what it paid. */
  readonly paidCheckoutId?: string | null;
}

/** An account under its lock, with all that was due before now carried out. */
export interface OpenTimeline {
  readonly tx: Tx;
  readonly state: AccountState;
  readonly now: Instant;
  readonly ids: IdMaker;
  /** Whether the rows say the same as the state: nothing was due. */
  readonly isWritten: boolean;
}

export interface Decision<T> {
  readonly effects: readonly Effect[];
  /** Whether what the decision made due is carried out in the same transaction. */
  readonly thenCarryOut: boolean;
  /** Rows to write in the same statement as the effects. */
  readonly beside?: (after: AccountState) => readonly RowsOfTable[];
  /** Writes what the effects do not, and answers; gets the state as it is after everything. */
  readonly answer: (after: AccountState) => Promise<T>;
}

/**
 * Does something to an account in one transaction: locks it, carries out all that is due before now, then what `decide` decides, then
 * what that made due. Everything is written or nothing; a refusal of `decide` leaves no trace (EN-03, MP-07).
 */
export function onTimeline<T>(
  deps: StoreDeps,
  of: TimelineOf,
  decide: (open: OpenTimeline) => Promise<Decision<T>> | Decision<T>,
): Promise<T> {
  return inTransaction(deps.prisma, (tx) => onTimelineIn(tx, deps, of, decide));
}

/** Does the same within a transaction that is open already. */
export async function onTimelineIn<T>(
  tx: Tx,
  deps: StoreDeps,
  of: TimelineOf,
  decide: (open: OpenTimeline) => Promise<Decision<T>> | Decision<T>,
): Promise<T> {
  const { organizationId, accountId } = of;
  await lockTimeline(tx, organizationId, accountId);
  const { state: before, clockOffsetMs, dueAt } = await loadAccount(tx, of);
  const now = businessNow(deps.clock, { clockOffsetMs });
  const ids = idsOf(organizationId);
  const caughtUp = carryOutDue(before, now, ids);
  const decision = await decide({ tx, state: caughtUp.state, now, ids, isWritten: caughtUp.effects.length === 0 });
  const decided = evolveAll(caughtUp.state, decision.effects);
  const reactions = reactionsTo(caughtUp.state, decided, now, ids);
  const reacted = evolveAll(decided, reactions);
  const after = decision.thenCarryOut ? carryOutDue(reacted, now, ids) : { state: reacted, effects: [] };
  const effects = [...caughtUp.effects, ...decision.effects, ...reactions, ...after.effects];
  const beside = decision.beside?.(after.state) ?? [];
  if (effects.length > 0) {
    await persistEffects(tx, { organizationId, accountId, effects, beside });
  }
  await endNeedless(tx, deps, of, { effects, after: after.state, now });
  const answer = await decision.answer(after.state);
  await recordMoves(tx, {
    organizationId,
    before,
    after: after.state,
    dueAt,
    own: of.workflowId,
    at: realNow(deps.clock),
  });
  return answer;
}

/** Ends the payment pages for which nothing is left to pay: of changes that are over, and of invoices that other money has settled. */
async function endNeedless(
  tx: Tx,
  { clock }: StoreDeps,
  { organizationId, paidCheckoutId = null }: TimelineOf,
  { effects, after, now }: { effects: readonly Effect[]; after: AccountState; now: Instant },
): Promise<void> {
  const changeIds = effects.flatMap((it) =>
    it.type === 'change-updated' && it.set.state !== undefined && isFinal(it.set.state) ? [it.changeId] : [],
  );
  const invoiceIds = effects.flatMap((it) =>
    it.type === 'invoice-settled' && !after.openInvoices.some(({ id }) => id === it.invoiceId) ? [it.invoiceId] : [],
  );
  if (changeIds.length + invoiceIds.length === 0) return;
  await endCheckoutsFor(tx, clock, { organizationId, changeIds, invoiceIds, exceptId: paidCheckoutId, now });
}

/**
 * Writes all that is due on an account and lets `decide` go on from the rows, in one transaction: what it decides may then depend on
 * rows that are not in the snapshot, and names invoices by their numbers.
 */
export async function onWrittenTimeline<T>(
  tx: Tx,
  deps: StoreDeps,
  of: TimelineOf,
  decide: (open: OpenTimeline) => Promise<Decision<T>> | Decision<T>,
): Promise<T> {
  const at = deps.clock.now();
  const atOnce = { ...deps, clock: { now: () => at } };
  const first = await onTimelineIn<{ readonly answer: T } | null>(tx, atOnce, of, async (open) => {
    if (!open.isWritten) return { effects: [], thenCarryOut: false, answer: async () => null };
    const decision = await decide(open);
    return { ...decision, answer: async (after) => ({ answer: await decision.answer(after) }) };
  });
  return first ? first.answer : onTimelineIn(tx, atOnce, of, decide);
}

/** Takes a snapshot brought up to now, for quoting: nothing is locked and nothing is written (MP-23). */
export async function readTimeline(deps: ReadDeps, of: TimelineOf): Promise<{ state: AccountState; now: Instant }> {
  const { state, clockOffsetMs } = await loadAccount(deps.prisma, of);
  const now = businessNow(deps.clock, { clockOffsetMs });
  return { state: carryOutDue(state, now, idsOf(of.organizationId)).state, now };
}

/** Tells the real time, on which the outbox and the leases run. */
export function realNow(clock: Clock): Instant {
  return instantAt(clock.now().getTime());
}

/** How long the writer has to deliver a start itself before the relay does. */
const OWN_DELIVERY_MS = 5_000;

export function ownDeliveryUntil(clock: Clock): Instant {
  return instantAt(clock.now().getTime() + OWN_DELIVERY_MS);
}

/** Lets nothing of an organization be carried out until the transaction ends; waits for what is under way. */
export async function holdTimelines(tx: Tx, organizationId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${organizationId}, 0)) IS NULL`;
}

/**
 * Waits while somebody holds the organization's timelines (any number go on side by side), then locks the account: rows are locked after
 * everything else of a statement. Throws `account-not-found`.
 */
async function lockTimeline(tx: Tx, organizationId: string, accountId: string): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM (SELECT pg_advisory_xact_lock_shared(hashtextextended(${organizationId}, 0))) joined, accounts account
    WHERE account.organization_id = ${organizationId} AND account.id = ${accountId} FOR NO KEY UPDATE OF account`;
  if (rows.length === 0) throw unknownAccount(accountId);
}
