import type { CivilDate } from '../../domain/calendar/civil-date.js';
import { localDateAt } from '../../domain/calendar/time-zone.js';
import { setActiveTo } from '../../domain/prepaid-service/active-to.js';
import { cancelSubscription } from '../../domain/subscription/cancel.js';
import { evolveAll } from '../../domain/subscription/evolve.js';
import { openSubscription, tellOpened } from '../../domain/subscription/open.js';
import type { OpenSubscriptionRequest } from '../../domain/subscription/open.schema.js';
import type { AccountState } from '../../domain/subscription/state.js';
import { carryOutDue } from '../../domain/timeline/carry-out.js';
import { nextServiceEventAt } from '../../domain/timeline/due-events.js';
import { type Turn, turnOfService } from '../../domain/timeline/turn.js';
import { serviceWorkflowId } from '../../domain/timeline/workflow-ids.js';
import { inTransaction, type Tx } from '../client.js';
import { newId } from '../ids.js';
import { persistEffects } from './effects.store.js';
import { enqueue } from './outbox.store.js';
import { findSubscription, insertSubscription, setNetworkAddresses, setNextDueAt } from './subscriptions.store.js';
import { onTimeline, onTimelineIn, ownDeliveryUntil, type StoreDeps } from './timeline.store.js';

export interface OpenService {
  readonly organizationId: string;
  readonly request: OpenSubscriptionRequest;
  readonly by: string;
  /** Writes, in the same transaction, what the caller keeps beside it: its idempotency key. Runs first. */
  readonly alongside?: (tx: Tx, subscriptionId: string) => Promise<void>;
}

export interface OpenedService {
  readonly subscriptionId: string;
  readonly workflowId: string;
  readonly turn: Turn;
  /** The intent to start the workflow: whoever starts it removes it. */
  readonly outboxId: string;
}

/** Opens a subscription, brings it up to now, and writes the intent to start its alarm clock, in one transaction (EN-05). */
export function openService(deps: StoreDeps, command: OpenService): Promise<OpenedService> {
  return inTransaction(deps.prisma, (tx) => openServiceIn(tx, deps, command));
}

/** Does the same within a transaction that is open already. */
export function openServiceIn(
  tx: Tx,
  deps: StoreDeps,
  { organizationId, request, by, alongside }: OpenService,
): Promise<OpenedService> {
  const { accountId } = request;
  const subscriptionId = newId('sub');
  const workflowId = serviceWorkflowId(subscriptionId);
  return onTimelineIn(
    tx,
    deps,
    { organizationId, accountId, morePlanIds: [request.planId] },
    async ({ state, now, ids }) => {
      await alongside?.(tx, subscriptionId);
      const today = localDateAt(now, state.settings.timeZone);
      const { subscription, effects } = openSubscription(state, request, { subscriptionId, today, now }, ids);
      const begun: AccountState = { ...state, subscriptions: [...state.subscriptions, subscription] };
      const opened = carryOutDue(evolveAll(begun, effects), now, ids);
      const told = tellOpened(begun, subscription, { by, now }, ids);
      return {
        effects: [],
        thenCarryOut: false,
        answer: async () => {
          const { networkAddresses } = request;
          await insertSubscription(tx, { organizationId, accountId, subscription, networkAddresses });
          await persistEffects(tx, { organizationId, accountId, effects: [told, ...effects, ...opened.effects] });
          const after = opened.state.subscriptions.find((it) => it.id === subscriptionId) ?? subscription;
          await setNextDueAt(tx, organizationId, subscriptionId, nextServiceEventAt(opened.state, after));
          const turn = turnOfService(opened.state, subscriptionId, now);
          const payload = { accountId, subscriptionId, changeId: null, turn };
          const availableAt = ownDeliveryUntil(deps.clock);
          const outboxId = await enqueue(tx, { organizationId, kind: 'start', workflowId, payload, availableAt });
          return { subscriptionId, workflowId, turn, outboxId };
        },
      };
    },
  );
}

/** Carries out what is due on the account of a service and tells when the service is due next. */
export function carryOutService(
  deps: StoreDeps,
  ref: { organizationId: string; accountId: string; subscriptionId: string },
): Promise<Turn> {
  const { organizationId, accountId, subscriptionId } = ref;
  const workflowId = serviceWorkflowId(subscriptionId);
  return onTimeline(deps, { organizationId, accountId, workflowId }, ({ state, now }) => ({
    effects: [],
    thenCarryOut: false,
    answer: async () => turnOfService(state, subscriptionId, now),
  }));
}

export interface CancelService {
  readonly organizationId: string;
  readonly accountId: string;
  readonly subscriptionId: string;
  /** First day without it; undefined: today; null withdraws a cancellation that has not come yet. */
  readonly on: CivilDate | null | undefined;
  readonly reason: string | undefined;
  readonly by: string;
}

/** Cancels a subscription now or on a day to come, with its open changes (MP-27). Throws `subscription-cancelled`. */
export function cancelService(deps: StoreDeps, command: CancelService): Promise<void> {
  const { organizationId, accountId, subscriptionId, reason, by } = command;
  return onTimeline(deps, { organizationId, accountId }, async ({ tx, state, now, ids }) => {
    const stored = await findSubscription(tx, organizationId, subscriptionId);
    const subscription = state.subscriptions.find((it) => it.id === subscriptionId) ?? stored;
    if (!subscription) throw new Error(`there is no subscription ${subscriptionId}`);
    const on = command.on === undefined ? localDateAt(now, state.settings.timeZone) : command.on;
    const effects = cancelSubscription(state, subscription, { on, reason, by, now }, ids);
    return { effects, thenCarryOut: true, answer: async () => undefined };
  });
}

export interface EditService {
  readonly organizationId: string;
  readonly accountId: string;
  readonly subscriptionId: string;
  /** Last active day; null: without an end; undefined: as it is. */
  readonly activeTo: CivilDate | null | undefined;
  readonly networkAddresses: readonly string[] | undefined;
  readonly reason: string | undefined;
  readonly by: string;
}

/** Edits a service: its last active day, with the money that follows (PS-07), and its network addresses (PS-08). Throws `active-to-in-past`. */
export function editService(deps: StoreDeps, command: EditService): Promise<void> {
  const { organizationId, accountId, subscriptionId, activeTo, networkAddresses, reason, by } = command;
  return onTimeline(deps, { organizationId, accountId }, async ({ tx, state, now, ids }) => {
    const stored = await findSubscription(tx, organizationId, subscriptionId);
    const subscription = state.subscriptions.find((it) => it.id === subscriptionId) ?? stored;
    if (!subscription) throw new Error(`there is no subscription ${subscriptionId}`);
    if (networkAddresses) await setNetworkAddresses(tx, organizationId, subscriptionId, networkAddresses);
    const effects = activeTo === undefined ? [] : setActiveTo(state, subscription, { activeTo, reason, by, now }, ids);
    return { effects, thenCarryOut: true, answer: async () => undefined };
  });
}
