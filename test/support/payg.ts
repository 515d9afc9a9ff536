import { randomUUID } from 'node:crypto';
import type { Reply, TestApi } from './api.js';
import { anEndpoint, anEvent, deliver, type TestEndpoint } from './payments.js';
import type { TestSystem } from './system.js';

export interface ProductPrices {
  readonly dailyRate: string;
  readonly downPayment: string;
}

/** Creates a product that is paid as you go and gives its id. */
export async function aPaygPlan(api: TestApi, name: string, prices: ProductPrices): Promise<string> {
  const body = { code: `${name}-${randomUUID()}`, name, kind: 'payg', defaultCurrency: 'USD', ...prices };
  return created(api, '/v1/plans', body);
}

export interface PaygCatalog {
  readonly lamp: string;
  readonly radio: string;
  readonly tv: string;
}

/** Creates a lamp at 10.00 a day, a radio at 15.00 (100.00 down) and a TV at 25.00 (300.00 down), with paths from the lamp. */
export async function aPaygCatalog(api: TestApi): Promise<PaygCatalog> {
  const lamp = await aPaygPlan(api, 'Lamp', { dailyRate: '10.00', downPayment: '0' });
  const radio = await aPaygPlan(api, 'Radio', { dailyRate: '15.00', downPayment: '100.00' });
  const tv = await aPaygPlan(api, 'TV', { dailyRate: '25.00', downPayment: '300.00' });
  for (const toPlanId of [radio, tv]) await created(api, '/v1/upgrade-paths', { fromPlanId: lamp, toPlanId });
  return { lamp, radio, tv };
}

export interface PaygCustomer {
  readonly accountId: string;
  readonly subscriptionId: string;
}

/** Creates a customer with a subscription that is paid as you go. */
export async function aPaygCustomer(
  api: TestApi,
  planId: string,
  given: { account?: object; subscription?: object } = {},
): Promise<PaygCustomer> {
  const accountId = await created(api, '/v1/accounts', { name: 'Ada', currency: 'USD', billDay: 1, ...given.account });
  const subscriptionId = await created(api, '/v1/subscriptions', { accountId, planId, ...given.subscription });
  return { accountId, subscriptionId };
}

/** A sandbox provider that pays for customers: what it says was paid at an instant arrives when it is called. */
export class Sandbox {
  private constructor(
    private readonly system: TestSystem,
    private readonly endpoint: TestEndpoint,
  ) {}

  static async of(system: TestSystem): Promise<Sandbox> {
    return new Sandbox(system, await anEndpoint(system));
  }

  /** Delivers the event of a payment; `paymentId` is the provider's, a new one by default. */
  pay(accountId: string, amount: string, given: { paidAt: string; paymentId?: string }): Promise<Reply> {
    const { paidAt, paymentId = `ch_${randomUUID()}` } = given;
    return this.send(anEvent('payment.succeeded', { accountId, amount, paymentId, paidAt }));
  }

  refund(paymentId: string, amount: string, at: string): Promise<Reply> {
    return this.send(anEvent('payment.refunded', { paymentId, refundId: `re_${randomUUID()}`, amount, paidAt: at }));
  }

  private async send(event: unknown): Promise<Reply> {
    const reply = await deliver(this.system, this.endpoint, event, { at: this.system.clock.now().toISOString() });
    if (reply.status !== 202) throw new Error(`the event was not taken: ${JSON.stringify(reply.body)}`);
    return reply;
  }
}

/** Waits until something that happens behind a webhook has happened. */
export async function eventually<T>(look: () => Promise<T>, is: (found: T) => boolean, withinMs = 15_000): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (is(found) || Date.now() > until) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
}

export async function created(api: TestApi, path: string, body: unknown): Promise<string> {
  const reply = await api.call('POST', path, { body });
  if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body.id;
}
