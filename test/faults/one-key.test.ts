import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../support/api.js';
import { aCatalog, aSubscriptionOf } from '../support/catalog.js';
import { ROW_TIMEOUT_MS, rounds, send } from '../support/faults.js';
import { aSystem, type TestSystem } from '../support/system.js';

const UNDECIDED = ['request-in-progress', 'store-unavailable', 'workflow-service-unavailable'];

describe('one Idempotency-Key a hundred times at once (F10, EN-10)', () => {
  let system: TestSystem;
  let plans: { basic: string; plus: string };
  beforeAll(async () => {
    system = await aSystem();
    plans = await aCatalog(system);
  });
  afterAll(async () => {
    await system?.stop();
  });

  function post(path: string, body: unknown, key: string): Promise<Reply> {
    return system.call('POST', path, { body, headers: { 'idempotency-key': key } });
  }

  function hundred(path: string, body: unknown, key: string): Promise<Reply[]> {
    return Promise.all(Array.from({ length: 100 }, () => post(path, body, key)));
  }

  /** Waits until a key is claimed by those who were there first. */
  async function underWay(key: string): Promise<void> {
    await expect
      .poll(() => system.prisma.idempotencyKey.count({ where: { key: { endsWith: key } } }), { timeout: 60_000 })
      .toBe(1);
  }

  /** Answers, or "under way" (409), or too busy (503): nothing else; and every answer is the same. */
  function expectOneAnswer(replies: readonly Reply[], final: Reply): void {
    for (const { status, body } of replies) {
      if (status === final.status) expect(body).toEqual(final.body);
      else expect(UNDECIDED).toContain(body.code);
    }
  }

  it('changes the plan once, and refuses another body with 422', { timeout: ROW_TIMEOUT_MS }, async () => {
    const path = '/v1/master-plan-changes';
    await rounds('F10 change', { inTest: 10, inFull: 100, unit: 'rounds of 100' }, async (round) => {
      const { accountId, subscriptionId } = await aSubscriptionOf(system, { planId: plans.basic });
      const dated = round % 2 === 0 ? { scope: 'immediately' } : { scope: 'on-date', effectiveDate: '2026-11-20' };
      const asked = { subscriptionId, planId: plans.plus, units: 1, ...dated };
      const key = randomUUID();
      const [replies, other] = await Promise.all([
        hundred(path, asked, key),
        underWay(key).then(() => send(system, path, { ...asked, units: 2 }, key)),
      ]);
      const { reply: final } = await send(system, path, asked, key);
      // A slow machine answers 202 where it has not seen the end yet.
      expect(round % 2 === 0 ? [201, 202] : [202]).toContain(final.status);
      expectOneAnswer(replies, final);
      expect([other.reply.status, other.reply.body.code]).toEqual([422, 'idempotency-key-reused']);
      expect(await system.prisma.change.count({ where: { accountId } })).toBe(1);
    });
    expect(await system.verify()).toEqual([]);
  });

  it('revises a change once, and refuses another body with 422', { timeout: ROW_TIMEOUT_MS }, async () => {
    await rounds('F10 revision', { inTest: 4, inFull: 40, unit: 'rounds of 100' }, async (round) => {
      const { subscriptionId } = await aSubscriptionOf(system, { planId: plans.basic });
      const asked = { subscriptionId, planId: plans.plus, units: 1, scope: 'on-date', effectiveDate: null };
      const { body: change } = await post('/v1/master-plan-changes', asked, randomUUID());
      const command = round % 2 === 0 ? 'reschedule' : 'complete-now';
      const path = `/v1/plan-changes/${change.id}/${command}`;
      const body = round % 2 === 0 ? { effectiveDate: '2026-11-20' } : {};
      const key = randomUUID();
      const replies = await hundred(path, body, key);
      const { reply: final } = await send(system, path, body, key);
      const other = await send(system, path, { ...body, proration: 'none' }, key);
      expect([final.status, final.body.state]).toEqual([200, round % 2 === 0 ? 'waiting' : 'applied']);
      expectOneAnswer(replies, final);
      expect([other.reply.status, other.reply.body.code]).toEqual([422, 'idempotency-key-reused']);
      const history = await system.call('GET', `/v1/plan-changes/${change.id}/history`);
      const revisions = history.body.data.filter((it: { event: string }) => /rescheduled|completed-now/.test(it.event));
      expect(revisions).toHaveLength(1);
    });
    expect(await system.verify()).toEqual([]);
  });
});
