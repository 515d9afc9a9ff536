import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

/** A development server fast-forwards at most so many timers in one go. */
const MOST_TIMERS = 5000;
/** How long a workflow has to end what it is doing; moved all the same then, and woken by other means should its timer miss the span. */
const IDLE_WITHIN_MS = 1_000;
const LOOK_AGAIN_MS = 10;

/**
 * Moves one workflow's clock forward by an exact span, so that a timer which ends within it fires now: for development servers with
 * `frontend.WorkflowTimeSkippingEnabled`, others refuse it. The span begins once the workflow is at rest: a timer that it has yet to set
 * would begin after the span.
 */
export async function moveClock(client: Client, workflowId: string, milliseconds: number): Promise<void> {
  const until = performance.now() + IDLE_WITHIN_MS;
  while (!(await isAtRest(client, workflowId)) && performance.now() < until) await delay(LOOK_AGAIN_MS);
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace: client.options.namespace,
    workflowExecution: { workflowId },
    workflowExecutionOptions: {
      timeSkippingConfig: {
        enabled: true,
        maxSessionSkipCount: MOST_TIMERS,
        fastForwardConfig: { id: randomUUID(), duration: msToTs(milliseconds) },
      },
    },
    updateMask: { paths: ['time_skipping_config'] },
  });
}

async function isAtRest(client: Client, workflowId: string): Promise<boolean> {
  const { pendingWorkflowTask, pendingActivities } = await client.workflowService.describeWorkflowExecution({
    namespace: client.options.namespace,
    execution: { workflowId },
  });
  return !pendingWorkflowTask && (pendingActivities ?? []).length === 0;
}
