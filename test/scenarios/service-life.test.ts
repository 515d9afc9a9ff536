import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCatalog, aSubscriptionOf } from '../support/catalog.js';
import { aSystem, type TestSystem } from '../support/system.js';

interface Invoice {
  readonly kind: string;
  readonly issuedOn: string;
  readonly total: string;
}

async function invoicesOf(system: TestSystem, accountId: string): Promise<readonly (readonly [string, string])[]> {
  const reply = await system.call('GET', `/v1/accounts/${accountId}/invoices`);
  return reply.body.data.map((it: Invoice) => [it.issuedOn, it.total]);
}

describe('a service that lives on by itself', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await aSystem({ now: '2026-11-11T12:00:00.000Z' });
  });
  afterAll(async () => {
    await system?.stop();
  });

  it('tells the invoices to come by the code that makes them, a pending change among them (MP-09)', async () => {
    const { basic, plus } = await aCatalog(system);
    const { accountId, subscriptionId } = await aSubscriptionOf(system, { planId: basic });
    const asked = { subscriptionId, planId: plus, units: 1, scope: 'on-date', effectiveDate: '2026-12-16' };
    await system.call('POST', '/v1/master-plan-changes', { body: asked });

    const upcoming = await system.call('GET', `/v1/subscriptions/${subscriptionId}/upcoming-invoices?until=2027-01-01`);
    await system.advanceTo('2027-01-01');

    const told = upcoming.body.data.map((it: { date: string; total: string }) => [it.date, it.total]);
    expect(told).toEqual([
      ['2026-12-01', '30.00'],
      ['2026-12-16', '15.49'],
      ['2027-01-01', '60.00'],
    ]);
    expect(await invoicesOf(system, accountId)).toEqual(told);
    expect(await system.verify()).toEqual([]);
  });

  it('is cancelled on a day to come: its open changes go with it, and nothing is billed after (MP-27)', async () => {
    const { basic, plus } = await aCatalog(system);
    const { accountId, subscriptionId } = await aSubscriptionOf(system, {
      planId: basic,
      periodStart: '2027-01-01',
      paidThrough: '2027-01-31',
    });
    const asked = { subscriptionId, planId: plus, units: 1, scope: 'on-date' };
    const change = await system.call('POST', '/v1/master-plan-changes', { body: asked });

    const set = await system.call('POST', `/v1/subscriptions/${subscriptionId}/cancel`, {
      body: { on: '2027-02-10', reason: 'moves away' },
    });
    await system.advanceTo('2027-03-02');

    expect(set.body).toMatchObject({ status: 'active', cancelledOn: '2027-02-10' });
    const subscription = await system.call('GET', `/v1/subscriptions/${subscriptionId}`);
    expect(subscription.body).toMatchObject({ status: 'cancelled', cancelledOn: '2027-02-10', nextBillDate: null });
    const closed = await system.call('GET', `/v1/plan-changes/${change.body.id}`);
    expect(closed.body.state).toBe('cancelled');
    expect(await invoicesOf(system, accountId)).toEqual([['2027-02-01', '30.00']]);
    const again = await system.call('POST', `/v1/subscriptions/${subscriptionId}/cancel`, { body: {} });
    expect(again).toMatchObject({ status: 409, body: { code: 'subscription-cancelled' } });
    for (const path of ['/v1/master-plan-changes', '/v1/master-plan-changes/quote']) {
      const refused = await system.call('POST', path, { body: { ...asked, scope: 'immediately' } });
      expect(refused).toMatchObject({ status: 409, body: { code: 'subscription-cancelled' } });
    }
    expect(await system.verify()).toEqual([]);
  });

  it('is changed before it starts: nothing is prorated, the new plan bills from the start (MP-04, MP-10)', async () => {
    const { basic, plus } = await aCatalog(system);
    const starting = { periodStart: '2027-03-05', paidThrough: '2027-03-04', billDay: 5 };
    const { accountId, subscriptionId } = await aSubscriptionOf(system, { planId: basic, ...starting });
    const asked = { subscriptionId, planId: plus, units: 1 };

    const now = await system.call('POST', '/v1/master-plan-changes', { body: { ...asked, scope: 'immediately' } });
    const later = { ...asked, units: 2, scope: 'on-date', effectiveDate: '2027-03-04' };
    const dated = await system.call('POST', '/v1/master-plan-changes', { body: later });
    await system.advanceTo('2027-03-06');

    expect(now).toMatchObject({ status: 201, body: { state: 'applied', applied: { net: '0.00' } } });
    const applied = await system.call('GET', `/v1/plan-changes/${dated.body.id}`);
    expect(applied.body).toMatchObject({ state: 'applied', effectiveDate: '2027-03-04' });
    expect(await invoicesOf(system, accountId)).toEqual([['2027-03-05', '120.00']]);
    expect(await system.verify()).toEqual([]);
  });

  it('has every pending instant recorded anew when the organization changes its time zone (EN-16)', async () => {
    const { basic, plus } = await aCatalog(system);
    const { subscriptionId } = await aSubscriptionOf(system, {
      planId: basic,
      periodStart: '2027-03-01',
      paidThrough: '2027-03-31',
    });
    const asked = { subscriptionId, planId: plus, units: 1, scope: 'on-date', effectiveDate: '2027-03-28' };
    const change = await system.call('POST', '/v1/master-plan-changes', { body: asked });

    const settings = await system.call('PATCH', '/v1/settings', { body: { timeZone: 'America/New_York' } });

    expect(settings.status).toBe(200);
    const row = await system.prisma.change.findFirstOrThrow({ where: { id: change.body.id } });
    expect(row.dueAt?.toISOString()).toBe('2027-03-28T04:00:00.000Z');
    const service = await system.prisma.subscription.findFirstOrThrow({ where: { id: subscriptionId } });
    expect(service.nextDueAt?.toISOString()).toBe('2027-04-01T04:00:00.000Z');
    await system.advanceTo('2027-03-29');
    const applied = await system.call('GET', `/v1/plan-changes/${change.body.id}`);
    expect(applied.body).toMatchObject({ state: 'applied', effectiveDate: '2027-03-28' });
    expect(await system.verify()).toEqual([]);
  });
});
