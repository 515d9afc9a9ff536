import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCatalog, aSubscriptionOf } from '../support/catalog.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import {
  aFaultSystem,
  type FaultSystem,
  isFullRun,
  PAID,
  ROW_TIMEOUT_MS,
  rounds,
  type Sent,
  send,
} from '../support/faults.js';

/** What is begun around each kill; 20 kills make 100 changes. */
const PER_KILL = isFullRun ? 10 : 5;

describe('the workers, killed at random moments and started again (F1)', () => {
  let database: TestDatabase;
  let system: FaultSystem;
  beforeAll(async () => {
    database = await aDatabase();
    system = await aFaultSystem({ databaseUrl: database.url, prisma: database.prisma });
  });
  afterAll(async () => {
    await system?.end();
    await database?.drop();
  });

  it('loses no change and applies none twice', { timeout: ROW_TIMEOUT_MS }, async () => {
    const [, ...workers] = await Promise.all([system.start('api'), system.start('worker'), system.start('worker')]);
    /** For each worker, when it runs again: meanwhile the other one may be killed too. */
    const restarted = workers.map(() => Promise.resolve());
    const plans = await aCatalog(system);
    const changes: Promise<Sent>[] = [];
    const kills: number[] = [];

    const count = await rounds('F1', { inTest: 20, inFull: 100, unit: 'kills' }, async (round) => {
      const ids = await Promise.all(
        Array.from({ length: PER_KILL }, async () => {
          const { subscriptionId } = await aSubscriptionOf(system, { planId: plans.basic, ...PAID });
          return subscriptionId;
        }),
      );
      changes.push(...ids.map((id, i) => change(id, plans.plus, i)));
      const which = round % workers.length;
      await restarted[which];
      await delay(randomInt(20, 1_500));
      kills.push(Date.now());
      restarted[which] = workers[which]?.restart() ?? Promise.resolve();
    });
    await Promise.all(restarted);
    const sent = await Promise.all(changes);
    await system.setClock('2050-11-12T00:00:05.000Z');

    expect(await system.findings()).toEqual([]);
    const rows = await system.prisma.change.findMany({ where: { organizationId: system.organizationId } });
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(sent.map(({ reply }) => reply.body.id)));
    expect(rows.map(({ state }) => state)).toEqual(Array(count * PER_KILL).fill('applied'));
    const times = await resumed(kills);
    console.log(
      `F1: ${rows.length} changes, ${times.length} of them hit; resumed: p50 ${at(times, 0.5)} ms, p95 ${at(times, 0.95)} ms, last ${at(times, 1)} ms`,
    );
    if (isFullRun) expect(at(times, 0.95)).toBeLessThanOrEqual(12_000);
  });

  /** Of five, two are immediate, one is dated today, one is completed before its date and one waits for it. */
  async function change(subscriptionId: string, planId: string, index: number): Promise<Sent> {
    await delay(randomInt(0, 300));
    const asked = { subscriptionId, planId, units: 1, proration: 'full' };
    if (index % 5 < 2) return send(system, '/v1/master-plan-changes', { ...asked, scope: 'immediately' });
    const effectiveDate = index % 5 === 2 ? '2050-11-11' : '2050-11-12';
    const sent = await send(system, '/v1/master-plan-changes', { ...asked, scope: 'on-date', effectiveDate });
    if (index % 5 !== 3) return sent;
    return send(system, `/v1/plan-changes/${sent.reply.body.id}/complete-now`, {});
  }

  /** How long after the last kill before it each change that was open then was applied, shortest first. */
  async function resumed(kills: readonly number[]): Promise<number[]> {
    const entries = await system.prisma.historyEntry.findMany({
      where: { organizationId: system.organizationId, event: { in: ['accepted', 'completed-now', 'applied'] } },
      orderBy: { sequence: 'asc' },
    });
    const applied = entries.filter(({ event, changeId }) => event === 'applied' && !isWaiting(changeId));
    return applied
      .flatMap((it) => {
        const begun = entries.find(({ changeId }) => changeId === it.changeId)?.recordedAt.getTime() ?? 0;
        const kill = kills.findLast((at) => at > begun && at < it.recordedAt.getTime());
        return kill === undefined ? [] : [it.recordedAt.getTime() - kill];
      })
      .sort((a, b) => a - b);

    /** One that waited for its date was not held up by the kills. */
    function isWaiting(id: string | null): boolean {
      const own = entries.filter(({ changeId }) => changeId === id);
      return own.at(-1)?.at.toISOString() === '2050-11-12T00:00:00.000Z';
    }
  }
});

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
