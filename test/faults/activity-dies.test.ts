import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceWorkflowId } from '../../domain/timeline/workflow-ids.js';
import type { Failpoint } from '../../prisma/failpoint.js';
import { aCatalog, aSubscriptionOf } from '../support/catalog.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aFaultSystem, type FaultSystem, isFullRun, PAID, ROW_TIMEOUT_MS, rounds, send } from '../support/faults.js';

/** In this order, since each worker that will die at its own activity first carries on what the one before left. */
const ACTIVITIES = ['carryOutChange at once', 'reviseChange', 'carryOutChange when due', 'carryOutService'] as const;
const PER_ACTIVITY = { inTest: 3, inFull: 10 };
/** What the last worker may need: its own start, 10 s for the last try of an activity or a workflow task, and the work. */
const GOES_ON_MS = 30_000;

describe('an activity whose process dies after COMMIT, before it reports (F3)', () => {
  let database: TestDatabase;
  let system: FaultSystem;
  let plans: { basic: string; plus: string };
  beforeAll(async () => {
    database = await aDatabase();
    system = await aFaultSystem({ databaseUrl: database.url, prisma: database.prisma });
    await system.start('api');
    plans = await aCatalog(system);
  });
  afterAll(async () => {
    await system?.end();
    await database?.drop();
  });

  it('is carried out once', { timeout: ROW_TIMEOUT_MS }, async () => {
    const size = (perActivity: number) => ACTIVITIES.length * perActivity;
    const expected = new Map<string, string>();
    const sizes = { inTest: size(PER_ACTIVITY.inTest), inFull: size(PER_ACTIVITY.inFull), unit: 'deaths' };
    await rounds('F3', sizes, async (index) => {
      const activity = ACTIVITIES[index % ACTIVITIES.length] ?? 'reviseChange';
      const point = `${activity.split(' ')[0]}:committed` as Failpoint;
      const worker = await system.start('worker', point);
      const trigger = triggered(activity, index);
      await worker.death();
      trigger.then(
        ([id, state]) => id && expected.set(id, state),
        () => {},
      );
      pending.push(trigger);
      await worker.stop();
    });
    const lastDeath = Date.now();
    await system.start('worker');
    await Promise.all(pending);

    expect(await system.findings()).toEqual([]);
    const agreedAfter = Date.now() - lastDeath;
    console.log(`F3: rows and workflows agreed ${(agreedAfter / 1000).toFixed(0)} s after the last death`);
    if (isFullRun) expect(agreedAfter).toBeLessThanOrEqual(GOES_ON_MS);
    const rows = await system.prisma.change.findMany({ where: { organizationId: system.organizationId } });
    expect(new Map(rows.map(({ id, state }) => [id, state]))).toEqual(expected);
  });

  const pending: Promise<[id: string | null, state: string]>[] = [];

  /** Makes a worker do the activity; gives the change, and how it will stand in the end. */
  async function triggered(activity: (typeof ACTIVITIES)[number], index: number): Promise<[string | null, string]> {
    const paid = activity === 'carryOutService' ? paidUntil(index + 1) : PAID;
    const { subscriptionId } = await aSubscriptionOf(system, { planId: plans.basic, ...paid });
    const asked = { subscriptionId, planId: plans.plus, units: 1 };
    switch (activity) {
      case 'carryOutChange at once': {
        const { reply } = await send(system, '/v1/master-plan-changes', { ...asked, scope: 'immediately' });
        return [reply.body.id, 'applied'];
      }
      case 'reviseChange': {
        const { reply } = await send(system, '/v1/master-plan-changes', {
          ...asked,
          scope: 'on-date',
          effectiveDate: null,
        });
        const command = index % 3 === 0 ? 'cancel' : 'complete-now';
        const revised = await send(system, `/v1/plan-changes/${reply.body.id}/${command}`, {});
        return [reply.body.id, revised.reply.body.state];
      }
      case 'carryOutChange when due': {
        const { reply } = await send(system, '/v1/master-plan-changes', {
          ...asked,
          scope: 'on-date',
          effectiveDate: dayOf(index + 1),
        });
        await system.setClock(`${dayOf(index + 1)}T00:00:01.000Z`);
        await system.orchestrator.poke(reply.body.workflowId);
        return [reply.body.id, 'applied'];
      }
      case 'carryOutService': {
        await system.setClock(`${dayOf(index + 1)}T00:00:01.000Z`);
        await system.orchestrator.poke(serviceWorkflowId(subscriptionId));
        return [null, 'renewed'];
      }
    }
  }

  /** A period of a month whose renewal is due on the day of a round. */
  function paidUntil(index: number) {
    const start = new Date(`${dayOf(index)}T00:00:00.000Z`);
    start.setUTCMonth(start.getUTCMonth() - 1);
    const periodStart = start.toISOString().slice(0, 10);
    return { periodStart, paidThrough: dayOf(index - 1), billDay: start.getUTCDate() };
  }

  /** The clock goes forward by a day with each round; the periods that are paid for all of the month stay so. */
  function dayOf(index: number): string {
    return new Date(Date.parse('2050-11-11') + index * 86_400_000).toISOString().slice(0, 10);
  }
});
