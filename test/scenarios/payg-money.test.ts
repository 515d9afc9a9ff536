import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPaygCatalog, aPaygCustomer, eventually, type PaygCatalog, Sandbox } from '../support/payg.js';
import { aSystem, type TestSystem } from '../support/system.js';

const DAY_MS = 86_400_000;

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

const get = async (path: string) => (await system.call('GET', path)).body;
const booking = (id: string) => get(`/v1/bookings/${id}`);
const onTime = async (id: string) => (await get(`/v1/subscriptions/${id}/on-time-transactions`)).data;
const ask = (id: string, command: string, body: object = {}, as: 'admin' | 'agent' | 'shop' = 'agent') =>
  system.call('POST', `/v1/bookings/${id}/${command}`, { as, body });
const pay = (accountId: string, amount: string, more: object = {}) =>
  system.call('POST', `/v1/accounts/${accountId}/payments`, {
    body: { amount: { amount, currency: 'USD' }, reference: 'Desk', ...more },
  });
const book = (accountId: string, more: object = {}, as: 'admin' | 'agent' = 'agent') =>
  system.call('POST', '/v1/bookings', { as, body: { accountId, planIds: [catalog.radio], ...more } });

async function settings(patch: object): Promise<void> {
  expect((await system.call('PATCH', '/v1/settings', { body: patch })).status).toBe(200);
}

describe('old payments, through the API', () => {
  it('of 120 made 3 days ago: 20 stay as 2 days, 7 days are taken back, 30 are goodwill (PB-08, PB-09)', async () => {
    const { accountId, subscriptionId } = await aPaygCustomer(system, catalog.lamp);
    await pay(accountId, '120.00');
    await system.advance('P3D');
    const { body: made } = await book(accountId);
    const [old] = await onTime(subscriptionId);
    const seconds = Number(old.unusedValue.amount);
    expect(seconds).toBeGreaterThan(89.9);
    expect(seconds).toBeLessThanOrEqual(90);

    const used = await ask(made.id, 'use-on-time-payments', { transactionIds: [old.id] });

    expect(used).toMatchObject({ status: 200, body: { state: 'install-collect', missing: { amount: '0.00' } } });
    const [held] = used.body.payments;
    expect(Number(held.goodwill.amount)).toBeCloseTo(30, 0);
    const left = await get(`/v1/subscriptions/${subscriptionId}`);
    expect(left.timeLeft.amount).toBe('20.00');
    const types = (await onTime(subscriptionId)).map((it: { type: string }) => it.type);
    expect(types).toEqual(['payment', 'reversal', 'downpayment']);
    expect(await system.verify()).toEqual([]);
  });

  it('worth 90 where only unused time counts: refused with what is missing, accepted as a part, given back (PB-08, PB-09, PB-16)', async () => {
    await settings({ onTimeValuation: 'unused' });
    const { accountId, subscriptionId } = await aPaygCustomer(system, catalog.lamp);
    await pay(accountId, '90.00');
    const { body: made } = await book(accountId);
    const [old] = await onTime(subscriptionId);
    const transactionIds = [old.id];
    const refused = await ask(made.id, 'use-on-time-payments', { transactionIds });
    expect(refused).toMatchObject({ status: 409, body: { code: 'downpayment-missing' } });
    expect(refused.body.detail).toMatch(/10\.0\d USD are missing/);
    const part = await ask(made.id, 'use-on-time-payments', { transactionIds, acceptPart: true });
    expect(part).toMatchObject({ status: 200, body: { state: 'awaiting-downpayment' } });
    expect((await get(`/v1/subscriptions/${subscriptionId}`)).isOn).toBe(false);
    await system.advance('PT4H3M');
    expect((await booking(made.id)).state).toBe('expired');
    const after = await get(`/v1/subscriptions/${subscriptionId}`);
    expect(Date.parse(after.onUntil) - Date.parse(made.expiresAt) - 120_000).toBeGreaterThan(9 * DAY_MS - 60_000);
    await settings({ onTimeValuation: 'full' });
    expect(await system.verify()).toEqual([]);
  });

  it('book and pay in one call, or do neither (PB-11)', async () => {
    const { accountId, subscriptionId } = await aPaygCustomer(system, catalog.lamp);
    await pay(accountId, '50.00');
    const [old] = await onTime(subscriptionId);
    const useOnTimePayments = { transactionIds: [old.id] };
    expect(await book(accountId, { useOnTimePayments })).toMatchObject({
      status: 409,
      body: { code: 'downpayment-missing' },
    });
    expect((await get(`/v1/bookings?accountId=${accountId}`)).data).toEqual([]);
    await pay(accountId, '50.00');
    const both = (await onTime(subscriptionId)).map((it: { id: string }) => it.id);
    const made = await book(accountId, { useOnTimePayments: { transactionIds: both } });
    expect(made).toMatchObject({ status: 201, body: { state: 'install-collect', paid: { amount: '100.00' } } });
    expect(await book(accountId)).toMatchObject({ status: 409, body: { code: 'booking-open' } });
    expect(await system.verify()).toEqual([]);
  });
});

