import { randomUUID } from 'node:crypto';
import type { TestApi } from './api.js';

export interface PlanOptions {
  readonly price: string;
  readonly interval?: { readonly unit: 'week' | 'month'; readonly count: number };
  readonly currency?: string;
  readonly groupIds?: readonly string[];
}

/** Creates a plan through the API and gives its id. */
export async function aPlan(
  api: TestApi,
  { price, interval, currency = 'USD', groupIds = [] }: PlanOptions,
): Promise<string> {
  const code = `plan-${randomUUID()}`;
  return created(api, '/v1/plans', {
    code,
    name: `${price} ${currency}`,
    kind: 'master',
    interval: interval ?? { unit: 'month', count: 1 },
    defaultCurrency: currency,
    groupIds,
    rateSchedules: [{ name: 'Standard', currency, default: true, tiers: [{ fromUnit: 1, toUnit: null, price }] }],
  });
}

/** Creates two monthly plans: basic for 30.00 and plus for 60.00. */
export async function aCatalog(api: TestApi): Promise<{ basic: string; plus: string }> {
  return { basic: await aPlan(api, { price: '30.00' }), plus: await aPlan(api, { price: '60.00' }) };
}

export interface SubscriptionOptions {
  readonly planId: string;
  readonly units?: number;
  readonly currency?: string;
  readonly billDay?: number;
  readonly periodStart?: string;
  readonly paidThrough?: string;
  readonly lastBilled?: string;
  readonly invoicing?: 'forward' | 'backward';
}

/** Creates an account with a subscription in the middle of a paid period: by default all of November 2026, bill day 1. */
export async function aSubscriptionOf(
  api: TestApi,
  options: SubscriptionOptions,
): Promise<{ accountId: string; subscriptionId: string }> {
  const { currency = 'USD', billDay = 1, ...subscription } = options;
  const accountId = await created(api, '/v1/accounts', { name: 'Ada', currency, billDay });
  const subscriptionId = await created(api, '/v1/subscriptions', {
    accountId,
    units: 1,
    periodStart: '2026-11-01',
    paidThrough: '2026-11-30',
    ...subscription,
  });
  return { accountId, subscriptionId };
}

async function created(api: TestApi, path: string, body: unknown): Promise<string> {
  const reply = await api.call('POST', path, { body });
  if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body.id;
}
