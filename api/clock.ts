import { setTimeout as delay } from 'node:timers/promises';
import { addDuration } from '../domain/calendar/duration.js';
import { type Instant, millisecondsBetween } from '../domain/calendar/instant.js';
import { businessNow } from '../domain/timeline/clock.js';
import { serviceWorkflowId } from '../domain/timeline/workflow-ids.js';
import { inTransaction } from '../prisma/client.js';
import { carryOutAccount } from '../prisma/stores/agreement-commands.store.js';
import { type Due, isDelivery, listDue, listOpenWorkflows, nextDueAt } from '../prisma/stores/due.store.js';
import { endDueCheckouts, nextCheckoutEnd } from '../prisma/stores/due-checkouts.store.js';
import { findOrganization, type Organization, setClockOffset } from '../prisma/stores/organizations.store.js';
import type { ApiDeps } from './deps.js';

type ClockDeps = Pick<ApiDeps, 'prisma' | 'orchestrator' | 'clock' | 'logger'>;

/** How long the workflows have to carry out what is due at one instant, before they are poked, and before the step fails. */
const POKE_AFTER_MS = 1_500;
const STEP_MS = 60_000;
const POLL_MS = 20;
/**
 * A timer begins a moment after its span was measured: the workflow is moved by so much more than to the instant, or it would sleep
 * that moment in real time at each step. Waking early would do no harm either, since the rows decide what is due.
 */
const LATENESS_MS = 3_000;
const AT_ONCE = 16;

/**
 * Advances the clock of a test organization by an ISO 8601 duration, stepping to each instant at which something is due: the clock is
 * set to it, the timers of the workflows that are due then fire, and what is due is carried out before the next step (EN-12). Those that
 * are not due are moved once, at the end, by as much as they are behind.
 */
export async function advanceClock(deps: ClockDeps, organizationId: string, by: string): Promise<Instant> {
  const { now: start, organization } = await businessTime(deps, organizationId);
  const target = addDuration(start, by, organization.settings.timeZone);
  const clocks = workflowClocks(deps);
  await settle(deps, organizationId, start);
  for (let at = start; at < target; ) {
    const next = await nextDueAt(deps.prisma, [organizationId], at);
    const nextEnd = await nextCheckoutEnd(deps.prisma, organizationId, at);
    at = [next, nextEnd].reduce<Instant>((first, it) => (it !== null && it < first ? it : first), target);
    clocks.passed(await moveOffset(deps, organizationId, at));
    while ((await endDueCheckouts(deps, organizationId)) > 0);
    const due = await listDue(deps.prisma, organizationId, at);
    await clocks.moveDue(due.flatMap(workflowOf));
    if (due.length > 0) await settle(deps, organizationId, at);
  }
  const open = await listOpenWorkflows(deps.prisma, organizationId);
  await clocks.moveRest(open.flatMap((it) => (isDelivery(it) ? [] : [it.workflowId])));
  const deliveries = open.filter(isDelivery);
  await inBatches(deliveries, (it) => clocks.moveFrom(it.workflowId, millisecondsBetween(it.dueAt ?? start, target)));
  return (await businessTime(deps, organizationId)).now;
}

/** Sets the organization's clock to an instant and gives by how many milliseconds it moved; time that passed since does not count. */
async function moveOffset(deps: ClockDeps, organizationId: string, to: Instant): Promise<number> {
  const { now, organization } = await businessTime(deps, organizationId);
  const span = Math.max(0, millisecondsBetween(now, to));
  if (span > 0)
    await inTransaction(deps.prisma, (tx) => setClockOffset(tx, organizationId, organization.clockOffsetMs + span));
  return span;
}

/** Keeps how far the workflows' clocks are behind the organization's, and moves them. */
function workflowClocks(deps: ClockDeps) {
  let elapsed = 0;
  const movedTo = new Map<string, number>();
  const forward = (workflowId: string, milliseconds: number) =>
    deps.orchestrator.fastForward(workflowId, milliseconds).catch((error: unknown) => {
      // One that just ended has no clock to move; one that is missing is the reconciler's to start.
      deps.logger.debug({ err: error, workflowId }, 'this workflow could not be fast-forwarded');
    });
  const move = (workflowIds: readonly string[], more: number) =>
    inBatches([...new Set(workflowIds)], async (it) => {
      const behind = elapsed - (movedTo.get(it) ?? 0);
      movedTo.set(it, elapsed);
      if (behind > 0) await forward(it, behind + more);
    });
  return {
    passed: (milliseconds: number) => {
      elapsed += milliseconds;
    },
    moveDue: (workflowIds: readonly string[]) => move(workflowIds, LATENESS_MS),
    moveRest: (workflowIds: readonly string[]) => move(workflowIds, 0),
    /** Of one that began on the way: it waits from then on, and what passed before is not its time. */
    moveFrom: async (workflowId: string, sinceThen: number) => {
      const span = Math.min(elapsed, sinceThen);
      if (span > 0) await forward(workflowId, span);
    },
  };
}

/** Waits until everything that is due by an instant is carried out, or needs attention. */
async function settle(deps: ClockDeps, organizationId: string, until: Instant): Promise<void> {
  const started = performance.now();
  let isPoked = false;
  for (;;) {
    const due = await listDue(deps.prisma, organizationId, until);
    if (due.length === 0) return;
    await issueOf(deps, organizationId, due);
    const waited = performance.now() - started;
    if (waited > STEP_MS)
      throw new Error(`${due.length} things that were due by ${until} are not carried out after ${STEP_MS} ms`);
    if (!isPoked && waited > POKE_AFTER_MS) {
      isPoked = true;
      await inBatches([...new Set(due.flatMap(workflowOf))], (it) => deps.orchestrator.poke(it));
    }
    await delay(POLL_MS);
  }
}

/** Names the workflow that carries it out; none does for an invoice of an agreement, or for time that is paid as you go. */
function workflowOf({ workflowId, subscriptionId }: Due): string[] {
  if (workflowId !== null) return [workflowId];
  return subscriptionId === null ? [] : [serviceWorkflowId(subscriptionId)];
}

/** Carries out what has no workflow, of agreements and of time: the relay would do the same a moment later. */
async function issueOf(deps: ClockDeps, organizationId: string, due: readonly Due[]): Promise<void> {
  const accounts = new Set(due.flatMap((it) => (workflowOf(it).length === 0 ? [it.accountId] : [])));
  for (const accountId of accounts) await carryOutAccount(deps, { organizationId, accountId });
}

async function inBatches<T>(all: readonly T[], work: (it: T) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < all.length; i += AT_ONCE) await Promise.all(all.slice(i, i + AT_ONCE).map(work));
}

async function businessTime(deps: ClockDeps, id: string): Promise<{ now: Instant; organization: Organization }> {
  const organization = await findOrganization(deps.prisma, id);
  if (!organization) throw new Error(`there is no organization ${id}`);
  return { now: businessNow(deps.clock, organization), organization };
}
