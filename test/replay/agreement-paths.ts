import { aClubMember, aClubPlan, aDraftOf, complete, edit, pay, turnOn } from '../support/club.js';
import type { TestSystem } from '../support/system.js';
import { hasHeardOf, type Path } from './stage.js';

/** A draft that was just opened, on 2026-11-11: 5 payments left, the next due on 2026-12-01. */
interface Club {
  readonly system: TestSystem;
  readonly accountId: string;
  readonly agreementId: string;
  readonly draftId: string;
  readonly scheduleId: string;
}

/** Every way that the draft of an agreement change can take. */
const WAYS: Readonly<Record<string, (club: Club) => Promise<void>>> = {
  completed: async ({ system, draftId }) => {
    await complete(system, draftId);
  },

  'edited-then-completed': async ({ system, draftId, scheduleId }) => {
    await edit(system, draftId, { schedules: [{ id: scheduleId, amount: '44.00' }] });
    await system.advanceTo('2026-11-16');
    await edit(system, draftId, { addSchedules: [{ name: 'Tanning', amount: '12.00' }] });
    await complete(system, draftId);
  },

  'refreshed-then-completed': async ({ system, accountId, agreementId, draftId }) => {
    const { body } = await system.call('GET', `/v1/agreements/${agreementId}/invoices`);
    await pay(system, accountId, '30.00', body.data[0].id);
    const status = await post(system, draftId, 'complete');
    if (status !== 409) throw new Error(`an agreement that changed meanwhile was answered with ${status}`);
    await complete(system, draftId);
  },

  abandoned: async ({ system, draftId }) => {
    await post(system, draftId, 'abandon');
  },

  'refused-edit-then-expired': async ({ system, draftId }) => {
    const body = { schedules: [{ id: 'nothing', amount: '1.00' }] };
    const { status } = await system.call('PATCH', `/v1/agreement-changes/${draftId}`, { body });
    if (status !== 422) throw new Error(`a schedule that is not there was answered with ${status}`);
    await system.advanceTo('2026-11-19');
  },

  'edited-then-expired': async ({ system, draftId, scheduleId }) => {
    await system.advanceTo('2026-11-16');
    await edit(system, draftId, { schedules: [{ id: scheduleId, amount: '44.00' }] });
    await system.advanceTo('2026-11-24');
  },

  'poked-then-expired': async ({ system, draftId }) => {
    await system.orchestrator.poke(`agreement-change/${draftId}`);
    await hasHeardOf(system, `agreement-change/${draftId}`);
    await system.advanceTo('2026-11-19');
  },
};

export const AGREEMENT_PATHS: readonly Path[] = Object.entries(WAYS).map(([way, play]) => ({
  name: `agreement-change/${way}`,
  play: async (system) => {
    await turnOn(system);
    const individual = await aClubPlan(system, { code: 'individual', price: '30.00' });
    const family = await aClubPlan(system, { code: 'family', price: '45.00' });
    const { accountId, agreementId } = await aClubMember(system, 'Pam', individual);
    const draft = await aDraftOf(system, agreementId, family);
    await play({ system, accountId, agreementId, draftId: draft.id, scheduleId: draft.schedules[0].id });
    const workflowId = `agreement-change/${draft.id}`;
    await system.client.workflow.getHandle(workflowId).result();
    return workflowId;
  },
}));

async function post(system: TestSystem, draftId: string, command: string): Promise<number> {
  return (await system.call('POST', `/v1/agreement-changes/${draftId}/${command}`, { body: {} })).status;
}
