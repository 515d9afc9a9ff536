import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Failpoint } from '../../prisma/failpoint.js';
import { acceptMasterPlanChangeRequest } from '../../prisma/stores/change-commands.store.js';
import { callerOf } from '../support/api.js';
import { aCatalog, aSubscriptionOf } from '../support/catalog.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aFaultSystem, type FaultSystem, PAID, ROW_TIMEOUT_MS, rounds, send } from '../support/faults.js';
import type { AppProcess } from '../support/process.js';

type Kind = 'immediate' | 'dated' | 'complete-now' | 'cancel';

/** Between any two steps of a request; each is passed by the kinds of request that stand beside it. */
const POINTS: readonly (readonly [Failpoint, readonly Kind[]])[] = [
  ['accept:before-commit', ['immediate', 'dated']],
  ['accept:committed', ['immediate', 'dated', 'complete-now', 'cancel']],
  ['start:done', ['immediate', 'dated']],
  ['result:known', ['immediate', 'dated']],
  ['revise:done', ['complete-now', 'cancel']],
  ['answer:made', ['immediate', 'dated', 'complete-now', 'cancel']],
  ['answer:stored', ['immediate', 'dated', 'complete-now', 'cancel']],
];
/** The same for the relay, with a message of the outbox in hand. */
const RELAY_POINTS: readonly Failpoint[] = ['relay:claimed', 'relay:delivered'];
const PER_POINT = { inTest: 4, inFull: 40 };

describe('the API, killed between two steps of a request (F2)', () => {
  let database: TestDatabase;
  let system: FaultSystem;
  let plans: { basic: string; plus: string };
  /** Every change that was asked for: there must be no other. */
  const asked = new Set<string>();
  beforeAll(async () => {
    database = await aDatabase();
    system = await aFaultSystem({ databaseUrl: database.url, prisma: database.prisma });
    await Promise.all([system.start('api'), system.start('worker')]);
    plans = await aCatalog(system);
  });
  afterAll(async () => {
    await system?.end();
    await database?.drop();
  });

  it('loses no message of the outbox', { timeout: ROW_TIMEOUT_MS }, async () => {
    await rounds('F2 relay', { inTest: 4, inFull: 80, unit: 'kills' }, async (index) => {
      const process = await system.start('api', RELAY_POINTS[index % RELAY_POINTS.length]);
      // The relay of any process may be the one that delivers.
      while (!process.isDead()) asked.add(await acceptedAndLeft());
      await process.stop();
    });
    await expectNoOthers();
  });

  it('leaves no orphan; the same key gets the same answer from another process', {
    timeout: ROW_TIMEOUT_MS,
  }, async () => {
    const size = (perPoint: number) => POINTS.length * perPoint;
    let next = victim(0);
    await rounds(
      'F2',
      { inTest: size(PER_POINT.inTest), inFull: size(PER_POINT.inFull), unit: 'kills' },
      async (index) => {
        const process = await next;
        next = victim(index + 1);
        next.catch(() => {});
        const [, kinds] = pointOf(index);
        const kind = kinds[Math.floor(index / POINTS.length) % kinds.length] ?? 'immediate';
        asked.add(await killedWithin(process, kind));
      },
    );
    await next;
    await expectNoOthers();
  });

  async function expectNoOthers(): Promise<void> {
    expect(await system.findings()).toEqual([]);
    const rows = await system.prisma.change.findMany({ where: { organizationId: system.organizationId } });
    expect(new Set(rows.map(({ id }) => id))).toEqual(asked);
  }

  /** Every other time the worker is in the same process, and immediate changes are started eagerly on it. */
  function victim(index: number): Promise<AppProcess> {
    const isWhole = Math.floor(index / POINTS.length) % 2 === 1;
    return system.start(isWhole ? 'all-in-one' : 'api', pointOf(index)[0]);
  }

  /** Sends a request to a process that dies of it, then twice to another one; gives the change. */
  async function killedWithin(process: AppProcess, kind: Kind): Promise<string> {
    const { subscriptionId } = await aSubscriptionOf(system, { planId: plans.basic, ...PAID });
    const { path, body, expected } = await requestOf(kind, subscriptionId);
    const key = randomUUID();
    const first = callerOf(process.url, system)('POST', path, { body, headers: { 'idempotency-key': key } }).catch(
      () => null,
    );
    await Promise.all([first, process.death()]);
    const again = await send(system, path, body, key);
    const once = await send(system, path, body, key);
    expect([again.reply.status, again.reply.body.state]).toEqual(expected);
    expect(once.reply.body).toEqual(again.reply.body);
    await process.stop();
    return again.reply.body.id;
  }

  /** Accepts a change as an API does that dies right then, so long ago that its start is left to the relays. */
  async function acceptedAndLeft(): Promise<string> {
    const { organizationId, prisma } = system;
    const { accountId, subscriptionId } = await aSubscriptionOf(system, { planId: plans.basic, ...PAID });
    const request = { subscriptionId, planId: plans.plus, units: 1, scope: 'immediately' as const };
    const clock = { now: () => new Date(Date.now() - 10_000) };
    return (await acceptMasterPlanChangeRequest({ prisma, clock }, { organizationId, accountId, request, by: 'test' }))
      .changeId;
  }

  async function requestOf(kind: Kind, subscriptionId: string) {
    const path = '/v1/master-plan-changes';
    const asked = { subscriptionId, planId: plans.plus, units: 1 };
    const dated = { ...asked, scope: 'on-date', effectiveDate: '2050-11-20' };
    if (kind === 'immediate') return { path, body: { ...asked, scope: 'immediately' }, expected: [201, 'applied'] };
    if (kind === 'dated') return { path, body: dated, expected: [202, 'waiting'] };
    const { reply } = await send(system, path, dated);
    const state = kind === 'cancel' ? 'cancelled' : 'applied';
    return { path: `/v1/plan-changes/${reply.body.id}/${kind}`, body: {}, expected: [200, state] };
  }

  function pointOf(index: number): (typeof POINTS)[number] {
    return POINTS[index % POINTS.length] ?? ['answer:stored', ['immediate']];
  }
});
