import { aPlan } from '../support/catalog.js';
import { aPath } from '../support/packages.js';
import { aCast, type Cast, hasHeard, type Path, post } from './stage.js';

interface Placed {
  readonly id: string;
  readonly due: string;
  readonly invoiceId: string | null;
}

/** Every way that a package order can take. */
const WAYS: Readonly<Record<string, (cast: Cast) => Promise<string>>> = {
  'applied-at-once': async (cast) => (await place(cast, await cheaper(cast))).id,

  'paid-in-two-parts': async (cast) => {
    const order = await place(cast, cast.plus);
    await pay(cast, order, '1.00');
    await pay(cast, order, (Number(order.due) - 1).toFixed(2));
    return order.id;
  },

  'expired-partly-paid': async (cast) => {
    const order = await place(cast, cast.plus);
    await pay(cast, order, '1.00');
    await cast.system.advanceTo('2026-11-20');
    return order.id;
  },

  'cancelled-while-waiting': async (cast) => {
    const { id } = await place(cast, cast.plus);
    await command(cast, id, 'cancel');
    return id;
  },

  'processed-by-hand': async (cast) => {
    await settings(cast, { automaticProcessing: false });
    const order = await place(cast, cast.plus);
    await pay(cast, order, order.due);
    await command(cast, order.id, 'process');
    return order.id;
  },

  'processed-by-the-setting': async (cast) => {
    await settings(cast, { automaticProcessing: false });
    const { id } = await place(cast, await cheaper(cast));
    await settings(cast, { automaticProcessing: true });
    return id;
  },

  'scheduled-applied': async (cast) => {
    await settings(cast, { downgradeTiming: 'end-of-term' });
    const { id } = await place(cast, await cheaper(cast));
    await cast.system.advanceTo('2026-12-01');
    return id;
  },

  'scheduled-undone': async (cast) => {
    await settings(cast, { downgradeTiming: 'end-of-term' });
    const { id } = await place(cast, await cheaper(cast));
    await command(cast, id, 'undo');
    return id;
  },

  'too-late-for-its-term-then-cancelled': async (cast) => {
    await settings(cast, { automaticProcessing: false, upgradeTerm: 'keep' });
    const order = await place(cast, cast.plus);
    await pay(cast, order, order.due);
    await cast.system.advanceTo('2026-12-05');
    await settings(cast, { automaticProcessing: true });
    await hasHeard(cast, workflowOf(order.id));
    await command(cast, order.id, 'cancel');
    return order.id;
  },

  'cancelled-with-its-subscription': async (cast) => {
    const { id } = await place(cast, cast.plus);
    await post(cast, `/v1/subscriptions/${cast.subscriptionId}/cancel`);
    return id;
  },
};

const workflowOf = (orderId: string) => `package-change-order/${orderId}`;

async function cheaper({ system }: Cast): Promise<string> {
  return aPlan(system, { price: '5.00' });
}

async function place({ system, basic, subscriptionId }: Cast, planId: string): Promise<Placed> {
  await aPath(system, basic, planId);
  const { status, body } = await system.call('POST', '/v1/package-orders', { body: { subscriptionId, planId } });
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return { id: body.id, due: body.dueToday, invoiceId: body.invoiceId };
}

async function pay(cast: Cast, { invoiceId }: Placed, amount: string): Promise<void> {
  const body = { amount: { amount, currency: 'USD' }, reference: 'Cash desk', invoiceId };
  const status = await post(cast, `/v1/accounts/${cast.accountId}/payments`, body);
  if (status !== 201) throw new Error(`payment: ${status}`);
}

async function command(cast: Cast, id: string, name: string): Promise<void> {
  const status = await post(cast, `/v1/package-orders/${id}/${name}`);
  if (status !== 200) throw new Error(`${name}: ${status}`);
}

async function settings({ system }: Cast, body: Record<string, unknown>): Promise<void> {
  await system.call('PATCH', '/v1/settings', { body });
}

export const ORDER_PATHS: readonly Path[] = Object.entries(WAYS).map(([way, play]) => ({
  name: `package-change-order/${way}`,
  play: async (system) => {
    const cast = await aCast(system);
    const workflowId = workflowOf(await play(cast));
    await system.client.workflow.getHandle(workflowId).result();
    return workflowId;
  },
}));
