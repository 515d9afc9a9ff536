import type { Effect } from '../../domain/subscription/effects.js';
import { inTransaction, type PrismaClient, type Tx } from '../../prisma/client.js';
import { databaseErrorOf } from '../../prisma/database-error.js';
import { newId } from '../../prisma/ids.js';
import { editAccount } from '../../prisma/stores/accounts.store.js';
import { createApiKey } from '../../prisma/stores/api-keys.store.js';
import { createClientGroup } from '../../prisma/stores/client-groups.store.js';
import { claimKey } from '../../prisma/stores/idempotency.store.js';
import { enqueue } from '../../prisma/stores/outbox.store.js';
import { createPaymentEndpoint } from '../../prisma/stores/payment-endpoints.store.js';
import { createPlanGroup } from '../../prisma/stores/plan-groups.store.js';
import { createUpgradePath } from '../../prisma/stores/upgrade-paths.store.js';
import {
  aHistoryEntry,
  aJournal,
  aStoredChange,
  aStoredPlan,
  aStoredSubscription,
  NOW,
  persist,
  ratesOf,
  type Stored,
} from './stored.js';
import { aStoredAgreement } from './stored-agreements.js';
import { aStoredPaygCustomer } from './stored-payg.js';

/** Fills every table with at least one row, so that a test can copy one and spoil it. */
export async function aRowInEveryTable(prisma: PrismaClient): Promise<Stored> {
  const stored = await aStoredSubscription(prisma);
  const { organizationId, accountId, silver, subscriptionId, chargeId } = stored;
  const change = await aStoredChange(prisma, stored);
  const invoice = {
    id: newId('inv'),
    subscriptionId,
    changeId: change.id,
    currency: 'USD',
    issuedOn: '2026-11-11',
    dueOn: '2026-11-11',
  };
  const line = {
    kind: 'charge',
    subscriptionId,
    planId: silver.id,
    description: 'Silver',
    quantity: 1,
    from: '2026-11-11',
    to: '2026-12-01',
  } as const;
  const amounts = {
    fraction: { whole: 0, numerator: 20, denominator: 30 },
    price: '30.00',
    amount: '20.00',
    explanation: '20/30',
  };
  await persist(prisma, stored, [
    {
      type: 'invoice-issued',
      at: NOW,
      invoice: { ...invoice, kind: 'invoice', total: '20.00', lines: [{ ...line, ...amounts }] },
    },
    {
      type: 'charge-credited',
      id: newId('chc'),
      subscriptionId,
      changeId: change.id,
      chargeId,
      invoiceId: invoice.id,
      from: '2026-11-21',
      to: '2026-12-01',
      amount: '10.00',
    },
    {
      type: 'journal-posted',
      journal: aJournal([
        ['cash', '9'],
        ['account-credit', '-9'],
      ]),
    },
    {
      type: 'invoice-settled',
      id: newId('stl'),
      invoiceId: invoice.id,
      amount: '5.00',
      source: 'account-credit',
      at: NOW,
    },
    ...aPaidPart(accountId, invoice.id),
    { type: 'history-written', entry: aHistoryEntry(stored, { changeId: change.id }) },
  ]);
  await inTransaction(prisma, async (tx) => {
    const { id: groupId } = await createPlanGroup(tx, { organizationId, name: 'All' });
    const { id: other } = await aStoredPlan(tx, organizationId, { code: 'other', price: '1' });
    await createUpgradePath(tx, { organizationId, fromPlanId: silver.id, toPlanId: other, rules: {} });
    const group = await createClientGroup(tx, { organizationId, name: 'All' });
    await editAccount(tx, organizationId, accountId, { clientGroupId: group.id });
    await tx.planGroupMember.create({ data: { organizationId, planId: silver.id, groupId } });
    await createApiKey(tx, { organizationId, role: 'client', accountId, name: 'Ada' });
    await claimKey(tx, { organizationId, key: 'k', requestHash: 'h', leaseMs: 1000, now: NOW });
    await createPaymentEndpoint(tx, { organizationId, provider: 'sandbox' });
    const { id: endpointId } = await tx.paymentEndpoint.findFirstOrThrow();
    const refund = { organizationId, id: newId('rfd'), provider: 'sandbox', kind: 'refund', currency: 'USD', at: NOW };
    const event = { organizationId, id: newId('evt'), endpointId, provider: 'sandbox', eventId: 'e', type: 't' };
    await tx.paymentRefund.create({
      data: { ...refund, externalId: 'r', paymentExternalId: 'p', amount: '1', receivedAt: NOW },
    });
    await tx.inboxEvent.create({ data: { ...event, body: '{}', outcome: 'stored', receivedAt: NOW } });
    const of = { organizationId, endpointId };
    const asked = { amount: '1', currency: 'USD', description: 'D' };
    await tx.checkout.create({
      data: {
        ...of,
        ...asked,
        id: newId('chk'),
        accountId,
        invoiceId: invoice.id,
        state: 'open',
        externalId: 'x',
        payUrl: 'u',
        expiresAt: NOW,
        gatewayExpiresAt: NOW,
        by: 'test',
        createdAt: NOW,
      },
    });
    const call = { kind: 'refund', subjectId: 's', idempotencyKey: 'k', state: 'waiting', availableAt: NOW };
    await tx.gatewayCall.create({ data: { ...of, ...call, id: newId('gwc') } });
    const page = { ...of, ...asked, id: newId('sbc'), idempotencyKey: 'k', names: {}, state: 'open', expiresAt: NOW };
    await tx.sandboxCheckout.create({ data: page });
    const sandboxPayment = { organizationId, id: newId('sbp'), checkoutId: page.id, amount: '1', currency: 'USD' };
    await tx.sandboxPayment.create({ data: { ...sandboxPayment, paidAt: NOW } });
    const back = { organizationId, id: newId('sbr'), paymentId: sandboxPayment.id, idempotencyKey: 'k', amount: '1' };
    await tx.sandboxRefund.create({ data: back });
    await tx.sandboxWebhook.create({ data: { ...of, id: newId('sbw'), body: '{}', availableAt: NOW } });
    await enqueue(tx, { organizationId, kind: 'start', workflowId: 'w', payload: {}, availableAt: NOW });
    await prepaidRows(tx, stored);
  });
  await aStoredPaygCustomer(prisma, organizationId);
  await aStoredAgreement(prisma, stored);
  return stored;
}

