import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TemporalServer } from '../../scripts/lib/temporal-server.js';
import { aCatalog, aSubscriptionOf } from '../support/catalog.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aFaultSystem, type FaultSystem, isFullRun, PAID, ROW_TIMEOUT_MS, rounds, send } from '../support/faults.js';
import { aTemporal } from '../support/servers.js';

const DATED = 5;

describe('the Temporal server, killed and started again on the same data (F4)', () => {
  let temporal: TemporalServer;
  let database: TestDatabase;
  let system: FaultSystem;
  let plans: { basic: string; plus: string };
  beforeAll(async () => {
    [temporal, database] = await Promise.all([aTemporal(), aDatabase()]);
    system = await aFaultSystem({
      databaseUrl: database.url,
      prisma: database.prisma,
      temporalAddress: temporal.address,
    });
    await system.start('all-in-one');
    plans = await aCatalog(system);
  }, 120_000);
  afterAll(async () => {
    await system?.end();
    await database?.drop();
    await temporal?.stop();
  });

  it('loses no change, accepts new ones meanwhile (EN-05), and what fell due is applied', {
    timeout: ROW_TIMEOUT_MS,
  }, async () => {
    const late: number[] = [];
    const away: number[] = [];
    await rounds('F4', { inTest: 3, inFull: 20, unit: 'kills' }, async (round) => {
      const due = dayOf(round + 1);
      const undated = await change({ scope: 'on-date', effectiveDate: null });
      await system.setClock(`${dayOf(round)}T23:59:52.000Z`);
      const dated = await Promise.all(
        Array.from({ length: DATED }, () => change({ scope: 'on-date', effectiveDate: due })),
      );
      const underWay = [change({ scope: 'immediately' }), change({ scope: 'immediately' })];
      await delay(randomInt(0, 100));
      await temporal.kill();

      const begun = Date.now();
      const [accepted, revised] = await Promise.all([
        change({ scope: 'on-date', effectiveDate: null }),
        system.call('POST', `/v1/plan-changes/${undated.id}/complete-now`, { body: {} }),
      ]);
      expect(accepted).toMatchObject({ state: 'waiting' });
      expect([revised.status, revised.body.code]).toEqual([503, 'workflow-service-unavailable']);
      away.push(Date.now() - begun);
      await system.untilClock(`${due}T00:00:01.000Z`);

      await temporal.restart();
      const up = Date.now();
      await Promise.all(underWay);
      late.push((await appliedAt(dated.map(({ id }) => id))) - up);
      const completed = await send(system, `/v1/plan-changes/${undated.id}/complete-now`, {});
      const cancelled = await send(system, `/v1/plan-changes/${accepted.id}/cancel`, {});
      expect([completed.reply.body.state, cancelled.reply.body.state]).toEqual(['applied', 'cancelled']);
    });

    expect(await system.findings()).toEqual([]);
    console.log(
      `F4: without the server a subscription and its change were accepted, and a revision refused, within ${away.join(', ')} ms`,
    );
    console.log(`F4: what fell due was applied ${late.join(', ')} ms after the server was back`);
    if (!isFullRun) return;
    expect(Math.max(...away)).toBeLessThan(15_000);
    expect(Math.max(...late)).toBeLessThan(10_000);
  });

  async function change(when: Record<string, unknown>): Promise<{ id: string; state: string }> {
    const { subscriptionId } = await aSubscriptionOf(system, { planId: plans.basic, ...PAID });
    const { reply } = await send(system, '/v1/master-plan-changes', {
      subscriptionId,
      planId: plans.plus,
      units: 1,
      ...when,
    });
    expect(reply.status).toBeLessThan(300);
    return reply.body;
  }

  /** Waits until all are applied; gives the real time of the last one. */
  async function appliedAt(ids: readonly string[]): Promise<number> {
    for (;;) {
      const where = { organizationId: system.organizationId, changeId: { in: [...ids] }, event: 'applied' };
      const entries = await system.prisma.historyEntry.findMany({ where });
      if (entries.length === ids.length) return Math.max(...entries.map(({ recordedAt }) => recordedAt.getTime()));
      await delay(50);
    }
  }

  function dayOf(round: number): string {
    return new Date(Date.parse('2050-11-11') + round * 86_400_000).toISOString().slice(0, 10);
  }
});
