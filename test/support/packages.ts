import { randomUUID } from 'node:crypto';
import type { Reply, TestApi } from './api.js';
import { anEvent, deliver, type EventOptions, type TestEndpoint } from './payments.js';

export interface PackageOptions {
  readonly price: string;
  readonly setupFee?: string;
  readonly interval?: { readonly unit: 'week' | 'month'; readonly count: number };
}

/** Creates a package through the API and gives its id. */
export async function aPackage(api: TestApi, { price, setupFee, interval }: PackageOptions): Promise<string> {
  const tiers = [{ fromUnit: 1, toUnit: null, price }];
  return created(api, '/v1/plans', {
    code: `package-${randomUUID()}`,
    name: `Package ${price}`,
    kind: 'master',
    interval: interval ?? { unit: 'month', count: 1 },
    defaultCurrency: 'USD',
    rateSchedules: [{ name: 'Standard', currency: 'USD', default: true, tiers }],
    ...(setupFee === undefined ? {} : { setupFee }),
  });
}

export async function aPath(api: TestApi, fromPlanId: string, toPlanId: string): Promise<string> {
  return created(api, '/v1/upgrade-paths', { fromPlanId, toPlanId });
}

export interface Customer {
  readonly accountId: string;
  readonly subscriptionId: string;
  /** Of its own client key. */
  readonly secret: string;
}

/** Creates an account with a paid service and a key of its client. */
export async function aCustomer(
  api: TestApi,
  service: {
    readonly planId: string;
    readonly periodStart: string;
    readonly paidThrough: string;
    readonly clientGroupId?: string;
  },
): Promise<Customer> {
  const { clientGroupId, ...rest } = service;
  const group = clientGroupId === undefined ? {} : { clientGroupId };
  const accountId = await created(api, '/v1/accounts', { name: 'Ada', currency: 'USD', billDay: 1, ...group });
  const subscriptionId = await created(api, '/v1/subscriptions', { accountId, units: 1, ...rest });
  const key = await api.call('POST', '/v1/api-keys', { body: { role: 'client', name: 'Ada', accountId } });
  return { accountId, subscriptionId, secret: key.body.secret };
}

/** Delivers a payment as the sandbox does, paid at an instant of the organization's clock. */
export function paidByWebhook(
  api: TestApi,
  endpoint: TestEndpoint,
  event: EventOptions,
  realNow: Date,
): Promise<Reply> {
  return deliver(api, endpoint, anEvent('payment.succeeded', event), { at: realNow.toISOString() });
}

export async function created(api: TestApi, path: string, body: unknown): Promise<string> {
  const reply = await api.call('POST', path, { body });
  if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body.id;
}
