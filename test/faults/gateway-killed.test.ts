import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Failpoint } from '../../prisma/failpoint.js';
import { callerOf } from '../support/api.js';
import { CARDS, payWith } from '../support/checkouts.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aFaultSystem, type FaultSystem, ROW_TIMEOUT_MS, rounds, send } from '../support/faults.js';
import { anEndpoint } from '../support/payments.js';

/** Between any two steps of a checkout or refund. */
const POINTS: readonly Failpoint[] = ['gateway:answered', 'accept:committed', 'gateway:claimed', 'gateway:noted'];
const KINDS = ['checkout', 'refund'] as const;
const USD = (amount: string) => ({ amount, currency: 'USD' });

describe('the API, killed between two steps of asking a payment provider (F2)', () => {
  let database: TestDatabase;
  let system: FaultSystem;
  beforeAll(async () => {
    database = await aDatabase();
    system = await aFaultSystem({ databaseUrl: database.url, prisma: database.prisma });
    await system.start('api');
    await anEndpoint(system);
  });
  afterAll(async () => {
    await system?.end();
    await database?.drop();
  });

  it('asks it for each checkout and refund once, and the same key finds it done', {
    timeout: ROW_TIMEOUT_MS,
  }, async () => {
    const size = { inTest: POINTS.length * KINDS.length, inFull: 60, unit: 'kills' };
    await rounds('F2 gateway', size, async (index) => {
      const point = POINTS[Math.floor(index / KINDS.length) % POINTS.length] ?? 'gateway:answered';
      await (KINDS[index % KINDS.length] === 'refund' ? refundThrough(point) : checkoutThrough(point));
    });
    expect(await system.findings()).toEqual([]);
  });

  async function checkoutThrough(point: Failpoint): Promise<void> {
    const body = { accountId: system.accountId, amount: USD('20.00') };
    const { id } = await askedOfOneThatDies('/v1/checkouts', body, point);
    await until(async () => (await system.call('GET', `/v1/checkouts/${id}`)).body.state === 'open');
    const asked = { organizationId: system.organizationId, idempotencyKey: `create-checkout/${id}` };
    expect(await system.prisma.sandboxCheckout.count({ where: asked })).toBe(1);
    expect(await system.prisma.gatewayCall.count({ where: asked })).toBe(1);
  }

  async function refundThrough(point: Failpoint): Promise<void> {
    const paymentId = await aPayment();
    const path = `/v1/payments/${paymentId}/refunds`;
    const { id } = await askedOfOneThatDies(path, { amount: USD('5.00'), reason: 'Twice' }, point);
    const refunds = async () => (await system.call('GET', path)).body.data;
    await until(async () => (await refunds())[0]?.state === 'made');
    expect(await refunds()).toMatchObject([{ id, state: 'made', taken: USD('5.00') }]);
    const where = { organizationId: system.organizationId, idempotencyKey: `refund/${id}` };
    expect(await system.prisma.sandboxRefund.count({ where })).toBe(1);
  }

  /** Sends a request to a process that dies of it, then the same to another one; gives what was created. */
  async function askedOfOneThatDies(path: string, body: unknown, point: Failpoint): Promise<{ id: string }> {
    const victim = await system.start('api', point);
    const key = randomUUID();
    const call = callerOf(victim.url, system);
    const first = call('POST', path, { body, headers: { 'idempotency-key': key } }).catch(() => null);
    await Promise.all([first, victim.death()]);
    const { reply } = await send(system, path, body, key);
    expect([201, 202]).toContain(reply.status);
    await victim.stop();
    return reply.body;
  }

  async function aPayment(): Promise<string> {
    const body = { accountId: system.accountId, amount: USD('20.00') };
    const { reply } = await send(system, '/v1/checkouts', body);
    await until(async () => (await system.call('GET', `/v1/checkouts/${reply.body.id}`)).body.state === 'open');
    const { body: checkout } = await system.call('GET', `/v1/checkouts/${reply.body.id}`);
    await payWith(checkout.payUrl, CARDS.paid);
    let paymentId = '';
    await until(async () => {
      paymentId = (await system.call('GET', `/v1/checkouts/${reply.body.id}`)).body.paymentId ?? '';
      return paymentId !== '';
    });
    return paymentId;
  }

  /** Waits for what another process does, which may first wait for the lease of the one that died. */
  async function until(isSo: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + 90_000;
    while (!(await isSo())) {
      if (Date.now() > end) throw new Error('it has not come to be');
      await delay(100);
    }
  }
});
