import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CARDS, payWith } from '../support/checkouts.js';
import { anEndpoint, anEvent, deliver } from '../support/payments.js';
import {
  allowReactivation,
  aPrepaidPlan,
  aService,
  eventually,
  ServiceBooks,
  sumOfPostings,
} from '../support/prepaid.js';
import { aSystem, type TestSystem } from '../support/system.js';

let system: TestSystem;
let planId: string;

beforeAll(async () => {
  system = await aSystem({ now: '2026-11-01T12:00:00.000Z' });
  await allowReactivation(system);
  planId = await aPrepaidPlan(system);
});
afterAll(async () => {
  await system?.stop();
});

async function open(start: string, more: object = {}): Promise<ServiceBooks> {
  return new ServiceBooks(system, await aService(system, planId, start, more));
}

describe('prepaid services by the clock', () => {
  it('PS-02 to PS-07: the worked examples, every invoice once', async () => {
    const ahead = await open('2026-11-01');
    await ahead.pay('60.00');
    const quarters = await open('2026-11-01', { billingPeriodMonths: 3 });
    const late = await open('2026-11-01');
    const ends = await open('2026-11-01', { activeTo: '2026-11-30' });
    await ends.pay('20.00');
    const short = await open('2026-11-01', { activeTo: '2026-11-15' });
    await short.pay('10.00');
    const cut = await open('2026-11-01');
    await cut.pay('20.00');

    await system.advanceTo('2026-11-08');
    expect(await late.status()).toBe('suspended');
    await system.advanceTo('2026-11-10');
    await late.pay('20.00');
    expect(await late.status()).toBe('active');
    const edited = await cut.edit({ activeTo: '2026-11-15' });
    expect(edited.body).toMatchObject({ activeTo: '2026-11-15', paidThrough: '2026-11-15', nextBillDate: null });
    expect(await cut.credit()).toBe('10.00');
    expect((await cut.edit({ activeTo: '2026-11-09' })).body.code).toBe('active-to-in-past');
    await system.advanceTo('2026-11-16');
    expect([await short.status(), await cut.status(), await ends.status()]).toEqual(['paused', 'paused', 'active']);

    await system.advanceTo('2027-02-01');
    expect(await ahead.documents()).toEqual([
      '2026-11-01 20.00',
      '2026-12-01 20.00',
      '2027-01-01 20.00',
      '2027-02-01 20.00',
    ]);
    expect(await quarters.documents()).toEqual(['2026-11-01 54.00', '2027-02-01 54.00']);
    expect(await ends.documents()).toEqual(['2026-11-01 20.00']);
    expect(await ends.status()).toBe('paused');
    expect(await short.documents()).toEqual(['2026-11-01 10.00']);
    expect(await cut.documents()).toEqual(['2026-11-01 20.00', '2026-11-10 -10.00']);
    expect(await system.verify()).toEqual([]);
    expect(await sumOfPostings(system)).toBe(0);
  });

  it('PS-09 to PS-11: reactivated from the payment page, then paused again; an unpaid checkout ends', async () => {
    await anEndpoint(system);
    const books = await open('2027-02-01', { activeTo: '2027-02-28' });
    await books.pay('20.00');
    await system.advanceTo('2027-06-10');

    const first = await books.checkout(1);
    expect(first).toMatchObject({
      status: 201,
      body: { state: 'waiting', amount: { amount: '20.00', currency: 'USD' } },
    });
    await system.advance('PT1H3M');
    const over = await system.call('GET', `/v1/reactivations/${first.body.id}`);
    expect(over.body).toMatchObject({ state: 'expired', payUrl: null });

    const checkout = await books.checkout(2);
    const again = await books.checkout(3);
    expect(again.body).toMatchObject({ id: checkout.body.id, months: 2 });
    expect((await payWith(checkout.body.payUrl, CARDS.declined)).status).toBe(422);
    expect(await books.status()).toBe('paused');
    await payWith(checkout.body.payUrl, CARDS.paid);
    await eventually(async () => (await books.status()) === 'active');
    expect(await books.subscription()).toMatchObject({ activeTo: '2027-08-09', paidThrough: '2027-08-09' });
    expect(await books.documents()).toEqual(['2027-02-01 20.00', '2027-06-10 40.00']);
    const change = await system.call('GET', `/v1/plan-changes/${checkout.body.id}`);
    expect(change.body).toMatchObject({ kind: 'service-reactivation', state: 'applied' });

    await system.advanceTo('2027-08-10');
    expect(await books.status()).toBe('paused');
    expect(await system.verify()).toEqual([]);
  });

  it('PS-11: a late payment reactivates, paid twice it is credit, and a shortfall says what is missing', async () => {
    const endpoint = await anEndpoint(system);
    const books = await open('2027-08-10', { activeTo: '2027-08-20' });
    await books.pay('7.10');
    await system.advanceTo('2027-09-01');
    const { accountId } = books.service;
    const { body: checkout } = await books.checkout(2);
    const paid = (paymentId: string, amount: string) =>
      deliver(system, endpoint, anEvent('payment.succeeded', { accountId, paymentId, amount, changeId: checkout.id }), {
        at: system.clock.now().toISOString(),
      });
    expect((await paid('part', '15.00')).status).toBe(202);
    const history = await system.call('GET', `/v1/plan-changes/${checkout.id}/history`);
    expect(history.body.data.at(-1)).toMatchObject({ event: 'paid-in-part', amounts: { missing: '25.00' } });
    await system.advance('PT2H');
    expect((await system.call('GET', `/v1/reactivations/${checkout.id}`)).body.state).toBe('expired');
    await paid('late', '25.00');
    expect(await books.status()).toBe('active');
    await paid('twice', '25.00');
    expect(await books.credit()).toBe('25.00');
    expect((await books.documents()).length).toBe(2);
    expect(await system.verify()).toEqual([]);
  });

  it('PS-06, PS-14: settings take effect on running services, and the API names the one that refuses', async () => {
    const books = await open('2027-09-01');
    await system.advanceTo('2027-09-04');
    await allowReactivation(system, { suspendAfterDays: 3 });
    await eventually(async () => (await books.status()) === 'suspended');
    await system.call('PATCH', '/v1/settings', { body: { serviceReactivation: false } });
    const refused = await books.checkout(1);
    expect(refused).toMatchObject({ status: 403, body: { code: 'setting-refuses' } });
    expect(refused.body.detail).toContain('serviceReactivation');
    await allowReactivation(system, { suspension: false });
    await eventually(async () => (await books.status()) === 'active');
    await allowReactivation(system);
    expect(await system.verify()).toEqual([]);
    expect(await sumOfPostings(system)).toBe(0);
  });
});
