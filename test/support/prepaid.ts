import { randomUUID } from 'node:crypto';
import type { Reply, TestApi } from './api.js';
import type { TestSystem } from './system.js';

/** The plan of the worked examples: 20.00 a month, 54.00 for 3 months. */
export async function aPrepaidPlan(
  api: TestApi,
  months: Readonly<Record<number, string>> = { 1: '20.00', 3: '54.00' },
) {
  const billingPeriods = Object.entries(months).map(([it, price]) => ({ months: Number(it), price }));
  const tiers = [{ fromUnit: 1, toUnit: null, price: months[1] ?? '20.00' }];
  const schedule = { name: 'Standard', currency: 'USD', default: true, tiers, billingPeriods };
  const code = `prepaid-${randomUUID()}`;
  const interval = { unit: 'month', count: 1 };
  const plan = { code, name: 'Home 50', kind: 'master', interval, defaultCurrency: 'USD', rateSchedules: [schedule] };
  return made(await api.call('POST', '/v1/plans', { body: plan }));
}

export interface Service {
  readonly accountId: string;
  readonly subscriptionId: string;
}

/** Opens a prepaid service in an account of its own: it starts on a day, nothing paid yet. */
export async function aService(api: TestApi, planId: string, start: string, more: object = {}): Promise<Service> {
  const accountId = await made(
    await api.call('POST', '/v1/accounts', { body: { name: 'Ada', currency: 'USD', billDay: 1 } }),
  );
  const paidThrough = new Date(Date.parse(`${start}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  const body = { accountId, planId, units: 1, periodStart: start, paidThrough, billingPeriodMonths: 1, ...more };
  return { accountId, subscriptionId: made(await api.call('POST', '/v1/subscriptions', { body })) };
}

function made({ status, body }: Reply): string {
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body.id;
}

/** One service's books, as the API tells them. */
export class ServiceBooks {
  constructor(
    private readonly api: TestApi,
    readonly service: Service,
  ) {}

  /** Every document as `2026-12-01 20.00`, a credit note below zero. */
  async documents(): Promise<string[]> {
    const all: string[] = [];
    for (let cursor = ''; ; ) {
      const path = `/v1/accounts/${this.service.accountId}/invoices?limit=200${cursor && `&cursor=${cursor}`}`;
      const { body } = await this.api.call('GET', path);
      for (const { kind, issuedOn, total } of body.data)
        all.push(`${issuedOn} ${kind === 'invoice' ? '' : '-'}${total}`);
      if (body.nextCursor === null) return all;
      cursor = body.nextCursor;
    }
  }

  async credit(): Promise<string> {
    return (await this.api.call('GET', `/v1/accounts/${this.service.accountId}/credit`)).body.amount;
  }

  async subscription() {
    return (await this.api.call('GET', `/v1/subscriptions/${this.service.subscriptionId}`)).body;
  }

  async status(): Promise<string> {
    return (await this.subscription()).status;
  }

  async pay(amount: string, more: object = {}): Promise<void> {
    const body = { amount: { amount, currency: 'USD' }, reference: 'Cash desk', ...more };
    const reply = await this.api.call('POST', `/v1/accounts/${this.service.accountId}/payments`, { body });
    if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
  }

  edit(body: object): Promise<Reply> {
    return this.api.call('PATCH', `/v1/subscriptions/${this.service.subscriptionId}`, { body });
  }

  checkout(months: number, more: object = {}): Promise<Reply> {
    const body = { subscriptionId: this.service.subscriptionId, months, ...more };
    return this.api.call('POST', '/v1/reactivations', { body });
  }

  async gardenUrl(): Promise<string> {
    const path = `/v1/subscriptions/${this.service.subscriptionId}/garden-link`;
    return new URL((await this.api.call('POST', path, { body: {} })).body.url).pathname;
  }
}

/** Turns on what lets clients reactivate their services, suspended after 7 days. */
export async function allowReactivation(api: TestApi, more: object = {}): Promise<void> {
  const body = { suspension: true, suspendAfterDays: 7, serviceReactivation: true, ...more };
  const reply = await api.call('PATCH', '/v1/settings', { body });
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
}

/** Sums every posting of an organization, in whole cents: zero, whatever has happened. */
export async function sumOfPostings({ prisma, organizationId }: TestSystem): Promise<number> {
  const { _sum } = await prisma.posting.aggregate({ where: { organizationId }, _sum: { amount: true } });
  return Number(_sum.amount ?? 0);
}

/** Waits for what happens a moment later, on the real clock. */
export async function eventually<T>(look: () => Promise<T | undefined | false | null>): Promise<T> {
  const until = Date.now() + 60_000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > until) throw new Error('it has not come to be');
    await new Promise((done) => setTimeout(done, 50));
  }
}
