import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCatalog, aSubscriptionOf } from '../support/catalog.js';
import { ROW_TIMEOUT_MS, rounds, type Sent, send } from '../support/faults.js';
import { aSystem, type TestSystem } from '../support/system.js';

const AT_ONCE = 50;

describe('fifty changes at once on one subscription (F9)', () => {
  let system: TestSystem;
  let plans: { basic: string; plus: string };
  beforeAll(async () => {
    system = await aSystem();
    plans = await aCatalog(system);
  });
  afterAll(async () => {
    await system?.stop();
  });

  async function fifty(request: Record<string, unknown>): Promise<{ winners: Sent[]; refused: Sent[] }> {
    const all = await Promise.all(
      Array.from({ length: AT_ONCE }, () => send(system, '/v1/master-plan-changes', request)),
    );
    return {
      winners: all.filter(({ reply }) => reply.status < 300),
      refused: all.filter(({ reply }) => reply.status >= 300),
    };
  }

  it('for the same date: one waits, 49 are told that it is open (MP-09, EN-03)', {
    timeout: ROW_TIMEOUT_MS,
  }, async () => {
    await rounds('F9 dated', { inTest: 20, inFull: 200, unit: 'rounds of 50' }, async () => {
      const { subscriptionId } = await aSubscriptionOf(system, { planId: plans.basic });
      const asked = { subscriptionId, planId: plans.plus, units: 1, scope: 'on-date', effectiveDate: '2026-11-20' };
      const { winners, refused } = await fifty(asked);
      expect(winners.map(({ reply }) => [reply.status, reply.body.state])).toEqual([[202, 'waiting']]);
      expect(new Set(refused.map(({ reply }) => `${reply.status} ${reply.body.code}`))).toEqual(
        new Set(['409 change-already-open']),
      );
      const { id } = winners[0]?.reply.body ?? {};
      expect(refused.every(({ reply }) => JSON.stringify(reply.body).includes(id))).toBe(true);
    });
    expect(await system.verify()).toEqual([]);
  });

  it('at once, by the same quote: one is applied, 49 are told that it is so already (MP-01, MP-23)', {
    timeout: ROW_TIMEOUT_MS,
  }, async () => {
    await rounds('F9 immediate', { inTest: 20, inFull: 200, unit: 'rounds of 50' }, async () => {
      const { subscriptionId, accountId } = await aSubscriptionOf(system, { planId: plans.basic });
      const asked = { subscriptionId, planId: plans.plus, units: 1, scope: 'immediately', proration: 'full' };
      const quote = await system.call('POST', '/v1/master-plan-changes/quote', { body: asked });
      const { winners, refused } = await fifty({ ...asked, quoteHash: quote.body.hash });
      expect(winners.map(({ reply }) => [reply.status, reply.body.state])).toEqual([[201, 'applied']]);
      expect(new Set(refused.map(({ reply }) => `${reply.status} ${reply.body.code}`))).toEqual(
        new Set(['409 no-change']),
      );
      const invoices = await system.call('GET', `/v1/accounts/${accountId}/invoices`);
      expect(invoices.body.data.map((it: { total: string }) => it.total)).toEqual(['20.00']);
    });
    expect(await system.verify()).toEqual([]);
  });
});
