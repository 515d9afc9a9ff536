import type { CivilDate } from '../domain/calendar/civil-date.js';
import { addDuration } from '../domain/calendar/duration.js';
import type { Instant } from '../domain/calendar/instant.js';
import { inTransaction, type Tx } from './client.js';
import { createAccount } from './stores/accounts.store.js';
import { openPaygService } from './stores/payg-commands.store.js';
import { takeManualPayment } from './stores/payment-commands.store.js';
import { createPaygPlan } from './stores/plans.store.js';
import type { StoreDeps } from './stores/timeline.store.js';
import { createUpgradePath } from './stores/upgrade-paths.store.js';

const PRODUCTS = [
  { code: 'lamp', name: 'Lamp', dailyRate: '10.00', downPayment: '0' },
  { code: 'radio', name: 'Radio', dailyRate: '15.00', downPayment: '100.00' },
  { code: 'tv', name: 'TV', dailyRate: '25.00', downPayment: '300.00' },
] as const;

/** Customers who pay as they go: one with a week of time, one who paid monthly before, taken over from another system. */
const CUSTOMERS = [
  { key: 'grace', name: 'Grace Wanjiru', phone: '+254700000100', paid: '70.00', monthly: [] },
  { key: 'henry', name: 'Henry Mwangi', phone: '+254700000101', paid: null, monthly: ['80.00', '120.00'] },
] as const;

export interface SeededAsYouGo {
  readonly plans: Record<string, string>;
  readonly accounts: Record<string, string>;
  readonly subscriptions: Record<string, string>;
}

/** Makes products that are paid as you go, the paths between them, and customers who can be called. */
export function seedAsYouGo(deps: StoreDeps, organizationId: string, today: CivilDate): Promise<SeededAsYouGo> {
  return inTransaction(deps.prisma, async (tx) => {
    const now = deps.clock.now().toISOString();
    const plans = await seedProducts(tx, organizationId, now, today);
    const accounts: Record<string, string> = {};
    const subscriptions: Record<string, string> = {};
    for (const { key, name, phone, paid, monthly } of CUSTOMERS) {
      const account = { organizationId, name, phone, currency: 'USD', billDay: 1, timeZone: 'Africa/Nairobi' };
      const { id: accountId } = await createAccount(tx, account);
      const payments = monthly.map((amount, index) => ({
        amount,
        paidAt: addDuration(now, `-P${60 - 30 * index}D`),
        reference: `Month ${index + 1}`,
      }));
      const request = {
        accountId,
        planId: plans['lamp'] ?? '',
        ...(payments.length === 0 ? {} : { convertedFrom: { payments } }),
      };
      accounts[key] = accountId;
      subscriptions[key] = await openPaygService(tx, deps, { organizationId, request });
      if (paid === null) continue;
      const payment = { amount: { amount: paid, currency: 'USD' }, reference: 'Mobile money' };
      await takeManualPayment(tx, deps, {
        organizationId,
        accountId,
        request: payment,
        by: 'system',
        mayDateBack: false,
      });
    }
    return { plans, accounts, subscriptions };
  });
}

async function seedProducts(
  tx: Tx,
  organizationId: string,
  now: Instant,
  today: CivilDate,
): Promise<Record<string, string>> {
  const plans: Record<string, string> = {};
  for (const product of PRODUCTS) {
    const plan = { ...product, kind: 'payg' as const, defaultCurrency: 'USD', groupIds: [] };
    plans[product.code] = (await createPaygPlan(tx, organizationId, plan, now, today)).id;
  }
  for (const to of ['radio', 'tv']) {
    const path = { fromPlanId: plans['lamp'] ?? '', toPlanId: plans[to] ?? '', rules: {} };
    await createUpgradePath(tx, { organizationId, ...path });
  }
  return plans;
}
