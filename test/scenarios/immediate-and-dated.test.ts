import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCatalog, aSubscriptionOf } from '../support/catalog.js';
import { aSystem, type TestSystem } from '../support/system.js';

describe('a master plan change, lived through the API', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await aSystem({ now: '2026-11-11T12:00:00.000Z' });
  });
  afterAll(async () => {
    await system?.stop();
  });

  it('is applied at once, as quoted, with its document, ledger and history (MP-04, MP-10, MP-23, MP-25, EN-06)', async () => {
    const { basic, plus } = await aCatalog(system);
    const { accountId, subscriptionId } = await aSubscriptionOf(system, { planId: basic });
    const request = { subscriptionId, planId: plus, units: 1, scope: 'immediately', proration: 'full' };

    const quote = await system.call('POST', '/v1/master-plan-changes/quote', { body: request });
    const change = await system.call('POST', '/v1/master-plan-changes', {
      body: { ...request, quoteHash: quote.body.hash },
    });

    expect(quote.status).toBe(200);
    expect(quote.body).toMatchObject({
      credit: '20.00',
      charge: '40.00',
      net: '20.00',
      dueNow: '20.00',
      prorationEnd: '2026-11-30',
    });
    expect(change.status).toBe(201);
    expect(change.body).toMatchObject({ state: 'applied', effectiveDate: '2026-11-11' });
    expect(change.body.applied).toEqual(quote.body);
    const invoices = await system.call('GET', `/v1/accounts/${accountId}/invoices`);
    expect(invoices.body.data).toMatchObject([
      { kind: 'invoice', total: '20.00', open: '20.00', lines: quote.body.lines },
    ]);
    const history = await system.call('GET', `/v1/plan-changes/${change.body.id}/history`);
    expect(history.body.data.map((it: { event: string }) => it.event)).toEqual(['accepted', 'applied']);
    expect(await system.verify()).toEqual([]);
  });

  it('waits for its date, is moved, and comes before the renewal of the same day (MP-05, MP-06, MP-07)', async () => {
    const { basic, plus } = await aCatalog(system);
    const { accountId, subscriptionId } = await aSubscriptionOf(system, { planId: basic });
    const asked = { subscriptionId, planId: plus, units: 1, scope: 'on-date', effectiveDate: '2026-11-20' };

    const accepted = await system.call('POST', '/v1/master-plan-changes', { body: asked });
    const moved = await system.call('POST', `/v1/plan-changes/${accepted.body.id}/reschedule`, {
      body: { effectiveDate: '2026-12-01' },
    });
    await system.advanceTo('2026-12-01');

    expect(accepted.status).toBe(202);
    expect(accepted.body).toMatchObject({ state: 'waiting', effectiveDate: '2026-11-20' });
    expect(moved.body).toMatchObject({ state: 'waiting', effectiveDate: '2026-12-01' });
    const change = await system.call('GET', `/v1/plan-changes/${accepted.body.id}`);
    expect(change.body).toMatchObject({ state: 'applied', applied: { net: '0.00', lines: [] } });
    const invoices = await system.call('GET', `/v1/accounts/${accountId}/invoices`);
    expect(invoices.body.data.map((it: { total: string; issuedOn: string }) => [it.issuedOn, it.total])).toEqual([
      ['2026-12-01', '60.00'],
    ]);
    expect(await system.verify()).toEqual([]);
  });

  it('is cancelled without a trace in the ledger (MP-06)', async () => {
    const { basic, plus } = await aCatalog(system);
    const { subscriptionId } = await aSubscriptionOf(system, {
      planId: basic,
      periodStart: '2026-12-01',
      paidThrough: '2026-12-31',
    });
    const asked = { subscriptionId, planId: plus, units: 1, scope: 'end-of-period' };

    const accepted = await system.call('POST', '/v1/master-plan-changes', { body: asked });
    const cancelled = await system.call('POST', `/v1/plan-changes/${accepted.body.id}/cancel`, {
      body: { reason: 'asked by mistake' },
    });
    const again = await system.call('POST', `/v1/plan-changes/${accepted.body.id}/cancel`, { body: {} });

    expect(accepted.body).toMatchObject({ state: 'waiting', effectiveDate: '2027-01-01' });
    expect(cancelled.body).toMatchObject({ state: 'cancelled' });
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ code: 'change-state', details: { state: 'cancelled' } });
    expect(await system.verify()).toEqual([]);
  });
});
