import { aFeeBody, anAgreementBody, aScheduleBody } from './agreements.js';
import type { Reply } from './api.js';
import type { TestSystem } from './system.js';

type Api = Pick<TestSystem, 'call'>;

export { aFeeBody, aScheduleBody };

function checked(reply: Reply, status: number): Reply['body'] {
  if (reply.status === status) return reply.body;
  throw new Error(`${reply.status}: ${JSON.stringify(reply.body)}`);
}

/** Turns upgrades and downgrades on for the club of the agreements. */
export async function turnOn(api: Api, number = '7042'): Promise<void> {
  const body = { upgradeDowngrade: true };
  checked(await api.call('PUT', `/v1/clubs/${number}/features`, { as: 'platform', body }), 200);
}

export interface ClubPlan {
  readonly code: string;
  readonly price: string;
  readonly name?: string;
  readonly interval?: { readonly unit: string; readonly count: number };
  readonly renewal?: unknown;
}

/** Creates an agreement plan of the category Membership, in dollars. */
export async function aClubPlan(api: Api, { code, price, ...options }: ClubPlan): Promise<string> {
  const { name = code, interval = { unit: 'month', count: 1 }, renewal } = options;
  const tiers = [{ fromUnit: 1, toUnit: null, price }];
  const rateSchedules = [{ name: 'Standard', currency: 'USD', default: true, tiers }];
  const body = { code, name, kind: 'master', interval, defaultCurrency: 'USD', category: 'Membership', rateSchedules };
  const reply = await api.call('POST', '/v1/plans', {
    body: { ...body, ...(renewal === undefined ? {} : { renewal }) },
  });
  return checked(reply, 201).id;
}

/** Creates a member with an agreement on a plan. */
export async function aClubMember(
  api: Api,
  name: string,
  planId: string,
  options: Readonly<Record<string, unknown>> = {},
) {
  const account = { name, email: 'member@example.com', currency: 'USD', billDay: 1 };
  const { id: accountId } = checked(await api.call('POST', '/v1/accounts', { body: account }), 201);
  const body = anAgreementBody({ accountId, planId, ...options });
  const agreement = checked(await api.call('POST', '/v1/agreements', { as: 'agent', body }), 201);
  return { accountId: accountId as string, agreementId: agreement.id as string, agreement };
}

export async function aDraftOf(api: Api, agreementId: string, planId: string, more: object = {}) {
  const body = { agreementId, planId, ...more };
  return checked(await api.call('POST', '/v1/agreement-changes', { as: 'agent', body }), 201);
}

export async function edit(api: Api, draftId: string, body: object) {
  return checked(await api.call('PATCH', `/v1/agreement-changes/${draftId}`, { as: 'agent', body }), 200);
}

export async function complete(api: Api, draftId: string) {
  return checked(await api.call('POST', `/v1/agreement-changes/${draftId}/complete`, { as: 'agent', body: {} }), 200);
}

export async function pay(api: Api, accountId: string, amount: string, invoiceId?: string) {
  const body = { amount: { amount, currency: 'USD' }, reference: 'Desk', ...(invoiceId ? { invoiceId } : {}) };
  return checked(await api.call('POST', `/v1/accounts/${accountId}/payments`, { body }), 201);
}

export async function eligibility(api: Api, agreementId: string) {
  return checked(await api.call('GET', `/v1/agreements/${agreementId}/change-eligibility`, { as: 'agent' }), 200);
}

/** What billing has on file, as `2026-12-01 45.00 scheduled`; by default of what is not closed. */
export async function onFile(
  api: Api,
  agreementId: string,
  states = ['scheduled', 'issued', 'paid'],
): Promise<string[]> {
  const { data } = checked(await api.call('GET', `/v1/agreements/${agreementId}/invoices`, {}), 200);
  const shown = data.filter((it: { state: string }) => states.includes(it.state));
  return shown.map((it: { dueOn: string; amount: string; state: string }) => `${it.dueOn} ${it.amount} ${it.state}`);
}
