import { type NativeConnection, Worker } from '@temporalio/worker';
import type { Activities } from '../activities/index.js';
import { TASK_QUEUE } from '../workflows/lib/task-queue.messages.js';
import { sayingAlive } from './alive.js';

export interface WorkerDeps {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly activities: Activities;
  readonly workflowBundle: { code: string };
  readonly taskQueue?: string;
}

/** Makes the worker; it runs when its caller says so, and drains when it is shut down. */
export function createWorker(deps: WorkerDeps): Promise<Worker> {
  return Worker.create({
    connection: deps.connection,
    namespace: deps.namespace,
    taskQueue: deps.taskQueue ?? TASK_QUEUE,
    activities: deps.activities,
    workflowBundle: deps.workflowBundle,
    interceptors: { activity: [sayingAlive] },
    maxCachedWorkflows: 500,
    // What waits after an outage is taken in portions: all of it at once, none would be done before its workflow task's 2 s are over.
    maxConcurrentWorkflowTaskExecutions: 16,
    // Each takes a connection of the pool, which the API needs too.
    maxConcurrentActivityTaskExecutions: 10,
    maxConcurrentLocalActivityExecutions: 10,
    // A worker that died is noticed after this: its waiting changes go on elsewhere.
    stickyQueueScheduleToStartTimeout: '3s',
    shutdownGraceTime: '10s',
  });
}
