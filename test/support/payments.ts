import type { Effect } from '../../domain/subscription/effects.js';
import { signStandardWebhook } from '../../gateways/standard-webhooks.js';
import { inTransaction, type PrismaClient } from '../../prisma/client.js';
import { newId } from '../../prisma/ids.js';
import { createAccount } from '../../prisma/stores/accounts.store.js';
import { persistEffects } from '../../prisma/stores/effects.store.js';
import type { StoredPlan } from '../../prisma/stores/plan-rows.js';
import { insertSubscription } from '../../prisma/stores/subscriptions.store.js';
import { type Reply, TEST_NOW, type TestApi } from './api.js';
import { aCharge, aStoredPlan, aSubscription } from './stored.js';

export interface Debtor {
  readonly accountId: string;
  readonly subscriptionId: string;
  /** Oldest due first. */
  readonly invoiceIds: readonly string[];
}

export function aSilverPlan(prisma: PrismaClient, organizationId: string): Promise<StoredPlan> {
  return inTransaction(prisma, (tx) => aStoredPlan(tx, organizationId, { code: newId('silver'), price: '30' }));
}

/** Creates an account in dollars that owes these amounts, each on an invoice of its own. */
export function aDebtor(
  prisma: PrismaClient,
  organizationId: string,
  plan: StoredPlan,
  owed: readonly string[],
): Promise<Debtor> {
  return inTransaction(prisma, async (tx) => {
    const account = { organizationId, name: 'Ada', currency: 'USD', billDay: 1 };
    const { id: accountId } = await createAccount(tx, account);
    const subscription = aSubscription(plan);
    await insertSubscription(tx, { organizationId, accountId, subscription });
    const { id: subscriptionId } = subscription;
    const invoices = owed.map((amount, index) => ({ id: newId('inv'), amount, day: `2026-11-0${index + 1}` }));
    const charge = aCharge({ silver: plan });
    const effects: Effect[] = [
      { type: 'charged', subscriptionId, changeId: null, invoiceId: null, charge },
      ...invoices.flatMap((it) => owedBy(subscriptionId, plan, it)),
    ];
    await persistEffects(tx, { organizationId, accountId, effects });
    return { accountId, subscriptionId, invoiceIds: invoices.map(({ id }) => id) };
  });
}

function owedBy(
  subscriptionId: string,
  plan: StoredPlan,
  { id, amount, day }: { id: string; amount: string; day: string },
): Effect[] {
  const days = { from: day, to: '2026-12-01', fraction: { whole: 1, numerator: 0, denominator: 1 } };
  const line = { kind: 'charge', subscriptionId, planId: plan.id, description: 'Owed', quantity: 1, ...days } as const;
  const lines = [{ ...line, price: amount, amount, explanation: 'owed' }];
  const invoice = { id, kind: 'invoice', subscriptionId, changeId: null, currency: 'USD', total: amount } as const;
  const at = `${day}T00:00:00.000Z`;
  const about = { currency: 'USD', subscriptionId, changeId: null, invoiceId: id };
  const postings = [
    { ...about, ledgerAccount: 'receivable', amount } as const,
    { ...about, ledgerAccount: 'revenue', amount: `-${amount}` } as const,
  ];
  const journal = { id: newId('jnl'), kind: 'renewal', description: 'Owed', effectiveAt: at, postings };
  return [
    { type: 'invoice-issued', at, invoice: { ...invoice, issuedOn: day, dueOn: day, lines } },
    { type: 'journal-posted', journal },
  ];
}

export interface TestEndpoint {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
}

export async function anEndpoint(api: TestApi): Promise<TestEndpoint> {
  const reply = await api.call('POST', '/v1/payment-endpoints', { body: { provider: 'sandbox' } });
  if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
  return reply.body;
}

export interface Delivery {
  readonly secret?: string;
  /** When it was signed. */
  readonly at?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Delivers an event as the sandbox does; signed now, with the endpoint's secret. */
export function deliver(api: TestApi, endpoint: TestEndpoint, event: unknown, delivery: Delivery = {}): Promise<Reply> {
  const { secret = endpoint.secret, at = TEST_NOW, headers = {} } = delivery;
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const signed = signStandardWebhook(Buffer.from(body), secret, 'msg_1', at);
  return api.call('POST', endpoint.url, { as: null, body, headers: { ...signed, ...headers } });
}

export interface EventOptions {
  readonly paymentId?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly accountId?: string;
  readonly invoiceId?: string;
  readonly subscriptionId?: string;
  readonly changeId?: string;
  readonly reference?: string;
  readonly refundId?: string;
  readonly paidAt?: string;
}

let events = 0;

/** Makes an event of the sandbox; each with an id of its own. */
export function anEvent(type: string, options: EventOptions = {}) {
  const { amount = '20.00', currency = 'USD', paymentId = 'ch_1', paidAt = TEST_NOW, ...names } = options;
  events += 1;
  return { type, id: `evt_${events}`, data: { paymentId, amount: { amount, currency }, paidAt, ...names } };
}
