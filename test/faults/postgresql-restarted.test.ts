import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withClient } from '../../scripts/lib/databases.js';
import { aCatalog, aSubscriptionOf } from '../support/catalog.js';
import { aFaultSystem, counted, type FaultSystem, PAID, ROW_TIMEOUT_MS, rounds, send } from '../support/faults.js';
import { aPostgres, type OwnPostgres } from '../support/servers.js';

const CLIENTS = 8;

describe('PostgreSQL, restarted in the middle (F5)', () => {
  let postgres: OwnPostgres;
  let system: FaultSystem;
  let plans: { basic: string; plus: string };
  beforeAll(async () => {
    postgres = await aPostgres();
    system = await aFaultSystem({ databaseUrl: postgres.url, prisma: postgres.prisma });
    await system.start('all-in-one');
    plans = await aCatalog(system);
  }, 120_000);
  afterAll(async () => {
    await system?.end();
    await postgres?.end();
  });

  it('loses nothing; the API says 503, never 500', { timeout: ROW_TIMEOUT_MS }, async () => {
    const statuses: number[] = [];
    const faults = [restartedFast, restartedAtOnce, killed, backendsTerminated];
    await rounds('F5', { inTest: 4, inFull: 20, unit: 'restarts and storms' }, async (round) => {
      const ids = await Promise.all(Array.from({ length: CLIENTS }, aSubscription));
      const fault = delay(randomInt(50, 400)).then(faults[round % faults.length]);
      const [answers] = await Promise.all([Promise.all(ids.map(client)), fault]);
      statuses.push(...answers.flat());
    });

    expect(await system.findings()).toEqual([]);
    console.log(`F5: answered ${counted(statuses)}`);
    expect(statuses.filter((it) => ![200, 201, 202, 409, 503].includes(it))).toEqual([]);
    const states = await postgres.prisma.change.groupBy({ by: ['state'], _count: true });
    expect(states.map(({ state }) => state).sort()).toEqual(['applied', 'cancelled']);
  });

  /** Changes up and down, at once and later; gives all that was answered. */
  async function client(subscriptionId: string, index: number): Promise<number[]> {
    await delay(randomInt(0, 300));
    const asked = { subscriptionId, planId: plans.plus, units: 1 };
    const path = '/v1/master-plan-changes';
    const first = await send(system, path, { ...asked, scope: 'immediately', proration: 'full' });
    const second = await send(system, path, { ...asked, units: 2, scope: 'on-date', effectiveDate: '2050-11-20' });
    const command = index % 2 === 0 ? 'complete-now' : 'cancel';
    const third = await send(system, `/v1/plan-changes/${second.reply.body.id}/${command}`, {});
    expect(third.reply.body.state).toBe(index % 2 === 0 ? 'applied' : 'cancelled');
    return [...first.statuses, ...second.statuses, ...third.statuses];
  }

  async function aSubscription(): Promise<string> {
    return (await aSubscriptionOf(system, { planId: plans.basic, ...PAID })).subscriptionId;
  }

  /** `pg_ctl restart -m fast`. */
  async function restartedFast(): Promise<void> {
    await postgres.server.restart();
  }

  /** `pg_ctl restart -m immediate`. */
  async function restartedAtOnce(): Promise<void> {
    process.kill(postgres.server.pid, 'SIGQUIT');
    await postgres.server.ended;
    await postgres.server.restart();
  }

  async function killed(): Promise<void> {
    await postgres.server.kill();
    await postgres.server.restart();
  }

  async function backendsTerminated(): Promise<void> {
    await withClient(postgres.server.urlOf('postgres'), async (admin) => {
      for (let storm = 0; storm < 10; storm += 1) {
        await admin.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'changeover' AND application_name <> 'test'`,
        );
        await delay(randomInt(20, 150));
      }
    });
  }
});
