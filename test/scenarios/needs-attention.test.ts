import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCatalog, aPlan, aSubscriptionOf } from '../support/catalog.js';
import { aSystem, type TestSystem } from '../support/system.js';

describe('a change that cannot be applied on its date', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await aSystem({ now: '2026-11-11T12:00:00.000Z' });
  });
  afterAll(async () => {
    await system?.stop();
  });

  const changeTo = async (subscriptionId: string, planId: string, effectiveDate: string) => {
    const asked = { subscriptionId, planId, units: 1, scope: 'on-date', effectiveDate, proration: 'full' };
    return (await system.call('POST', '/v1/master-plan-changes', { body: asked })).body;
  };
  const invoicesOf = async (accountId: string) => {
    const { body } = await system.call('GET', `/v1/accounts/${accountId}/invoices`);
    return body.data.map((it: { issuedOn: string; total: string }) => [it.issuedOn, it.total]);
  };

  it('needs attention, holds the renewal, and is retried as of its own date (MP-08, MP-26, MP-27)', async () => {
    const { basic, plus } = await aCatalog(system);
    const { accountId, subscriptionId } = await aSubscriptionOf(system, { planId: basic });
    const { id } = await changeTo(subscriptionId, plus, '2026-11-21');
    await system.call('POST', `/v1/plans/${plus}/deactivate`);

    await system.advanceTo('2026-12-05');

    const waiting = await system.call('GET', `/v1/plan-changes/${id}`);
    expect(waiting.body).toMatchObject({
      state: 'needs-attention',
      attention: { code: 'plan-inactive' },
      applied: null,
    });
    expect(await invoicesOf(accountId)).toEqual([]);
    expect(await system.verify()).toEqual([]);

    const inTheWay = await system.call('POST', '/v1/master-plan-changes', {
      body: { subscriptionId, planId: basic, units: 2, scope: 'immediately' },
    });
    expect(inTheWay).toMatchObject({ status: 409, body: { code: 'change-already-open', details: { changeId: id } } });

    await system.call('POST', `/v1/plans/${plus}/activate`);
    const retried = await system.call('POST', `/v1/plan-changes/${id}/retry`, { body: { reason: 'the plan is back' } });

    expect(retried.body).toMatchObject({ state: 'applied', effectiveDate: '2026-11-21', applied: { net: '10.00' } });
    expect(await invoicesOf(accountId)).toEqual([
      ['2026-11-21', '10.00'],
      ['2026-12-01', '60.00'],
    ]);
    const history = await system.call('GET', `/v1/plan-changes/${id}/history`);
    expect(history.body.data.map((it: { event: string }) => it.event)).toEqual([
      'accepted',
      'needs-attention',
      'retried',
      'applied',
    ]);
    expect(await system.verify()).toEqual([]);
  });

  it('releases the renewal, which bills the held days, when it is cancelled (MP-26)', async () => {
    const { basic, plus } = await aCatalog(system);
    const { accountId, subscriptionId } = await aSubscriptionOf(system, {
      planId: basic,
      periodStart: '2026-12-01',
      paidThrough: '2026-12-31',
    });
    const { id } = await changeTo(subscriptionId, plus, '2026-12-21');
    await system.call('POST', `/v1/plans/${plus}/deactivate`);
    await system.advanceTo('2027-01-20');
    expect(await invoicesOf(accountId)).toEqual([]);

    const cancelled = await system.call('POST', `/v1/plan-changes/${id}/cancel`, { body: {} });

    expect(cancelled.body.state).toBe('cancelled');
    expect(await invoicesOf(accountId)).toEqual([['2027-01-01', '30.00']]);
    expect(await system.verify()).toEqual([]);
  });

  it('is completed now instead, at the price it was accepted with, with a quote before it (MP-06, MP-19, MP-23)', async () => {
    const { basic } = await aCatalog(system);
    const plus = await aPlan(system, { price: '60.00' });
    const { accountId, subscriptionId } = await aSubscriptionOf(system, {
      planId: basic,
      periodStart: '2027-01-01',
      paidThrough: '2027-01-31',
    });
    const { id } = await changeTo(subscriptionId, plus, '2027-01-31');
    const plan = await system.call('GET', `/v1/plans/${plus}`);
    await system.call('POST', `/v1/rate-schedules/${plan.body.rateSchedules[0].id}/versions`, {
      body: { tiers: [{ fromUnit: 1, toUnit: null, price: '90.00' }] },
    });
    await system.advanceTo('2027-01-21');

    const quote = await system.call('POST', `/v1/plan-changes/${id}/complete-now/quote`, { body: {} });
    const stale = await system.call('POST', `/v1/plan-changes/${id}/complete-now`, {
      body: { quoteHash: 'q1.bm90IGEgcXVvdGU' },
    });
    const done = await system.call('POST', `/v1/plan-changes/${id}/complete-now`, {
      body: { quoteHash: quote.body.hash },
    });

    expect(stale.status).toBe(422);
    expect(quote.body).toMatchObject({ credit: '10.65', charge: '21.29', net: '10.64', nextBillAmount: '60.00' });
    expect(done.body.applied).toEqual(quote.body);
    expect(await invoicesOf(accountId)).toEqual([['2027-01-21', '10.64']]);
    await system.advanceTo('2027-03-01');
    expect(await invoicesOf(accountId)).toEqual([
      ['2027-01-21', '10.64'],
      ['2027-02-01', '60.00'],
      ['2027-03-01', '90.00'],
    ]);
    expect(await system.verify()).toEqual([]);
  });

  it('is refused with the difference where the quote no longer holds (MP-23)', async () => {
    const { basic, plus } = await aCatalog(system);
    const { subscriptionId } = await aSubscriptionOf(system, {
      planId: basic,
      periodStart: '2027-03-01',
      paidThrough: '2027-03-31',
    });
    const asked = { subscriptionId, planId: plus, units: 1, scope: 'immediately', proration: 'full' };
    const quote = await system.call('POST', '/v1/master-plan-changes/quote', { body: asked });
    await system.advanceTo('2027-03-11');

    const late = await system.call('POST', '/v1/master-plan-changes', {
      body: { ...asked, quoteHash: quote.body.hash },
    });

    expect(late).toMatchObject({ status: 409, body: { code: 'quote-changed' } });
    const differences = Object.fromEntries(
      late.body.details.differences.map((it: { field: string; quoted: unknown; now: unknown }) => [
        it.field,
        [it.quoted, it.now],
      ]),
    );
    expect(differences).toMatchObject({
      credit: ['30.00', '20.32'],
      charge: ['60.00', '40.65'],
      effectiveDate: ['2027-03-01', '2027-03-11'],
    });
    expect(await system.verify()).toEqual([]);
  });
});
