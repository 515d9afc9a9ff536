import { setTimeout as delay } from 'node:timers/promises';
import { aCatalog, aSubscriptionOf, type SubscriptionOptions } from '../support/catalog.js';
import type { TestSystem } from '../support/system.js';

/** A way that a workflow can take, played on the real servers for its history. */
export interface Path {
  /** `master-plan-change/dated-applied` */
  readonly name: string;
  /** Plays it, and gives the id of the workflow that took it, once that has ended or is at rest. */
  readonly play: (system: TestSystem) => Promise<string>;
}

export interface Cast {
  readonly system: TestSystem;
  readonly basic: string;
  readonly plus: string;
  readonly accountId: string;
  readonly subscriptionId: string;
}

/** Opens a subscription to `basic`, paid through 2026-11-30, on 2026-11-11. */
export async function aCast(system: TestSystem, options: Partial<SubscriptionOptions> = {}): Promise<Cast> {
  const { basic, plus } = await aCatalog(system);
  const opened = await aSubscriptionOf(system, { planId: basic, ...options });
  return { system, basic, plus, ...opened };
}

/** Asks for a change to `plus`, or to what `body` says, and gives its id. */
export async function ask({ system, subscriptionId, plus }: Cast, body: Record<string, unknown>): Promise<string> {
  const asked = { subscriptionId, planId: plus, units: 1, ...body };
  const reply = await system.call('POST', '/v1/master-plan-changes', { body: asked });
  if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body.id;
}

export function askForDate(cast: Cast, effectiveDate: string | null): Promise<string> {
  return ask(cast, { scope: 'on-date', effectiveDate });
}

/** Sends a POST as an admin and gives the status. */
export async function post({ system }: Cast, path: string, body: Record<string, unknown> = {}): Promise<number> {
  return (await system.call('POST', path, { body })).status;
}

export async function revise(cast: Cast, changeId: string, command: string, body = {}): Promise<void> {
  const status = await post(cast, `/v1/plan-changes/${changeId}/${command}`, body);
  if (status !== 200) throw new Error(`${command}: ${status}`);
}

/** Takes the plan away before the change is due: it then needs attention. */
export async function askForLostPlan(cast: Cast, effectiveDate: string): Promise<string> {
  const changeId = await askForDate(cast, effectiveDate);
  await post(cast, `/v1/plans/${cast.plus}/deactivate`);
  await cast.system.advanceTo(effectiveDate);
  return changeId;
}

/** Waits for the end of a change's workflow, and gives its id. */
export async function ended({ system }: Cast, changeId: string): Promise<string> {
  const workflowId = `master-plan-change/${changeId}`;
  await system.client.workflow.getHandle(workflowId).result();
  return workflowId;
}

/** Waits until a workflow has nothing under way, and gives its id. */
export async function atRest({ system }: Cast, workflowId: string): Promise<string> {
  await until(async () => (await pendingOf(system, workflowId)) === null);
  return workflowId;
}

/** Waits until a workflow has heard of what others did to its rows, and has nothing under way; gives its id. */
export function hasHeard({ system }: Cast, workflowId: string): Promise<string> {
  return hasHeardOf(system, workflowId);
}

/** Waits for the same in a system without that cast. */
export async function hasHeardOf(system: TestSystem, workflowId: string): Promise<string> {
  await until(async () => (await system.prisma.outboxMessage.count()) === 0);
  await until(async () => (await pendingOf(system, workflowId)) === null);
  return workflowId;
}

/** Takes a table away while something is carried out, so that it fails, until it was tried a second time. */
export async function failingOnce<T>(
  { system }: Cast,
  { workflowId, table }: { workflowId: () => Promise<string>; table: string },
  work: () => Promise<T>,
): Promise<T> {
  await system.prisma.$executeRawUnsafe(`ALTER TABLE ${table} RENAME TO ${table}_away`);
  const worked = work();
  const id = await workflowId();
  await until(async () => ((await pendingOf(system, id)) ?? 0) >= 2);
  await system.prisma.$executeRawUnsafe(`ALTER TABLE ${table}_away RENAME TO ${table}`);
  return worked;
}

/** Gives the attempt that a workflow's pending activity has come to, 0 for a pending workflow task, null where nothing is pending. */
async function pendingOf({ client }: TestSystem, workflowId: string): Promise<number | null> {
  const { namespace } = client.options;
  const request = { namespace, execution: { workflowId } };
  const { pendingActivities, pendingWorkflowTask } = await client.workflowService.describeWorkflowExecution(request);
  return pendingActivities?.[0]?.attempt ?? (pendingWorkflowTask ? 0 : null);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const late = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > late) throw new Error('what was waited for did not come within a minute');
    await delay(20);
  }
}
