import { addMonthsAnchored, anchorOnOrAfter } from '../domain/calendar/billing-day.js';
import { addDays, type CivilDate } from '../domain/calendar/civil-date.js';
import { localDateAt } from '../domain/calendar/time-zone.js';
import { inTransaction, type PrismaClient } from './client.js';
import { seedAsYouGo } from './seed-as-you-go.js';
import { createAccount } from './stores/accounts.store.js';
import { createApiKey } from './stores/api-keys.store.js';
import { createOrganization } from './stores/organizations.store.js';
import { createPaymentEndpoint, listPaymentEndpoints } from './stores/payment-endpoints.store.js';
import { createPlanGroup } from './stores/plan-groups.store.js';
import { createPlan } from './stores/plans.store.js';
import { openService } from './stores/service-commands.store.js';
import type { StoreDeps } from './stores/timeline.store.js';
import { createUpgradePath } from './stores/upgrade-paths.store.js';

/** The demo organization: what a first look at the system needs, with a key per role. */
export interface Demo {
  readonly organizationId: string;
  readonly keys: Readonly<Record<'admin' | 'agent' | 'client' | 'shop' | 'platform', string>>;
  readonly plans: Readonly<Record<string, string>>;
  readonly accounts: Readonly<Record<string, string>>;
  readonly subscriptions: Readonly<Record<string, string>>;
}

const PLANS = [
  { code: 'basic', name: 'Basic', months: 1, price: '30.00' },
  { code: 'plus', name: 'Plus', months: 1, price: '60.00' },
  { code: 'pro', name: 'Pro', months: 1, price: '90.00' },
  { code: 'pro-yearly', name: 'Pro, yearly', months: 12, price: '900.00' },
] as const;

/** What clients may order by themselves: one package up, or one down. */
const PATHS = [
  ['basic', 'plus'],
  ['plus', 'basic'],
  ['plus', 'pro'],
  ['pro', 'plus'],
] as const;

const ACCOUNTS = [
  { key: 'ada', name: 'Ada Palmer', email: 'ada@example.com', phone: '+15550100', plan: 'basic' },
  { key: 'ben', name: 'Ben Okafor', email: 'ben@example.com', phone: '+15550101', plan: 'plus' },
  { key: 'chloe', name: 'Chloe Martin', email: 'chloe@example.com', phone: '+15550102', plan: 'pro' },
] as const;

/** Creates the demo organization, a test organization whose clock can be advanced; its subscriptions are in the middle of a period. */
export async function seedDemo(deps: StoreDeps): Promise<Demo> {
  const today = localDateAt(deps.clock.now().toISOString(), 'UTC');
  const { organizationId, plans } = await seedCatalog(deps.prisma, today);
  await ensureSandboxEndpoint(deps.prisma, organizationId);
  const accounts: Record<string, string> = {};
  const subscriptions: Record<string, string> = {};
  for (const { key, plan, ...person } of ACCOUNTS) {
    const account = await inTransaction(deps.prisma, (tx) =>
      createAccount(tx, { organizationId, ...person, currency: 'USD', billDay: 1 }),
    );
    const request = {
      accountId: account.id,
      planId: plans[plan] ?? '',
      units: 1,
      ...periodAround(today),
      invoicing: 'forward' as const,
    };
    const { subscriptionId } = await openService(deps, { organizationId, request, by: 'system' });
    accounts[key] = account.id;
    subscriptions[key] = subscriptionId;
  }
  const asYouGo = await seedAsYouGo(deps, organizationId, today);
  return {
    organizationId,
    plans: { ...plans, ...asYouGo.plans },
    accounts: { ...accounts, ...asYouGo.accounts },
    subscriptions: { ...subscriptions, ...asYouGo.subscriptions },
    keys: await seedKeys(deps.prisma, organizationId, accounts['ada'] ?? ''),
  };
}

/** Makes sure that payments can be tried: an organization that has no payment endpoint gets one of the sandbox. */
export async function ensureSandboxEndpoint(prisma: PrismaClient, organizationId: string): Promise<void> {
  await inTransaction(prisma, async (tx) => {
    const endpoints = await listPaymentEndpoints(tx, organizationId);
    if (endpoints.length === 0) await createPaymentEndpoint(tx, { organizationId, provider: 'sandbox' });
  });
}

/** The calendar month that holds a day: from its first day, paid through its last. */
function periodAround(today: CivilDate): { periodStart: CivilDate; paidThrough: CivilDate } {
  const next = anchorOnOrAfter(addDays(today, 1), 1);
  return { periodStart: addMonthsAnchored(next, -1, 1), paidThrough: addDays(next, -1) };
}

async function seedCatalog(prisma: PrismaClient, today: CivilDate) {
  return inTransaction(prisma, async (tx) => {
    const { id: organizationId } = await createOrganization(tx, { name: 'Demo', isTest: true, by: 'system' });
    const group = await createPlanGroup(tx, { organizationId, name: 'Internet' });
    const plans: Record<string, string> = {};
    for (const { code, name, months, price } of PLANS) {
      const plan = await createPlan(tx, {
        organizationId,
        code,
        name,
        kind: 'master',
        interval: { unit: 'month', count: months },
        defaultCurrency: 'USD',
        groupIds: [group.id],
        schedules: [
          {
            name: 'Standard',
            currency: 'USD',
            isDefault: true,
            tiers: [{ fromUnit: 1, toUnit: null, price }],
            setupFee: null,
          },
        ],
        effectiveFrom: today,
      });
      plans[code] = plan.id;
    }
    for (const [from, to] of PATHS)
      await createUpgradePath(tx, {
        organizationId,
        fromPlanId: plans[from] ?? '',
        toPlanId: plans[to] ?? '',
        rules: {},
      });
    return { organizationId, plans };
  });
}

async function seedKeys(prisma: PrismaClient, organizationId: string, accountId: string): Promise<Demo['keys']> {
  return inTransaction(prisma, async (tx) => {
    const make = async (role: 'admin' | 'agent' | 'shop') =>
      (await createApiKey(tx, { organizationId, role, name: `demo ${role}` })).secret;
    return {
      admin: await make('admin'),
      agent: await make('agent'),
      client: (await createApiKey(tx, { organizationId, role: 'client', accountId, name: 'demo client' })).secret,
      shop: await make('shop'),
      platform: (await createApiKey(tx, { organizationId: null, role: 'platform', name: 'demo platform' })).secret,
    };
  });
}
