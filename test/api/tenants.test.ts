import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../api/route.js';
import { ROUTES } from '../../api/routes/table.js';
import { inTransaction } from '../../prisma/client.js';
import { createApiKey } from '../../prisma/stores/api-keys.store.js';
import { insertChange } from '../../prisma/stores/changes.store.js';
import { requestCheckout } from '../../prisma/stores/checkout-requests.store.js';
import { createClientGroup } from '../../prisma/stores/client-groups.store.js';
import { acceptPackageOrderRequest } from '../../prisma/stores/package-orders.store.js';
import { takeManualPayment } from '../../prisma/stores/payment-commands.store.js';
import { createPaymentEndpoint } from '../../prisma/stores/payment-endpoints.store.js';
import { createUpgradePath } from '../../prisma/stores/upgrade-paths.store.js';
import { createWebhookEndpoint } from '../../prisma/stores/webhook-endpoints.store.js';
import { anApi, TEST_NOW, type TestApi } from '../support/api.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aChange, aStoredChange, aStoredSubscription, ratesOf, type Stored } from '../support/stored.js';
import { aStoredAgreement, STORED_AGREEMENT, STORED_DRAFT, STORED_IMPORT } from '../support/stored-agreements.js';
import { aStoredPaygCustomer } from '../support/stored-payg.js';

let database: TestDatabase;
let api: TestApi;
/** What belongs to the other organization, by the first step of the path behind /v1. */
let foreign: Readonly<Record<string, string>>;

beforeAll(async () => {
  database = await aDatabase();
  api = await anApi(database.prisma);
  const stored = await aStoredSubscription(database.prisma);
  const { organizationId, accountId, subscriptionId, silver } = stored;
  const key = await inTransaction(database.prisma, (tx) =>
    createApiKey(tx, { organizationId, role: 'agent', name: 'B' }),
  );
  await aStoredAgreement(database.prisma, stored);
  const payg = await aStoredPaygCustomer(database.prisma, organizationId);
  foreign = {
    bookings: payg.bookingId,
    'booking-proposals': payg.proposalId,
    accounts: accountId,
    'api-keys': key.id,
    plans: silver.id,
    'rate-schedules': ratesOf(silver).rateScheduleId,
    subscriptions: subscriptionId,
    'plan-changes': (await aStoredChange(database.prisma, stored)).id,
    payments: (await aPaymentOf(organizationId, accountId)).id,
    'payment-endpoints': (await endpointOf(organizationId)).id,
    checkouts: await checkoutOf(organizationId, accountId),
    agreements: STORED_AGREEMENT,
    'agreement-changes': STORED_DRAFT,
    imports: STORED_IMPORT,
    ...(await packagesOf(stored)),
    ...(await prepaidOf(stored)),
    // No invoice is there yet: the address is asked for all the same.
    invoices: 'inv_of_another',
  };
});

afterAll(async () => {
  await api?.close();
  await database?.drop();
});

function aPaymentOf(organizationId: string, accountId: string) {
  const request = { amount: { amount: '5.00', currency: 'USD' }, reference: 'B' };
  const command = { organizationId, accountId, request, by: 'test', mayDateBack: false };
  const clock = { now: () => new Date(TEST_NOW) };
  const { prisma } = database;
  return inTransaction(prisma, (tx) => takeManualPayment(tx, { prisma, clock }, command));
}

function endpointOf(organizationId: string) {
  return inTransaction(database.prisma, (tx) => createPaymentEndpoint(tx, { organizationId, provider: 'sandbox' }));
}

/** A client group, a path and an order that goes along it. */
async function packagesOf({ organizationId, accountId, subscriptionId, silver, gold }: Stored) {
  const { prisma } = database;
  const [group, path] = await inTransaction(prisma, async (tx) => [
    await createClientGroup(tx, { organizationId, name: 'B' }),
    await createUpgradePath(tx, { organizationId, fromPlanId: silver.id, toPlanId: gold.id, rules: {} }),
  ]);
  const deps = { prisma, clock: { now: () => new Date(TEST_NOW) } };
  const request = { subscriptionId, planId: gold.id };
  const command = { organizationId, accountId, request, by: 'test', asAdmin: true };
  const { changeId } = await acceptPackageOrderRequest(deps, command);
  return { 'client-groups': group.id, 'upgrade-paths': path.id, 'package-orders': changeId };
}

