import { aPaygCatalog, aPaygCustomer, type PaygCatalog } from '../support/payg.js';
import type { TestSystem } from '../support/system.js';
import type { Path } from './stage.js';

interface Call {
  readonly system: TestSystem;
  readonly catalog: PaygCatalog;
  readonly accountId: string;
  readonly subscriptionId: string;
}

async function post(
  { system }: Call,
  path: string,
  body: object,
  status: number,
): Promise<ReturnType<typeof JSON.parse>> {
  const reply = await system.call('POST', path, { body });
  if (reply.status !== status) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}

const pay = (call: Call, amount: string) =>
  post(
    call,
    `/v1/accounts/${call.accountId}/payments`,
    { amount: { amount, currency: 'USD' }, reference: 'Desk' },
    201,
  );

const ask = (call: Call, id: string, command: string, body: object = {}, status = 200) =>
  post(call, `/v1/bookings/${id}/${command}`, body, status);

async function book(call: Call): Promise<string> {
  const asked = { accountId: call.accountId, planIds: [call.catalog.radio] };
  return (await post(call, '/v1/bookings', asked, 201)).id;
}

async function oldPayments({ system, subscriptionId }: Call): Promise<string[]> {
  const { body } = await system.call('GET', `/v1/subscriptions/${subscriptionId}/on-time-transactions`);
  return body.data.filter((it: { type: string }) => it.type === 'payment').map((it: { id: string }) => it.id);
}

/** Every way that a booking can take. */
const WAYS: Readonly<Record<string, (call: Call) => Promise<string>>> = {
  'paid-and-collected': async (call) => {
    const id = await book(call);
    await pay(call, '60.00');
    await pay(call, '60.00');
    await ask(call, id, 'collect');
    return id;
  },

  expired: async (call) => {
    const id = await book(call);
    await pay(call, '60.00');
    await call.system.advance('PT5H');
    return id;
  },

  cancelled: async (call) => {
    const id = await book(call);
    await ask(call, id, 'cancel');
    return id;
  },

  'refused-then-cancelled': async (call) => {
    const id = await book(call);
    await ask(call, id, 'collect', {}, 409);
    await ask(call, id, 'cancel');
    return id;
  },

  'old-payments-in-part-then-paid': async (call) => {
    await pay(call, '60.00');
    const id = await book(call);
    const transactionIds = await oldPayments(call);
    await ask(call, id, 'use-on-time-payments', { transactionIds }, 409);
    await ask(call, id, 'use-on-time-payments', { transactionIds, acceptPart: true });
    await pay(call, '50.00');
    await ask(call, id, 'collect');
    return id;
  },

  'paid-then-cancelled': async (call) => {
    const id = await book(call);
    await pay(call, '100.00');
    await ask(call, id, 'cancel');
    return id;
  },

  'expired-without-a-worker': async (call) => {
    const id = await book(call);
    await call.system.withoutWorker(async () => {
      await pay(call, '10.00');
    });
    await call.system.advance('PT5H');
    return id;
  },
};

export const BOOKING_PATHS: readonly Path[] = Object.entries(WAYS).map(([way, play]) => ({
  name: `payg-upgrade-booking/${way}`,
  play: async (system) => {
    const catalog = await aPaygCatalog(system);
    const call = { system, catalog, ...(await aPaygCustomer(system, catalog.lamp)) };
    const workflowId = `payg-upgrade-booking/${await play(call)}`;
    await system.client.workflow.getHandle(workflowId).result();
    return workflowId;
  },
}));
