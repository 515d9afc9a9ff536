import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPlan, aSubscriptionOf } from '../support/catalog.js';
import { aSystem, type TestSystem } from '../support/system.js';

interface Invoice {
  readonly id: string;
  readonly number: string;
  readonly issuedOn: string;
  readonly total: string;
  readonly open: string;
  readonly settlements: readonly { source: string; paymentId: string | null; amount: string }[];
}

let system: TestSystem;
beforeAll(async () => {
  system = await aSystem({ now: '2026-10-20T12:00:00.000Z' });
});
afterAll(async () => {
  await system?.stop();
});

async function invoicesOf(accountId: string): Promise<readonly Invoice[]> {
  return (await system.call('GET', `/v1/accounts/${accountId}/invoices`)).body.data;
}

async function creditOf(accountId: string): Promise<string> {
  return (await system.call('GET', `/v1/accounts/${accountId}/credit`)).body.amount;
}

describe('three months paid at once on a one-month invoice', () => {
  it('pays this month and the next two by themselves (PS-03, PS-04, EN-13)', async () => {
    const planId = await aPlan(system, { price: '20.00' });
    const october = { planId, periodStart: '2026-10-01', paidThrough: '2026-10-31' };
    const { accountId } = await aSubscriptionOf(system, october);
    await system.advanceTo('2026-11-01');
    const [november] = await invoicesOf(accountId);
    expect(november).toMatchObject({ issuedOn: '2026-11-01', total: '20.00', open: '20.00', settlements: [] });

    const paid = await system.call('POST', `/v1/accounts/${accountId}/payments`, {
      as: 'shop',
      body: { amount: { amount: '60', currency: 'USD' }, reference: 'Cash desk 17' },
    });

    expect(paid).toMatchObject({ status: 201, body: { state: 'allocated', why: null, source: 'manual' } });
    expect(paid.body.allocations).toMatchObject([
      { kind: 'invoice', invoiceId: november?.id, amount: '20.00' },
      { kind: 'account-credit', invoiceId: null, amount: '40.00' },
    ]);
    expect(await creditOf(accountId)).toBe('40.00');

    await system.advanceTo('2027-02-01');

    const bills = (await invoicesOf(accountId)).map(({ issuedOn, open, settlements }) => ({
      issuedOn,
      open,
      by: settlements.map((it) => `${it.source} ${it.amount}`),
    }));
    expect(bills).toEqual([
      { issuedOn: '2026-11-01', open: '0.00', by: ['payment 20.00'] },
      { issuedOn: '2026-12-01', open: '0.00', by: ['account-credit 20.00'] },
      { issuedOn: '2027-01-01', open: '0.00', by: ['account-credit 20.00'] },
      { issuedOn: '2027-02-01', open: '20.00', by: [] },
    ]);
    expect(await creditOf(accountId)).toBe('0.00');
    const { body: history } = await system.call('GET', `/v1/accounts/${accountId}/history`);
    const told = history.data.find((it: { event: string }) => it.event === 'payment-received');
    expect(told).toMatchObject({ by: 'shop:shop key', amounts: { toInvoices: '20.00', toAccountCredit: '40.00' } });
    expect(told.text).toBe(
      `60.00 USD paid (Cash desk 17): 20.00 settles ${november?.number}, 40.00 becomes account credit.`,
    );
    expect(await system.verify()).toEqual([]);
  });

  it('by choice, where credit is not used automatically (PS-04, MP-15)', async () => {
    await system.call('PATCH', '/v1/settings', { body: { useCreditAutomatically: false } });
    const planId = await aPlan(system, { price: '20.00' });
    const { accountId } = await aSubscriptionOf(system, {
      planId,
      periodStart: '2027-02-01',
      paidThrough: '2027-02-28',
    });
    const body = { amount: { amount: '50.00', currency: 'USD' }, reference: 'Bank 1' };
    await system.call('POST', `/v1/accounts/${accountId}/payments`, { body });
    await system.advanceTo('2027-04-01');
    const [march, april] = await invoicesOf(accountId);
    expect([march?.open, april?.open, await creditOf(accountId)]).toEqual(['20.00', '20.00', '50.00']);

    const one = await system.call('POST', `/v1/accounts/${accountId}/credit/use`, { body: { invoiceId: april?.id } });
    expect(one).toMatchObject({ status: 200, body: { settled: { amount: '20.00' }, credit: { amount: '30.00' } } });
    const all = await system.call('POST', `/v1/accounts/${accountId}/credit/use`, { body: {} });
    expect(all).toMatchObject({ status: 200, body: { settled: { amount: '20.00' }, credit: { amount: '10.00' } } });
    const none = await system.call('POST', `/v1/accounts/${accountId}/credit/use`, { body: {} });
    expect(none).toMatchObject({ status: 409, body: { code: 'nothing-to-settle' } });
    await system.call('PATCH', '/v1/settings', { body: { useCreditAutomatically: true } });
    expect(await system.verify()).toEqual([]);
  });
});