async function checkoutOf(organizationId: string, accountId: string): Promise<string> {
  const { prisma } = database;
  const clock = { now: () => new Date(TEST_NOW) };
  const asked = { amount: { amount: '5.00', currency: 'USD' } };
  const how = { description: null, returnUrl: null, expiresIn: null, endpointId: null, by: 'test' };
  const command = { organizationId, checkoutId: 'chk_of_another', accountId, asked, ...how };
  return (await inTransaction(prisma, (tx) => requestCheckout(tx, { prisma, clock }, command))).checkoutId;
}

/** An endpoint for webhooks with a delivery to it, and a reactivation. */
async function prepaidOf(stored: Stored) {
  const { organizationId, accountId, subscriptionId } = stored;
  const delivery = { id: 'whd_of_another', messageId: 'his_any', type: 'subscription.paused', body: '{}' };
  const reactivation = {
    ...aChange(stored),
    id: 'rea_of_another',
    kind: 'service-reactivation' as const,
    state: 'awaiting-payment',
    effectiveDate: null,
    request: { subscriptionId },
    data: {},
    rateScheduleId: null,
    pinnedPriceVersionId: null,
    workflowId: 'service-reactivation/rea_of_another',
    accountId,
  };
  return inTransaction(database.prisma, async (tx) => {
    const { id: endpointId } = await createWebhookEndpoint(tx, {
      organizationId,
      url: 'https://b.example',
      events: [],
    });
    const data = { ...delivery, organizationId, endpointId, state: 'delivered', at: TEST_NOW, closedAt: TEST_NOW };
    await tx.webhookDelivery.create({ data });
    await insertChange(tx, reactivation);
    return { 'webhook-endpoints': endpointId, 'webhook-deliveries': delivery.id, reactivations: reactivation.id };
  });
}

/** What has an id in its address, but for what the operator of the platform does: organizations are its own. */
const WITH_ID = ROUTES.filter(({ path, roles }) => path.includes(':id') && roles.join() !== 'platform');

/** Bodies that are well-formed, by operation; the others take `{}`. */
const BODIES: Readonly<Record<string, unknown>> = {
  editAccount: { name: 'Mine now' },
  editClientGroup: { name: 'Mine now' },
  addPriceVersion: { tiers: [{ fromUnit: 1, toUnit: null, price: '0.01' }] },
  reschedulePlanChange: { effectiveDate: '2027-01-01' },
  quoteReschedule: { effectiveDate: '2027-01-01' },
  takePayment: { amount: { amount: '1.00', currency: 'USD' }, reference: 'B' },
  refundPayment: { reason: 'Mine now' },
  assignPayment: { accountId: 'acc_any' },
  addPaygRate: { dailyRate: '0.01', downPayment: '0' },
  editAgreementChange: { schedules: [] },
  useOnTimePayments: { transactionIds: ['ott_any'] },
  editSubscription: { activeTo: null },
  editWebhookEndpoint: { events: [] },
  useConversionPayment: { transactionId: 'ott_any' },
};

/** Queries that a call cannot do without, by operation. */
const QUERIES: Readonly<Record<string, string>> = { listUpcomingInvoices: '?until=2027-01-01' };

function ask(api: TestApi, route: Route, id: string) {
  const body = route.body ? { body: BODIES[route.operationId] ?? {} } : {};
  const role = route.roles.includes('admin') ? 'admin' : route.roles[0];
  const path = `${route.path.replace(':id', id)}${QUERIES[route.operationId] ?? ''}`;
  return api.call(route.method.toUpperCase(), path, {
    ...body,
    ...(role ? { as: role } : {}),
  });
}