/** A billing period, a network address, the secret of the garden, an endpoint for webhooks and a delivery to it. */
async function prepaidRows(tx: Tx, { organizationId, subscriptionId, silver }: Stored): Promise<void> {
  const { priceVersionId } = ratesOf(silver);
  const endpoint = { organizationId, id: newId('whe'), url: 'https://example.com', events: [], secret: 'whsec_x' };
  await tx.billingPeriod.create({ data: { organizationId, priceVersionId, months: 3, price: '54' } });
  await tx.networkAddress.create({ data: { organizationId, subscriptionId, address: '203.0.113.7' } });
  await tx.gardenSecret.create({ data: { organizationId, secret: 's' } });
  await tx.webhookEndpoint.create({ data: endpoint });
  await tx.webhookDelivery.create({
    data: {
      organizationId,
      id: newId('whd'),
      endpointId: endpoint.id,
      messageId: 'm',
      type: 'subscription.paused',
      body: '{}',
      state: 'waiting',
      at: NOW,
    },
  });
}

/** A payment by the sandbox's webhook, of which 1.00 settles the invoice. */
function aPaidPart(accountId: string, invoiceId: string): Effect[] {
  const id = newId('pay');
  const payment = {
    id,
    provider: 'sandbox',
    externalId: 'ch_1',
    accountId,
    amount: '1.00',
    currency: 'USD',
    paidAt: NOW,
    receivedAt: NOW,
    reference: null,
    source: 'webhook',
    by: 'test',
    reason: null,
    names: { accountId, invoiceId: null, subscriptionId: null, changeId: null },
    why: null,
  } as const;
  const allocation = { id: newId('pal'), paymentId: id, invoiceId, refundId: null, amount: '1.00', at: NOW } as const;
  return [
    { type: 'payment-received', payment },
    { type: 'payment-allocated', allocation: { ...allocation, kind: 'invoice' } },
  ];
}

/** Inserts a copy of a row of the table, changed by column. */
export async function insertCopy(tx: Tx, table: string, changed: Readonly<Record<string, unknown>>): Promise<void> {
  await tx.$executeRawUnsafe(
    `INSERT INTO ${table} SELECT spoilt.* FROM (SELECT * FROM ${table} LIMIT 1) original,
      jsonb_populate_record(NULL::${table}, to_jsonb(original) || $1::jsonb) spoilt`,
    JSON.stringify(changed),
  );
}

class RolledBack extends Error {}

/** Tries something in a transaction that is never kept; gives the constraint that refused it, else what was said, else `accepted`. */
export async function refusalOf(prisma: PrismaClient, attempt: (tx: Tx) => Promise<unknown>): Promise<string> {
  try {
    await inTransaction(prisma, async (tx) => {
      await attempt(tx);
      await tx.$executeRawUnsafe('SET CONSTRAINTS ALL IMMEDIATE');
      throw new RolledBack();
    });
  } catch (error) {
    if (error instanceof RolledBack) return 'accepted';
    const said = databaseErrorOf(error);
    return said ? (said.constraint ?? said.message) : String(error);
  }
  return 'accepted';
}