describe('a customer converted from monthly paying (PB-10)', () => {
  it('pays with the smallest linked payment that is enough, by an admin only', async () => {
    const payments = ['40.00', '150.00', '120.00'].map((amount, index) => ({
      amount: { amount, currency: 'USD' },
      paidAt: `2026-0${index + 6}-01T00:00:00Z`,
      reference: `M${index}`,
    }));
    const convertedFrom = { payments };
    const { accountId, subscriptionId } = await aPaygCustomer(system, catalog.lamp, {
      subscription: { convertedFrom },
    });
    const [conversion] = await onTime(subscriptionId);
    expect(conversion).toMatchObject({ type: 'conversion', amount: { amount: '310.00' }, seconds: 0 });
    const use = { useConversionPayment: { transactionId: conversion.id } };
    expect((await book(accountId, use, 'agent')).status).toBe(403);
    const { body: made } = await book(accountId);
    expect((await ask(made.id, 'use-conversion-payment', { transactionId: conversion.id }, 'agent')).status).toBe(403);
    const used = await ask(made.id, 'use-conversion-payment', { transactionId: conversion.id }, 'admin');
    expect(used).toMatchObject({ status: 200, body: { state: 'install-collect' } });
    const [after] = await onTime(subscriptionId);
    expect(after.unusedValue.amount).toBe('190.00');
    const bought = (await onTime(subscriptionId)).find((it: { type: string }) => it.type === 'payment');
    expect(bought).toMatchObject({ amount: { amount: '20.00' }, seconds: 2 * 86_400 });
    expect(await system.verify()).toEqual([]);
  });
});

describe('money that comes and goes', () => {
  it('counts once, however often, by however many events and in whichever order it comes (PB-14)', async () => {
    const { accountId } = await aPaygCustomer(system, catalog.lamp);
    const { body: made } = await book(accountId);
    const paidAt = made.bookedAt;
    for (let i = 0; i < 10; i += 1) await sandbox.pay(accountId, '60.00', { paidAt, paymentId: 'ch_ten_times' });
    const told = await eventually(
      () => booking(made.id),
      (it) => it.paid.amount !== '0.00',
    );
    expect(told.paid.amount).toBe('60.00');
    await sandbox.pay(accountId, '40.00', { paidAt, paymentId: 'ch_rest' });
    await sandbox.pay(accountId, '60.00', { paidAt, paymentId: 'ch_ten_times' });
    expect(
      (
        await eventually(
          () => booking(made.id),
          (it) => it.state === 'install-collect',
        )
      ).paid.amount,
    ).toBe('100.00');
    expect(await system.verify()).toEqual([]);
  });

  it('is dated back by an admin, never into a booking that is closed (PB-06)', async () => {
    const { accountId } = await aPaygCustomer(system, catalog.lamp);
    const { body: made } = await book(accountId);
    await system.advance('PT5H');
    const back = { paidAt: made.expiresAt, reason: 'found in the drawer' };
    expect(await pay(accountId, '100.00', back)).toMatchObject({
      status: 409,
      body: { code: 'payment-into-closed-booking' },
    });
    const before = new Date(Date.parse(made.bookedAt) - 60_000).toISOString();
    expect((await pay(accountId, '100.00', { ...back, paidAt: before })).status).toBe(201);
    expect(await system.verify()).toEqual([]);
  });

  it('goes back: unused time first, then what the booking holds, which needs attention; what is used is owed (EN-14)', async () => {
    const { accountId, subscriptionId } = await aPaygCustomer(system, catalog.lamp);
    const { body: made } = await book(accountId);
    await sandbox.pay(accountId, '130.00', { paidAt: made.bookedAt, paymentId: 'ch_back' });
    await eventually(
      () => booking(made.id),
      (it) => it.state === 'install-collect',
    );
    await system.advance('P1D');
    await sandbox.refund('ch_back', '130.00', new Date(Date.parse(made.bookedAt) + DAY_MS).toISOString());
    const hurt = await eventually(
      () => booking(made.id),
      (it) => it.state === 'needs-attention',
    );
    expect(hurt).toMatchObject({ state: 'needs-attention', paid: { amount: '0.00' }, missing: { amount: '100.00' } });
    expect((await get(`/v1/subscriptions/${subscriptionId}`)).timeLeft.amount).toBe('0.00');
    const { data: invoices } = await get(`/v1/accounts/${accountId}/invoices`);
    expect(Number(invoices[0].open)).toBeCloseTo(10, 0);
    expect(await ask(made.id, 'cancel', {}, 'agent')).toMatchObject({ status: 403, body: { code: 'booking-paid' } });
    expect(await ask(made.id, 'cancel', {}, 'admin')).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    expect(await system.verify()).toEqual([]);
  });

  it('of a collected upgrade goes back as a receivable; the upgrade stays (EN-14)', async () => {
    const { accountId } = await aPaygCustomer(system, catalog.lamp);
    const { body: made } = await book(accountId);
    await sandbox.pay(accountId, '100.00', { paidAt: made.bookedAt, paymentId: 'ch_gone' });
    await eventually(
      () => booking(made.id),
      (it) => it.state === 'install-collect',
    );
    await ask(made.id, 'collect', {}, 'shop');
    await sandbox.refund('ch_gone', '100.00', made.bookedAt);
    const owed = await eventually(
      () => get(`/v1/accounts/${accountId}/invoices`),
      (it) => it.data.length > 0,
    );
    expect(owed.data).toMatchObject([{ total: '100.00', open: '100.00' }]);
    expect((await booking(made.id)).state).toBe('collected');
    expect(await system.verify()).toEqual([]);
  });
});

