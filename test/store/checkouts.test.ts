import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../prisma/client.js';
import { newId } from '../../prisma/ids.js';
import {
  checkoutOpened,
  checkoutPaid,
  checkoutRefused,
  endCheckoutsFor,
  openCheckout,
} from '../../prisma/stores/checkout-commands.store.js';
import { findCheckout } from '../../prisma/stores/checkouts.store.js';
import { endDueCheckouts } from '../../prisma/stores/due-checkouts.store.js';
import { setClockOffset } from '../../prisma/stores/organizations.store.js';
import { createPaymentEndpoint } from '../../prisma/stores/payment-endpoints.store.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aStoredChange, aStoredSubscription, NOW, type Stored } from '../support/stored.js';

let database: TestDatabase;
let stored: Stored;
let changeId: string;
const clock = { now: () => new Date(NOW) };

beforeAll(async () => {
  database = await aDatabase();
  stored = await aStoredSubscription(database.prisma);
  changeId = (await aStoredChange(database.prisma, stored)).id;
  const { organizationId } = stored;
  await inTransaction(database.prisma, (tx) => createPaymentEndpoint(tx, { organizationId, provider: 'sandbox' }));
});
afterAll(() => database.drop());

/** A checkout of 5.00 for a change, as a kind that needs money opens it, an hour before `expiresAt`. */
async function opened(of: string | null = null): Promise<string> {
  const { organizationId, accountId, subscriptionId } = stored;
  const names = { accountId, subscriptionId, invoiceId: null, changeId: of };
  const money = { amount: '5.00', currency: 'USD', description: 'Order' };
  const when = { now: NOW, expiresAt: new Date(Date.parse(NOW) + 3_600_000).toISOString() };
  const how = { organizationId, checkoutId: newId('chk'), endpointId: null, returnUrl: null, by: 'test' };
  const command = { ...how, ...names, ...money, ...when };
  return (await inTransaction(database.prisma, (tx) => openCheckout(tx, clock, command))).checkoutId;
}

const page = (checkoutId: string) => ({
  organizationId: stored.organizationId,
  checkoutId,
  externalId: `ext_${checkoutId}`,
  payUrl: 'https://pay.example/1',
});
const note = (checkoutId: string) =>
  inTransaction(database.prisma, (tx) => checkoutOpened(tx, clock, page(checkoutId)));
const stateOf = async (id: string) => (await findCheckout(database.prisma, stored.organizationId, id))?.state;
const callsOf = async (subjectId: string) =>
  (await database.prisma.gatewayCall.findMany({ where: { subjectId }, orderBy: { id: 'asc' } })).map((it) => it.kind);

const needless = (exceptId: string | null = null) => {
  const { organizationId } = stored;
  return { organizationId, changeIds: [changeId], invoiceIds: [], exceptId, now: NOW };
};

describe('a checkout of a change', () => {
  it('ends with it, here and at the provider; one that is paid stays paid', async () => {
    const [open, paid, other] = [await opened(changeId), await opened(changeId), await opened()];
    const paymentId = (await payment()).id;
    await note(open);
    const { organizationId } = stored;
    await inTransaction(database.prisma, (tx) =>
      checkoutPaid(tx, { organizationId, checkoutId: paid, paymentId, now: NOW }),
    );
    const end = () => inTransaction(database.prisma, (tx) => endCheckoutsFor(tx, clock, needless()));
    await inTransaction(database.prisma, (tx) => endCheckoutsFor(tx, clock, needless(open)));
    expect(await stateOf(open)).toBe('open');
    await end();
    await end();
    expect(await Promise.all([open, paid, other].map(stateOf))).toEqual(['expired', 'paid', 'opening']);
    expect(await callsOf(open)).toEqual(['create-checkout', 'expire-checkout']);
  });

  it('that the provider opens after it has ended is ended there too', async () => {
    const id = await opened(changeId);
    await inTransaction(database.prisma, (tx) => endCheckoutsFor(tx, clock, needless()));
    expect(await callsOf(id)).toEqual(['create-checkout']);
    await note(id);
    expect(await stateOf(id)).toBe('expired');
    expect(await callsOf(id)).toEqual(['create-checkout', 'expire-checkout']);
  });

  it('is noted as open once, and not refused after it', async () => {
    const id = await opened();
    await Promise.all([note(id), note(id)]);
    const refused = { organizationId: stored.organizationId, checkoutId: id, error: 'no', now: NOW };
    await inTransaction(database.prisma, (tx) => checkoutRefused(tx, refused));
    expect(await stateOf(id)).toBe('open');
  });
});

describe('checkouts end by the clock', () => {
  it.each([
    ['a moment before', 3_599_999, 'opening'],
    ['at the moment', 3_600_000, 'expired'],
  ])('%s', async (_name, milliseconds, expected) => {
    const id = await opened();
    const at = { now: () => new Date(Date.parse(NOW) + milliseconds) };
    await endDueCheckouts({ prisma: database.prisma, clock: at });
    expect(await stateOf(id)).toBe(expected);
  });

  it('of their own organization, whose may be ahead, and by two at once as by one', async () => {
    const id = await opened();
    await inTransaction(database.prisma, (tx) => setClockOffset(tx, stored.organizationId, 3_600_000));
    const end = () => endDueCheckouts({ prisma: database.prisma, clock });
    await Promise.all([end(), end()]);
    expect(await stateOf(id)).toBe('expired');
    const where = { organizationId: stored.organizationId, event: 'checkout-expired' };
    const told = await database.prisma.historyEntry.findMany({ where, orderBy: { sequence: 'desc' } });
    expect(new Set(told.map((it) => it.text))).toEqual(new Set(['The checkout of 5.00 USD has ended unpaid.']));
  });
});

function payment() {
  const { organizationId, accountId } = stored;
  const money = { amount: '5.00', currency: 'USD', paidAt: NOW, receivedAt: NOW };
  const source = { provider: 'sandbox', externalId: newId('ch'), source: 'webhook', by: 'test' };
  const names = { accountId, invoiceId: null, subscriptionId: null, changeId: null };
  const state = { state: 'unallocated', why: 'unknown-name' };
  return database.prisma.payment.create({
    data: { organizationId, id: newId('pay'), accountId, ...money, ...source, ...state, names },
  });
}
