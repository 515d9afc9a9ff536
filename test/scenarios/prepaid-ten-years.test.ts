import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { monthsOn } from '../oracle/days.js';
import { daysOfPeriod } from '../oracle/prepaid.js';
import { allowReactivation, aPrepaidPlan, aService, ServiceBooks, sumOfPostings } from '../support/prepaid.js';
import { aSystem, type TestSystem } from '../support/system.js';

describe('ten years of one prepaid service', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await aSystem({ now: '2027-01-31T12:00:00.000Z' });
    await allowReactivation(system);
  });
  afterAll(async () => {
    await system?.stop();
  });

  it('through credit, suspension, pauses, reactivation and a plan change: every invoice (PS-02 to PS-10, PS-15)', async () => {
    const home = await aPrepaidPlan(system);
    const fast = await aPrepaidPlan(system, { 1: '30.00', 3: '81.00' });
    const books = new ServiceBooks(system, await aService(system, home, '2027-01-31'));
    const { subscriptionId } = books.service;
    const expected: string[] = [];
    const check = async (...more: string[]) => {
      expected.push(...more);
      expect(await books.documents()).toEqual(expected);
    };

    // Three months' money on one invoice; then nothing, until the service is suspended, and paid again.
    await books.pay('60.00');
    await system.advanceTo('2027-05-06');
    await check('2027-01-31 20.00', '2027-02-28 20.00', '2027-03-31 20.00', '2027-04-30 20.00');
    expect(await books.status()).toBe('active');
    await system.advanceTo('2027-06-01');
    expect(await books.status()).toBe('suspended');
    await check('2027-05-31 20.00');
    await books.pay('40.00');
    expect(await books.status()).toBe('active');

    // Away for the summer: the last period by days, and no invoice until the service is reactivated, on its new anchor.
    await books.pay('100.00');
    await books.edit({ activeTo: '2027-07-15' });
    await system.advanceTo('2028-02-29');
    const summer = daysOfPeriod('20.00', ['2027-06-30', '2027-07-30'], ['2027-06-30', '2027-07-15']);
    await check(`2027-06-30 ${summer}`);
    expect([await books.status(), await books.credit()]).toEqual(['paused', '89.68']);
    const paid = await books.checkout(3);
    expect(paid.body).toMatchObject({ state: 'applied', amount: { amount: '0.00' }, fromAccountCredit: '54.00' });
    await check('2028-02-29 54.00');
    expect(await books.subscription()).toMatchObject({ status: 'active', activeTo: '2028-05-28' });

    // It goes on after all; the rest of the credit does not last, and a suspension ends with a payment.
    await system.restartWorker();
    await system.advanceTo('2028-05-01');
    await books.edit({ activeTo: null });
    await system.advanceTo('2028-07-10');
    await check('2028-05-29 20.00', '2028-06-29 20.00');
    expect(await books.status()).toBe('suspended');
    await books.pay('4.32');
    expect(await books.status()).toBe('active');

    // A faster plan within the month, then months and months on credit.
    await system.advanceTo('2028-07-15');
    const asked = { subscriptionId, planId: fast, units: 1, scope: 'immediately', proration: 'full' };
    expect((await system.call('POST', '/v1/master-plan-changes', { body: asked })).status).toBe(201);
    const month = ['2028-06-29', '2028-07-28'] as const;
    const rest = ['2028-07-15', '2028-07-28'] as const;
    const net = Number(daysOfPeriod('30.00', month, rest)) - Number(daysOfPeriod('20.00', month, rest));
    await check(`2028-07-15 ${net.toFixed(2)}`);
    await books.pay('2000.00');
    await system.advanceTo('2033-06-15');
    const months = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => `${monthsOn('2028-07-29', from + index, 29)} 30.00`);
    await check(...months(0, 59));

    // A second pause, set and moved within the period, and a reactivation without an end.
    await books.edit({ activeTo: '2033-06-20' });
    await books.edit({ activeTo: '2033-06-25' });
    const june = ['2033-05-29', '2033-06-28'] as const;
    await check(
      `2033-06-15 -${daysOfPeriod('30.00', june, ['2033-06-21', '2033-06-28'])}`,
      `2033-06-15 ${daysOfPeriod('30.00', june, ['2033-06-21', '2033-06-25'])}`,
    );
    await system.advanceTo('2034-03-31');
    expect(await books.status()).toBe('paused');
    await books.checkout(1, { withoutEnd: true });
    await books.pay('2000.00');
    await system.advanceTo('2037-01-31');
    await check(...Array.from({ length: 35 }, (_, index) => `${monthsOn('2034-03-31', index, 31)} 30.00`));

    expect(await books.status()).toBe('active');
    expect(await system.verify()).toEqual([]);
    expect(await sumOfPostings(system)).toBe(0);
  }, 180_000);
});