describe('a proposal (PB-17)', () => {
  it('tells what the payment is worth now, and becomes a booking paid by it with one call', async () => {
    const { accountId } = await aPaygCustomer(system, catalog.lamp);
    await pay(accountId, '110.00');
    const { data } = await get(`/v1/booking-proposals?accountId=${accountId}&state=open`);
    expect(data).toMatchObject([{ planIds: [catalog.radio], worth: { amount: '110.00' } }]);
    const made = await system.call('POST', `/v1/booking-proposals/${data[0].id}/book`, { as: 'agent', body: {} });
    expect(made).toMatchObject({ status: 201, body: { state: 'install-collect', planIds: [catalog.radio] } });
    expect(await get(`/v1/booking-proposals/${data[0].id}`)).toMatchObject({
      state: 'booked',
      bookingId: made.body.id,
    });
    const again = await system.call('POST', `/v1/booking-proposals/${data[0].id}/book`, { as: 'agent', body: {} });
    expect(again.status).toBe(409);
    expect(await system.verify()).toEqual([]);
  });
});

describe('a booking, live (PB-15)', () => {
  it('is told by server-sent events: what is paid, each sentence, the end', async () => {
    const { accountId } = await aPaygCustomer(system, catalog.lamp);
    const { body: made } = await book(accountId);
    const headers = { authorization: `Bearer ${system.secrets.agent}` };
    const stream = await fetch(`${system.url}/v1/bookings/${made.id}/events`, { headers });
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const text = stream.text();
    await pay(accountId, '100.00');
    await ask(made.id, 'collect', {}, 'shop');
    const told = await text;
    const events = [...told.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
    expect(events.at(0)).toBe('booking');
    expect(events.at(-1)).toBe('end');
    expect(told).toContain('"event":"install-collect"');
    expect(told).toContain('"secondsLeft":14');
    const foreign = await fetch(`${system.url}/v1/bookings/${made.id}/events`);
    expect(foreign.status).toBe(401);
  });
});

describe('a subscription that is paid as you go', () => {
  it('is not a subscription by terms, and the other way round', async () => {
    const { subscriptionId } = await aPaygCustomer(system, catalog.lamp);
    const change = { subscriptionId, planId: catalog.radio, units: 1, scope: 'immediately' };
    expect(await system.call('POST', '/v1/master-plan-changes', { body: change })).toMatchObject({
      status: 422,
      body: { code: 'subscription-kind' },
    });
    const { body: made } = await system.call('POST', '/v1/bookings', {
      body: { subscriptionId, planIds: [catalog.radio] },
    });
    const clash = await system.call('POST', '/v1/master-plan-changes', { body: change });
    expect(clash).toMatchObject({ status: 409, body: { code: 'booking-open' } });
    expect(clash.body.detail).toContain(made.id);
    expect((await ask(made.id, 'cancel')).status).toBe(200);
    const missing = await system.call('POST', '/v1/plans', {
      body: { code: 'x', name: 'X', kind: 'payg', defaultCurrency: 'USD', dailyRate: '0.00' },
    });
    expect(missing).toMatchObject({ status: 422, body: { errors: [{ path: 'dailyRate' }] } });
  });
});
