import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aFaultSystem, type FaultSystem, isFullRun, ROW_TIMEOUT_MS } from '../support/faults.js';
import { aPrepaidPlan, aService } from '../support/prepaid.js';

const SERVICES = isFullRun ? 1_000 : 100;
const AT_ONCE = 10;
/** How long they may take on a busy machine; how long they took is printed. */
const BILLED_MS = isFullRun ? 900_000 : 120_000;
const MIDNIGHT = '2050-12-01T00:00:00.000Z';

describe('services that renew at one midnight, while the worker is killed twice', () => {
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

  it('are each invoiced exactly once, and none much later than the kills', { timeout: ROW_TIMEOUT_MS }, async () => {
    const [, worker] = await Promise.all([system.start('api'), system.start('worker')]);
    const planId = await aPrepaidPlan(system);
    const november = { paidThrough: '2050-11-30' };
    for (let i = 0; i < SERVICES; i += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, () => aService(system, planId, '2050-11-01', november)));
    }

    await system.setClock('2050-11-30T23:59:58.000Z');
    await system.untilClock(MIDNIGHT);
    const begun = Date.now();
    for (let kill = 0; kill < 2; kill += 1) {
      await delay(randomInt(500, 2_500));
      await worker?.restart();
    }
    const where = { organizationId: system.organizationId };
    // To verify asks of every workflow: it would take what they need.
    while ((await system.prisma.invoice.count({ where })) < SERVICES && Date.now() < begun + BILLED_MS) {
      system.expectAlive();
      await delay(1_000);
    }
    expect(await system.findings()).toEqual([]);

    const invoices = await system.prisma.invoice.findMany({ where });
    expect(invoices).toHaveLength(SERVICES);
    expect(new Set(invoices.map((it) => it.subscriptionId)).size).toBe(SERVICES);
    expect(new Set(invoices.map((it) => it.number)).size).toBe(SERVICES);
    expect(invoices.every((it) => it.total.toFixed(2) === '20.00')).toBe(true);
    const { _sum } = await system.prisma.posting.aggregate({ where, _sum: { amount: true } });
    expect(Number(_sum.amount)).toBe(0);
    const late = invoices.map((it) => it.recordedAt.getTime() - begun).sort((a, b) => a - b);
    const at = (share: number) => late[Math.ceil(late.length * share) - 1];
    console.log(
      `${SERVICES} renewals at one midnight, 2 kills: late by p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, last ${at(1)} ms`,
    );
  });
});
