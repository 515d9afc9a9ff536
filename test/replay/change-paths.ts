import { inTransaction } from '../../prisma/client.js';
import { findOrganization, setClockOffset } from '../../prisma/stores/organizations.store.js';
import { aPlan } from '../support/catalog.js';
import type { TestSystem } from '../support/system.js';
import {
  aCast,
  ask,
  askForDate,
  askForLostPlan,
  type Cast,
  ended,
  failingOnce,
  hasHeard,
  type Path,
  post,
  revise,
} from './stage.js';

const NOW = { scope: 'immediately', proration: 'full' } as const;

/** Every way that a master plan change can take. */
const WAYS: Readonly<Record<string, (cast: Cast) => Promise<string>>> = {
  'immediate-applied': (cast) => ask(cast, NOW),

  'immediate-refused-then-retried': async (cast) => {
    let changeId = '';
    await cast.system.withoutWorker(async () => {
      changeId = await ask(cast, NOW);
      await post(cast, `/v1/plans/${cast.plus}/deactivate`);
    });
    await untilState(cast, changeId, 'needs-attention');
    await post(cast, `/v1/plans/${cast.plus}/activate`);
    await revise(cast, changeId, 'retry');
    return changeId;
  },

  'immediate-at-second-try': async (cast) => {
    const workflowId = async () => `master-plan-change/${await newestChange(cast)}`;
    return failingOnce(cast, { workflowId, table: 'plan_assignments' }, () => ask(cast, NOW));
  },

  'dated-applied': async (cast) => {
    const changeId = await askForDate(cast, '2026-11-20');
    await cast.system.advanceTo('2026-11-20');
    return changeId;
  },

  'dated-at-second-try': async (cast) => {
    const changeId = await askForDate(cast, '2026-11-20');
    const workflowId = async () => `master-plan-change/${changeId}`;
    await failingOnce(cast, { workflowId, table: 'plan_assignments' }, () => cast.system.advanceTo('2026-11-20'));
    return changeId;
  },

  'undated-then-dated': async (cast) => {
    const changeId = await askForDate(cast, null);
    await revise(cast, changeId, 'reschedule', { effectiveDate: '2026-11-25' });
    await cast.system.advanceTo('2026-11-25');
    return changeId;
  },

  rescheduled: async (cast) => {
    const changeId = await askForDate(cast, '2026-11-20');
    await revise(cast, changeId, 'reschedule', { effectiveDate: null });
    await revise(cast, changeId, 'reschedule', { effectiveDate: '2026-12-01' });
    await cast.system.advanceTo('2026-12-01');
    return changeId;
  },

  'refused-revision': async (cast) => {
    const changeId = await askForDate(cast, '2026-11-20');
    const status = await post(cast, `/v1/plan-changes/${changeId}/reschedule`, { effectiveDate: '2026-11-01' });
    if (status !== 422) throw new Error(`a date that has passed was answered with ${status}`);
    await cast.system.advanceTo('2026-11-20');
    return changeId;
  },

  'completed-now': async (cast) => {
    const changeId = await askForDate(cast, '2026-11-20');
    await revise(cast, changeId, 'complete-now');
    return changeId;
  },

  'cancelled-while-waiting': async (cast) => {
    const changeId = await askForDate(cast, '2026-11-20');
    await revise(cast, changeId, 'cancel');
    return changeId;
  },

  'needs-attention-then-cancelled': async (cast) => {
    const changeId = await askForLostPlan(cast, '2026-11-20');
    await revise(cast, changeId, 'cancel');
    return changeId;
  },

  'needs-attention-then-rescheduled': async (cast) => {
    const changeId = await askForLostPlan(cast, '2026-11-20');
    await post(cast, `/v1/plans/${cast.plus}/activate`);
    await revise(cast, changeId, 'reschedule', { effectiveDate: '2026-11-25' });
    await cast.system.advanceTo('2026-11-25');
    return changeId;
  },

  'end-of-period-applied': async (cast) => {
    const changeId = await ask(cast, { scope: 'end-of-period' });
    await cast.system.advanceTo('2026-12-01');
    return changeId;
  },

  'end-of-period-moved': async (cast) => {
    const yearly = await aPlan(cast.system, { price: '365.00', interval: { unit: 'month', count: 12 } });
    const changeId = await ask(cast, { scope: 'end-of-period' });
    await ask(cast, { ...NOW, planId: yearly, offsetMonths: 2 });
    await hasHeard(cast, `master-plan-change/${changeId}`);
    await cast.system.advanceTo('2027-02-01');
    return changeId;
  },

  'applied-by-another-transaction': async (cast) => {
    const changeId = await askForDate(cast, '2026-11-20');
    await moveRowsOnly(cast.system, '2026-11-20T00:00:01.000Z');
    await ask(cast, { units: 2, scope: 'on-date' });
    return changeId;
  },

  'poked-while-waiting': async (cast) => {
    const changeId = await askForDate(cast, '2026-11-20');
    await cast.system.orchestrator.poke(`master-plan-change/${changeId}`);
    await hasHeard(cast, `master-plan-change/${changeId}`);
    await cast.system.advanceTo('2026-11-20');
    return changeId;
  },

  'cancelled-with-its-subscription': async (cast) => {
    const changeId = await askForDate(cast, null);
    await post(cast, `/v1/subscriptions/${cast.subscriptionId}/cancel`, { on: '2026-11-20' });
    await cast.system.advanceTo('2026-11-20');
    return changeId;
  },

  'ended-by-hand-and-started-again': async (cast) => {
    const changeId = await askForDate(cast, '2026-11-20');
    await cast.system.client.workflow.getHandle(`master-plan-change/${changeId}`).terminate('by hand');
    await moveRowsOnly(cast.system, '2026-11-20T00:00:01.000Z');
    await untilState(cast, changeId, 'applied');
    return changeId;
  },
};

export const CHANGE_PATHS: readonly Path[] = Object.entries(WAYS).map(([way, play]) => ({
  name: `master-plan-change/${way}`,
  play: async (system) => {
    const cast = await aCast(system);
    return ended(cast, await play(cast));
  },
}));

/** Moves the organization's clock and no workflow's, as if all of them overslept. */
async function moveRowsOnly(system: TestSystem, to: string): Promise<void> {
  const organization = await findOrganization(system.prisma, system.organizationId);
  const now = system.clock.now().getTime() + (organization?.clockOffsetMs ?? 0);
  const offset = (organization?.clockOffsetMs ?? 0) + Date.parse(to) - now;
  await inTransaction(system.prisma, (tx) => setClockOffset(tx, system.organizationId, offset));
}

async function newestChange({ system }: Cast): Promise<string> {
  for (;;) {
    const newest = await system.prisma.change.findFirst({ orderBy: { id: 'desc' }, select: { id: true } });
    if (newest && (await system.orchestrator.statusOf(`master-plan-change/${newest.id}`)) !== 'missing')
      return newest.id;
  }
}

async function untilState({ system }: Cast, changeId: string, state: string): Promise<void> {
  const late = Date.now() + 60_000;
  while ((await system.call('GET', `/v1/plan-changes/${changeId}`)).body.state !== state) {
    if (Date.now() > late) throw new Error(`the change is not ${state} within a minute`);
  }
}
