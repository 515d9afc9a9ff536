import {
  type Client,
  Connection,
  isGrpcServiceError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { DomainError, type DomainErrorCode, ERROR_CODES } from '../domain/errors.js';
import type { ChangeKind } from '../domain/subscription/state.js';
import type { ChangeRevision } from '../domain/timeline/kinds.js';
import type { Turn } from '../domain/timeline/turn.js';
import type * as workflows from '../workflows/index.js';
import type { ChangeInput } from '../workflows/lib/change.messages.js';
import { searchAttributesOf } from '../workflows/lib/search-attributes.messages.js';
import { TASK_QUEUE } from '../workflows/lib/task-queue.messages.js';
import type { WebhookDeliveryInput } from '../workflows/webhook-delivery.messages.js';
import { moveClock } from './orchestrator-clock.js';
import { staticDetailsOf, staticSummaryOf } from './static-details.js';

/** What a workflow is started with: for a change, or for a service. */
export interface StartMessage {
  readonly organizationId: string;
  readonly workflowId: string;
  readonly accountId: string;
  /** Null where the change is not about a subscription. */
  readonly subscriptionId: string | null;
  /** Null: the alarm clock of the service itself. */
  readonly changeId: string | null;
  readonly turn: Turn;
}

export type WorkflowStatus = 'running' | 'closed' | 'missing';

/** What API and relay ask of the workflow service. Every call throws `OrchestratorUnavailable` where it does not answer in time. */
export interface Orchestrator {
  ping(): Promise<void>;
  /** Starts once by the workflow's id; one that was started already is a success. */
  start(message: StartMessage, options?: { readonly eager: boolean }): Promise<void>;
  /** Waits for the end of a workflow; tells whether it came in time. */
  endsWithin(workflowId: string, milliseconds: number): Promise<boolean>;
  /**
   * Throws `WorkflowGone` where it is not running, and the domain's error where it refuses. Each call is a new one to the workflow, since
   * that would keep a failure for good: the activity's `requestId` is what makes two of them one.
   */
  revise(workflowId: string, message: { revision: ChangeRevision; by: string; requestId: string }): Promise<Turn>;
  /** Tells a workflow to look again; tells whether it is running. */
  poke(workflowId: string): Promise<boolean>;
  statusOf(workflowId: string): Promise<WorkflowStatus>;
  /** Moves the clock of a workflow; where the server cannot, the workflow is poked, which has the same effect on the rows. */
  fastForward(workflowId: string, milliseconds: number): Promise<void>;
  listRunning(): Promise<readonly string[]>;
}

/** Says that the workflow service did not answer: the caller gets 503 and may try again. */
export class OrchestratorUnavailable extends Error {
  override readonly name = 'OrchestratorUnavailable';
}

/** Says that there is no running workflow of that id. */
export class WorkflowGone extends Error {
  override readonly name = 'WorkflowGone';
}

/** The workflow that each kind of change runs as. */
const WORKFLOWS: Readonly<Record<ChangeKind, keyof typeof workflows>> = {
  'master-plan-change': 'masterPlanChange',
  'agreement-change': 'agreementChange',
  'payg-upgrade-booking': 'paygUpgradeBooking',
  'package-change-order': 'packageChangeOrder',
  'service-reactivation': 'serviceReactivation',
};

/** A call to the workflow service that takes longer counts as unanswered; callers of the API wait for it. */
const CALL_MS = 5_000;
const UPDATE_MS = 25_000;
const PING_MS = 2_000;

export function createOrchestrator(client: Client, taskQueue = TASK_QUEUE): Orchestrator {
  const { workflow, connection } = client;
  // Only a connection that a worker of this process shares can: the plain one refuses to be asked.
  const startsEagerly = !(connection instanceof Connection);
  const within = <T>(ms: number, call: () => Promise<T>) =>
    translated(() => answerWithin(ms, connection.withDeadline(Date.now() + ms, call)));
  const ping = () => within(PING_MS, async () => void (await client.workflowService.getSystemInfo({})));

  return {
    ping,

    start: (message, { eager } = { eager: false }) =>
      within(CALL_MS, async () => {
        const { organizationId, accountId, subscriptionId, changeId, turn, workflowId } = message;
        const kind = workflowId.split('/')[0] ?? '';
        const common = {
          workflowId,
          taskQueue,
          // One that ended well never starts again; one that somebody ended by hand does, since its row is still open.
          workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY' as const,
          workflowTaskTimeout: '2s' as const,
          requestEagerStart: eager && startsEagerly,
          typedSearchAttributes: searchAttributesOf({ organizationId, accountId, subscriptionId, kind, ...turn }),
          staticSummary: staticSummaryOf(message),
          staticDetails: staticDetailsOf(message),
        };
        try {
          if (kind === 'webhook-delivery') {
            await workflow.start<typeof workflows.webhookDelivery>('webhookDelivery', {
              ...common,
              args: [webhookDeliveryOf(organizationId, workflowId)],
            });
          } else if (changeId !== null) {
            const args: [ChangeInput] = [{ organizationId, accountId, changeId, turn }];
            await workflow.start(WORKFLOWS[kind as ChangeKind], { ...common, args });
          } else if (subscriptionId !== null) {
            const args: Parameters<typeof workflows.prepaidService> = [
              { organizationId, accountId, subscriptionId, turn },
            ];
            await workflow.start<typeof workflows.prepaidService>('prepaidService', { ...common, args });
          }
        } catch (error) {
          if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        }
      }),

    endsWithin: async (workflowId, milliseconds) => {
      try {
        await within(milliseconds, () => workflow.getHandle(workflowId).result());
        return true;
      } catch {
        // Late, failed or unreachable: the rows tell how the change stands.
        return false;
      }
    },

    revise: async (workflowId, message) => {
      // An answer may take long, that nobody is there may not.
      await ping();
      const handle = workflow.getHandle(workflowId);
      return within(UPDATE_MS, () => handle.executeUpdate<Turn, [typeof message]>('revise', { args: [message] }));
    },

    poke: (workflowId) =>
      within(CALL_MS, async () => {
        try {
          await workflow.getHandle(workflowId).signal('poke');
          return true;
        } catch (error) {
          if (error instanceof WorkflowNotFoundError) return false;
          throw error;
        }
      }),

    statusOf: (workflowId) =>
      within(CALL_MS, async () => {
        try {
          const { status } = await workflow.getHandle(workflowId).describe();
          return status.name === 'RUNNING' ? 'running' : 'closed';
        } catch (error) {
          if (error instanceof WorkflowNotFoundError) return 'missing';
          throw error;
        }
      }),

    fastForward: (workflowId, milliseconds) =>
      within(CALL_MS, async () => {
        try {
          await moveClock(client, workflowId, milliseconds);
        } catch (error) {
          if (!isGrpcServiceError(error)) throw error;
          await workflow.getHandle(workflowId).signal('poke');
        }
      }),

    listRunning: () =>
      within(60_000, async () => {
        const ids: string[] = [];
        for await (const it of workflow.list({ query: `ExecutionStatus = 'Running' AND TaskQueue = '${taskQueue}'` })) {
          ids.push(it.workflowId);
        }
        return ids;
      }),
  };
}

/** Reads out of a delivery's workflow id which one it is; behind that, one that is sent again has how many tries there were before. */
function webhookDeliveryOf(organizationId: string, workflowId: string): WebhookDeliveryInput {
  const [, deliveryId = ''] = workflowId.split('/');
  return { organizationId, deliveryId };
}

/** The native connection gives each of its own tries the whole of a deadline, so that all of them together need a bound of ours. */
async function answerWithin<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new OrchestratorUnavailable(`No answer within ${ms} ms.`)), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Translates what the Temporal client throws into what our callers understand. */
async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new WorkflowGone(error.message, { cause: error });
    if (error instanceof WorkflowUpdateFailedError) throw refusalOf(error);
    if (isUnanswered(error)) throw new OrchestratorUnavailable(error.message, { cause: error });
    throw error;
  }
}

/** A call that the service found malformed is our fault; whatever else it did not do, it may do later. */
function isUnanswered(error: unknown): error is Error {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  // The client wraps it, or the connection throws it as it is: which one depends on the sort of connection.
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause)) return cause.code !== INVALID_ARGUMENT;
  }
  return error instanceof ServiceError;
}

/** gRPC's number. */
const INVALID_ARGUMENT = 3;

/** Finds the domain's refusal in what came back from the activity. */
function refusalOf(error: WorkflowUpdateFailedError): Error {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ApplicationFailure && isDomainErrorCode(cause.type)) {
      const [told] = cause.details ?? [];
      const { path, details } = (told ?? {}) as { path?: string | null; details?: Record<string, unknown> | null };
      return new DomainError(cause.type, cause.message, { ...(path ? { path } : {}), ...(details ? { details } : {}) });
    }
  }
  return new OrchestratorUnavailable('The change could not be revised now.', { cause: error });
}

function isDomainErrorCode(type: unknown): type is DomainErrorCode {
  return typeof type === 'string' && Object.hasOwn(ERROR_CODES, type);
}
