import { aPlan } from '../support/catalog.js';
import { aCast, askForLostPlan, atRest, type Cast, failingOnce, hasHeard, type Path, post, revise } from './stage.js';

/** Every way that the alarm clock of a service can take. */
const WAYS: Readonly<Record<string, (cast: Cast) => Promise<unknown>>> = {
  renewals: ({ system }) => system.advanceTo('2027-05-15'),

  poked: async (cast) => {
    const { system, subscriptionId } = cast;
    await system.orchestrator.poke(`prepaid-service/${subscriptionId}`);
    await hasHeard(cast, `prepaid-service/${subscriptionId}`);
    await system.advanceTo('2027-01-15');
  },

  'renewal-held-and-released': async (cast) => {
    const changeId = await askForLostPlan(cast, '2026-11-20');
    await cast.system.advanceTo('2026-12-10');
    await revise(cast, changeId, 'cancel');
    await cast.system.advanceTo('2027-01-15');
  },

  'renewal-at-second-try': (cast) => {
    const workflowId = async () => `prepaid-service/${cast.subscriptionId}`;
    return failingOnce(cast, { workflowId, table: 'recurring_charges' }, () => cast.system.advanceTo('2026-12-01'));
  },

  'cancelled-later': async (cast) => {
    await post(cast, `/v1/subscriptions/${cast.subscriptionId}/cancel`, { on: '2027-01-15' });
    await cast.system.advanceTo('2027-01-15');
  },

  'cancelled-today': async (cast) => {
    await post(cast, `/v1/subscriptions/${cast.subscriptionId}/cancel`, {});
  },
};

const SHORT_WAYS: readonly Path[] = Object.entries(WAYS).map(([way, play]) => ({
  name: `prepaid-service/${way}`,
  play: async (system) => {
    const cast = await aCast(system);
    const workflowId = await atRest(cast, `prepaid-service/${cast.subscriptionId}`);
    await play(cast);
    return hasHeard(cast, workflowId);
  },
}));

/** Week by week until it has continued as new twice, then cancelled: its runs together are its whole life. */
const WHOLE_LIFE: Path = {
  name: 'prepaid-service/whole-life',
  play: async (system) => {
    const weekly = await aPlan(system, { price: '7.00', interval: { unit: 'week', count: 1 } });
    const cast = await aCast(system, { planId: weekly, periodStart: '2026-11-09', paidThrough: '2026-11-15' });
    const workflowId = `prepaid-service/${cast.subscriptionId}`;
    while ((await runsOf(cast, workflowId)) < 3) await system.advance('P70D');
    await post(cast, `/v1/subscriptions/${cast.subscriptionId}/cancel`, {});
    return hasHeard(cast, workflowId);
  },
};

async function runsOf({ system }: Cast, workflowId: string): Promise<number> {
  let runs = 0;
  for await (const _ of system.client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) runs += 1;
  return runs;
}

export const SERVICE_PATHS: readonly Path[] = [...SHORT_WAYS, WHOLE_LIFE];