describe.each(WITH_ID.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
  '%s',
  (_name, route) => {
    it("answers another organization's id as one that never was: 404 (EN-09, F17)", async () => {
      const thing = route.path.split('/')[2] ?? '';
      const id = foreign[thing];
      expect(id, `a thing for /v1/${thing} is missing in this test`).toBeDefined();
      const [theirs, nobodys] = [await ask(api, route, id ?? ''), await ask(api, route, 'thing_that_never_was')];
      expect([theirs.status, nobodys.status]).toEqual([404, 404]);
      expect(comparable(theirs.body, id ?? '')).toEqual(comparable(nobodys.body, 'thing_that_never_was'));
    });
  },
);

/** What is left of an answer when the id that was asked for and that of the request are taken out. */
function comparable(problem: { instance: string }, id: string): unknown {
  return JSON.parse(JSON.stringify({ ...problem, instance: '' }).replaceAll(id, 'ID'));
}

describe('a list', () => {
  it.each([
    '/v1/plans',
    '/v1/accounts',
    '/v1/subscriptions',
    '/v1/plan-changes',
    '/v1/api-keys',
    '/v1/plan-groups',
    '/v1/payments',
    '/v1/payment-endpoints',
    '/v1/checkouts',
    '/v1/bookings',
    '/v1/booking-proposals',
    '/v1/upgrade-paths',
    '/v1/agreements',
    '/v1/imports',
  ])('holds nothing of another organization: %s (EN-09)', async (path) => {
    const { status, body } = await api.call('GET', path);
    expect(status).toBe(200);
    for (const id of Object.values(foreign)) expect(JSON.stringify(body)).not.toContain(id);
  });

  it("has nothing for another organization's account", async () => {
    const { body } = await api.call('GET', `/v1/subscriptions?accountId=${foreign.accounts}`);
    expect(body).toEqual({ data: [], nextCursor: null });
  });
});

describe('a client (EN-09)', () => {
  it('sees its own account, its ledger, invoices and credit', async () => {
    for (const path of ['', '/ledger', '/invoices', '/credit']) {
      expect((await api.call('GET', `/v1/accounts/${api.accountId}${path}`, { as: 'client' })).status).toBe(200);
    }
  });

  it('gets 404 for every other account of its own organization', async () => {
    const { body: other } = await api.call('POST', '/v1/accounts', {
      body: { name: 'Bo', currency: 'USD', billDay: 1 },
    });
    for (const path of ['', '/ledger', '/invoices', '/credit']) {
      const theirs = await api.call('GET', `/v1/accounts/${other.id}${path}`, { as: 'client' });
      const nobodys = await api.call('GET', `/v1/accounts/acc_none${path}`, { as: 'client' });
      expect([theirs.status, nobodys.status]).toEqual([404, 404]);
      expect(comparable(theirs.body, other.id)).toEqual(comparable(nobodys.body, 'acc_none'));
    }
    for (const path of ['/v1/subscriptions', '/v1/plan-changes']) {
      expect((await api.call('GET', `${path}?accountId=${other.id}`, { as: 'client' })).status).toBe(404);
    }
  });

  it('sees of the subscriptions and changes of its organization only its own', async () => {
    const mine = await aStoredSubscription(database.prisma);
    const change = await aStoredChange(database.prisma, mine);
    const clientOf = (accountId: string) =>
      inTransaction(database.prisma, (tx) =>
        createApiKey(tx, { organizationId: mine.organizationId, role: 'client', name: 'C', accountId }),
      );
    const stranger = await database.prisma.account.create({
      data: { organizationId: mine.organizationId, id: 'acc_stranger', name: 'S', currency: 'USD', billDay: 1 },
    });
    const [owner, other] = [await clientOf(mine.accountId), await clientOf(stranger.id)];
    for (const path of [
      `/v1/subscriptions/${mine.subscriptionId}`,
      `/v1/plan-changes/${change.id}`,
      `/v1/plan-changes/${change.id}/history`,
    ]) {
      expect((await api.call('GET', path, { as: owner })).status, path).toBe(200);
      expect((await api.call('GET', path, { as: other })).status, path).toBe(404);
    }
    for (const path of ['/v1/subscriptions', '/v1/plan-changes']) {
      expect((await api.call('GET', path, { as: owner })).body.data).toHaveLength(1);
      expect((await api.call('GET', path, { as: other })).body.data).toHaveLength(0);
    }
  });
});
