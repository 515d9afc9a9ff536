import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPaygCatalog, aPaygCustomer, eventually, type PaygCatalog, Sandbox } from '../support/payg.js';
import { aSystem, type TestSystem } from '../support/system.js';

let system: TestSystem;
let catalog: PaygCatalog;
let sandbox: Sandbox;
beforeAll(async () => {
  system = await aSystem({ now: '2026-11-11T12:00:00.000Z' });
  catalog = await aPaygCatalog(system);
  sandbox = await Sandbox.of(system);
});
afterAll(async () => {
  await system?.stop();
});

const booking = async (id: string) => (await system.call('GET', `/v1/bookings/${id}`)).body;
const subscription = async (id: string) => (await system.call('GET', `/v1/subscriptions/${id}`)).body;
const plus = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();

async function book(accountId: string, planIds: string[], more: object = {}) {
  const reply = await system.call('POST', '/v1/bookings', { as: 'agent', body: { accountId, planIds, ...more } });
  expect(reply).toMatchObject({ status: 201 });
  return reply.body;
}

describe('the call, as an agent makes it', () => {
  it('looks the customer up, shows what is open and why the rest is not, books, reads out, sees the payment come, hands over', async () => {
    const { lamp, radio, tv } = catalog;
    const strict = await system.call('POST', '/v1/plans', {
      body: {
        code: 'fridge',
        name: 'Fridge',
        kind: 'payg',
        defaultCurrency: 'USD',
        dailyRate: '40.00',
        downPayment: '500.00',
      },
    });
    await system.call('POST', '/v1/upgrade-paths', {
      body: { fromPlanId: lamp, toPlanId: strict.body.id, rules: { minTenureDays: 90 } },
    });
    const account = { name: 'Grace Hopper', phone: '+254 20 1234567', timeZone: 'Africa/Nairobi' };
    const { accountId, subscriptionId } = await aPaygCustomer(system, lamp, { account });

    const byPhone = await system.call('GET', '/v1/accounts?phone=0201234567', { as: 'agent' });
    expect(byPhone.body.data.map((it: { id: string }) => it.id)).toEqual([accountId]);
    const byName = await system.call('GET', '/v1/accounts?name=hopper', { as: 'agent' });
    expect(byName.body.data.map((it: { id: string }) => it.id)).toEqual([accountId]);

    const options = await system.call('GET', `/v1/accounts/${accountId}/booking-options`, { as: 'agent' });
    const told = Object.fromEntries(
      options.body.data.map((it: { planId: string; entitled: boolean; reasons: { code: string }[] }) => [
        it.planId,
        it.entitled || it.reasons.map((reason) => reason.code),
      ]),
    );
    expect(told).toEqual({ [radio]: true, [tv]: true, [strict.body.id]: ['tenure'] });

    const made = await book(accountId, [radio]);
    expect(made).toMatchObject({
      state: 'awaiting-downpayment',
      downPayment: { amount: '100.00', currency: 'USD' },
      paid: { amount: '0.00' },
      missing: { amount: '100.00' },
    });
    expect(Date.parse(made.expiresAt) - Date.parse(made.bookedAt)).toBe(4 * 3_600_000);
    const { body: read } = await system.call('GET', `/v1/bookings/${made.id}/read-out`, { as: 'agent' });
    expect(read.timeZone).toBe('Africa/Nairobi');
    expect(read.text).toMatch(/^Please pay 100\.00 USD by 19:0\d on 11 Nov 2026 \(Africa\/Nairobi\)\.$/);

    await system.advance('PT1H');
    await sandbox.pay(accountId, '60.00', { paidAt: plus(made.bookedAt, 3_600_000) });
    const half = await eventually(
      () => booking(made.id),
      (it) => it.paid.amount === '60.00',
    );
    expect(half).toMatchObject({
      state: 'awaiting-downpayment',
      paid: { amount: '60.00' },
      missing: { amount: '40.00' },
    });
    expect((await subscription(subscriptionId)).onUntil).toBeNull();

    await sandbox.pay(accountId, '70.00', { paidAt: plus(made.bookedAt, 3_600_000) });
    const paid = await eventually(
      () => booking(made.id),
      (it) => it.state === 'install-collect',
    );
    expect(paid).toMatchObject({ state: 'install-collect', missing: { amount: '0.00' } });

    const list = await system.call('GET', `/v1/subscriptions/${subscriptionId}/on-time-transactions`);
    expect(list.body.data).toMatchObject([
      { type: 'downpayment', amount: { amount: '100.00', currency: 'USD' }, seconds: 0 },
      { type: 'payment', amount: { amount: '30.00' }, seconds: 3 * 86_400 },
    ]);

    expect((await system.call('POST', `/v1/bookings/${made.id}/collect`, { as: 'agent', body: {} })).status).toBe(403);
    const collected = await system.call('POST', `/v1/bookings/${made.id}/collect`, { as: 'shop', body: {} });
    expect(collected).toMatchObject({ status: 200, body: { state: 'collected' } });
    const after = await subscription(subscriptionId);
    expect(after).toMatchObject({ planId: radio, products: [radio], dailyRate: { amount: '15.00' }, isOn: true });

    const { body: history } = await system.call('GET', `/v1/plan-changes/${made.id}/history`);
    expect(history.data.map((it: { event: string }) => it.event)).toEqual([
      'accepted',
      'held',
      'install-collect',
      'collected',
    ]);
    expect(await system.verify()).toEqual([]);
  });

  it('has the window end unpaid: settling, then expired as of its end, and all of it time (PB-05)', async () => {
    const { accountId, subscriptionId } = await aPaygCustomer(system, catalog.lamp);
    const made = await book(accountId, [catalog.radio]);
    const paid = await system.call('POST', `/v1/accounts/${accountId}/payments`, {
      as: 'shop',
      body: { amount: { amount: '60.00', currency: 'USD' }, reference: 'Shop 1' },
    });
    expect(paid.body.allocations).toMatchObject([{ kind: 'booking', bookingId: made.id, amount: '60.00' }]);
    await system.advance('PT4H30S');
    expect((await booking(made.id)).state).toBe('settling');
    await system.advance('PT2M');
    expect(await booking(made.id)).toMatchObject({ state: 'expired', paid: { amount: '60.00' } });
    const { onUntil } = await subscription(subscriptionId);
    expect(onUntil).toBe(plus(made.expiresAt, 120_000 + 6 * 86_400_000));
    const again = await system.call('POST', `/v1/bookings/${made.id}/cancel`, { body: {} });
    expect(again).toMatchObject({ status: 409, body: { code: 'booking-state' } });
    expect(await system.verify()).toEqual([]);
  });

  it('counts what was paid in time and comes in the grace; not what was paid after it (PB-06)', async () => {
    const one = await aPaygCustomer(system, catalog.lamp);
    const two = await aPaygCustomer(system, catalog.lamp);
    const first = await book(one.accountId, [catalog.radio]);
    const second = await book(two.accountId, [catalog.radio]);
    await system.advance('PT4H1M');
    await sandbox.pay(one.accountId, '100.00', { paidAt: plus(first.expiresAt, -30_000) });
    await sandbox.pay(two.accountId, '100.00', { paidAt: plus(second.expiresAt, 1_000) });
    expect(
      (
        await eventually(
          () => booking(first.id),
          (it) => it.state === 'install-collect',
        )
      ).state,
    ).toBe('install-collect');
    await system.advance('PT2M');
    expect((await booking(second.id)).state).toBe('expired');
    const onTime = await system.call('GET', `/v1/subscriptions/${two.subscriptionId}/on-time-transactions`);
    expect(onTime.body.data).toMatchObject([{ type: 'payment', amount: { amount: '100.00' }, seconds: 864_000 }]);
    expect(await system.verify()).toEqual([]);
  });
});
