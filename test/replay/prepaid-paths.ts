import { RETRY_AFTER_MS } from '../../domain/webhook/schedule.js';
import { allowReactivation, aPrepaidPlan, aService, eventually, ServiceBooks } from '../support/prepaid.js';
import { aReceiver } from '../support/receiver.js';
import type { TestSystem } from '../support/system.js';
import { hasHeardOf, type Path } from './stage.js';

/** A service that is paused since 2026-12-01, and the workflow of the checkout that was opened for it. */
async function aCheckout(system: TestSystem): Promise<{ books: ServiceBooks; id: string; workflowId: string }> {
  const books = await aPrepaidService(system, { activeTo: '2026-11-30' });
  await books.pay('20.00');
  await system.advanceTo('2027-06-10');
  const { body } = await books.checkout(2);
  return { books, id: body.id, workflowId: `service-reactivation/${body.id}` };
}

async function aPrepaidService(system: TestSystem, more: object = {}): Promise<ServiceBooks> {
  await allowReactivation(system);
  const planId = await aPrepaidPlan(system);
  return new ServiceBooks(system, await aService(system, planId, '2026-11-11', more));
}

/** Every way that the workflow of a checkout can take. */
const CHECKOUTS: Readonly<Record<string, (system: TestSystem) => Promise<string>>> = {
  paid: async (system) => {
    const { books, workflowId } = await aCheckout(system);
    await books.pay('40.00');
    return workflowId;
  },
  'paid-by-credit': async (system) => {
    const books = await aPrepaidService(system, { activeTo: '2026-11-30' });
    await books.pay('80.00');
    await system.advanceTo('2027-06-10');
    return `service-reactivation/${(await books.checkout(2)).body.id}`;
  },
  expired: async (system) => {
    const { workflowId } = await aCheckout(system);
    await system.advance('PT2H');
    return workflowId;
  },
  cancelled: async (system) => {
    const { id, workflowId } = await aCheckout(system);
    await system.call('POST', `/v1/reactivations/${id}/cancel`, { body: {} });
    return workflowId;
  },
};

/** The lives of services that are suspended, paused and reactivated. */
const SERVICES: Readonly<Record<string, (system: TestSystem) => Promise<string>>> = {
  'suspended-and-resumed': async (system) => {
    const books = await aPrepaidService(system);
    await system.advanceTo('2026-11-20');
    await books.pay('20.00');
    return `prepaid-service/${books.service.subscriptionId}`;
  },
  'paused-and-reactivated': async (system) => {
    const { books } = await aCheckout(system);
    await books.pay('40.00');
    await system.advanceTo('2027-09-01');
    return `prepaid-service/${books.service.subscriptionId}`;
  },
};

/** Every way that a webhook to the outside can take: how the receiver answers its first tries. */
const DELIVERIES: Readonly<Record<string, readonly number[]>> = {
  delivered: [],
  'delivered-at-third-try': [500, 503],
  gone: [410],
};

async function deliver(system: TestSystem, answers: readonly number[]): Promise<string> {
  const receiver = await aReceiver();
  receiver.answersWith(...answers);
  const path = `/v1/organizations/${system.organizationId}/private-webhooks`;
  await system.call('PUT', path, { as: 'platform', body: { allowed: true } });
  const asked = { url: receiver.url, events: ['subscription.suspended'] };
  const { body: endpoint } = await system.call('POST', '/v1/webhook-endpoints', { body: asked });
  await aPrepaidService(system);
  await system.advanceTo('2026-11-20');
  const find = async () => (await system.call('GET', `/v1/webhook-endpoints/${endpoint.id}/deliveries`)).body.data[0];
  const { id } = await eventually(find);
  const failed = answers.filter((it) => it >= 500);
  for (const index of failed.keys()) {
    await eventually(async () => (await find()).tries.length === index + 1);
    await system.orchestrator.fastForward(`webhook-delivery/${id}`, RETRY_AFTER_MS[index] ?? 0);
  }
  await eventually(async () => (await find()).state !== 'waiting');
  await receiver.close();
  return `webhook-delivery/${id}`;
}

const pathsOf = (kind: string, ways: typeof CHECKOUTS): Path[] =>
  Object.entries(ways).map(([way, play]) => ({
    name: `${kind}/${way}`,
    play: async (system) => hasHeardOf(system, await play(system)),
  }));

export const PREPAID_PATHS: readonly Path[] = [
  ...pathsOf('service-reactivation', CHECKOUTS),
  ...pathsOf('prepaid-service', SERVICES),
  ...pathsOf(
    'webhook-delivery',
    Object.fromEntries(
      Object.entries(DELIVERIES).map(([way, answers]) => [way, (system: TestSystem) => deliver(system, answers)]),
    ),
  ),
];
