import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oracleOrder } from '../oracle/package-order.js';
import { aCustomer, aPackage, aPath } from '../support/packages.js';
import { aSystem, type TestSystem } from '../support/system.js';

const BOTH = [true, false] as const;

/** Every combination of the settings that change an amount. */
const COMBINATIONS = BOTH.flatMap((chargeSetupPrices) =>
  BOTH.flatMap((provideProratedCredit) =>
    BOTH.flatMap((addCreditBalance) =>
      (['now', 'end-of-term'] as const).flatMap((downgradeTiming) =>
        (['new', 'keep'] as const).map((upgradeTerm) => ({
          chargeSetupPrices,
          provideProratedCredit,
          addCreditBalance,
          downgradeTiming,
          upgradeTerm,
        })),
      ),
    ),
  ),
);

const NOVEMBER = ['2026-11-01', '2026-11-30'] as const;
const UP = { from: '9.99', to: '24.99', setupFee: '4.99' };
const DOWN = { from: '50.00', to: '5.00', setupFee: '10.00' };

interface Lived {
  readonly id: string;
  readonly subscriptionId: string;
  readonly planId: string;
}

let system: TestSystem;
const paths = new Map<typeof UP, { from: string; to: string }>();
const scheduled: Lived[] = [];

beforeAll(async () => {
  system = await aSystem({ now: '2026-11-20T08:00:00.000Z' });
  for (const move of [UP, DOWN]) {
    const from = await aPackage(system, { price: move.from });
    const to = await aPackage(system, { price: move.to, setupFee: move.setupFee });
    await aPath(system, from, to);
    paths.set(move, { from, to });
  }
});
afterAll(async () => {
  await system?.stop();
});

const get = async (path: string) => (await system.call('GET', path)).body;

async function live(move: typeof UP, settings: (typeof COMBINATIONS)[number]): Promise<void> {
  const planIds = paths.get(move) ?? { from: '', to: '' };
  const customer = await aCustomer(system, {
    planId: planIds.from,
    periodStart: NOVEMBER[0],
    paidThrough: NOVEMBER[1],
  });
  const { accountId, subscriptionId } = customer;
  const expected = oracleOrder({ ...move, ...settings, term: NOVEMBER, on: '2026-11-20', unpaid: '0.00' });
  const body = { subscriptionId, planId: planIds.to };
  const placed = await system.call('POST', '/v1/package-orders', { body, as: { secret: customer.secret } });
  expect(placed).toMatchObject({ status: 201, body: { quote: expected, forfeited: expected.forfeited } });
  const { id, invoiceId, state } = placed.body;
  if (state === 'scheduled') {
    scheduled.push({ id, subscriptionId, planId: planIds.to });
    return;
  }
  if (invoiceId !== null) {
    const payment = { amount: { amount: expected.dueToday, currency: 'USD' }, reference: 'Bank', invoiceId };
    await system.call('POST', `/v1/accounts/${accountId}/payments`, { body: payment });
  }
  expect(await get(`/v1/package-orders/${id}`)).toMatchObject({ state: 'applied', missing: '0.00' });
  expect(await get(`/v1/subscriptions/${subscriptionId}`)).toMatchObject({ planId: planIds.to });
  expect((await get(`/v1/accounts/${accountId}/credit`)).amount).toBe(expected.toAccountCredit);
}

describe('an upgrade and a downgrade under every combination of settings (PO-02 to PO-05, PO-16, PO-17)', () => {
  it.each(COMBINATIONS)('%o', async (settings) => {
    await system.call('PATCH', '/v1/settings', { body: settings });
    await live(UP, settings);
    await live(DOWN, settings);
  });

  it('leave books that agree, and at the end of the term what was scheduled is applied', async () => {
    expect(await system.verify()).toEqual([]);
    await system.advanceTo('2026-12-01');
    expect(scheduled).toHaveLength(16);
    for (const { id, subscriptionId, planId } of scheduled) {
      expect(await get(`/v1/package-orders/${id}`)).toMatchObject({ state: 'applied', effectiveDate: '2026-12-01' });
      expect(await get(`/v1/subscriptions/${subscriptionId}`)).toMatchObject({ planId, paidThrough: '2026-12-31' });
    }
    expect(await system.verify()).toEqual([]);
  });
});
