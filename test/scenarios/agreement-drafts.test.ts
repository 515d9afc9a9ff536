import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aClubMember,
  aClubPlan,
  aDraftOf,
  aScheduleBody,
  complete,
  edit,
  eligibility,
  onFile,
  pay,
  turnOn,
} from '../support/club.js';
import { anEndpoint, anEvent, deliver } from '../support/payments.js';
import { aSystem, type TestSystem } from '../support/system.js';

let system: TestSystem;
let individual: string;
let family: string;
beforeAll(async () => {
  system = await aSystem({ now: '2026-11-11T12:00:00.000Z' });
  await turnOn(system);
  individual = await aClubPlan(system, { code: 'individual', price: '30.00' });
  family = await aClubPlan(system, { code: 'family', name: 'Family', price: '45.00' });
});
afterAll(async () => {
  await system?.stop();
});

const from = (nextDueDate: string, options = {}) => ({ schedules: [aScheduleBody({ nextDueDate, ...options })] });
const show = async (id: string) => (await system.call('GET', `/v1/agreement-changes/${id}`)).body;
const finish = (id: string, body = {}) =>
  system.call('POST', `/v1/agreement-changes/${id}/complete`, { as: 'agent', body });

describe('a draft in time', () => {
  it('is abandoned when nobody touches it for draftExpiry, at the end of that local day; an edit restarts it (AG-21)', async () => {
    const { agreementId, agreement } = await aClubMember(system, 'Ann', individual, from('2027-06-01'));
    const draft = await aDraftOf(system, agreementId, family);
    expect(draft.expiresAt).toBe('2026-11-19T00:00:00.000Z');
    const second = await system.call('POST', '/v1/agreement-changes', {
      as: 'agent',
      body: { agreementId, planId: family },
    });
    expect(second).toMatchObject({ status: 409, body: { code: 'agreement-draft-open' } });
    await system.advanceTo('2026-11-16');
    const touched = await edit(system, draft.id, { schedules: [{ id: draft.schedules[0].id, amount: '44.00' }] });
    expect(touched).toMatchObject({ expiresAt: '2026-11-24T00:00:00.000Z', schedules: [{ amount: '44.00' }] });
    await system.advanceTo('2026-11-23');
    expect(await show(draft.id)).toMatchObject({ state: 'draft' });
    await system.advanceTo('2026-11-24');
    expect(await show(draft.id)).toMatchObject({ state: 'abandoned', expiresAt: null });
    expect((await system.call('GET', `/v1/agreements/${agreementId}`)).body).toEqual(agreement);
    expect(await finish(draft.id)).toMatchObject({ status: 409, body: { code: 'change-state' } });
    const { body: history } = await system.call('GET', `/v1/plan-changes/${draft.id}/history`);
    expect(history.data.map((it: { event: string; by: string }) => `${it.event} ${it.by}`)).toEqual([
      'opened agent:agent key',
      'edited agent:agent key',
      'abandoned system',
    ]);
    expect(await system.verify()).toEqual([]);
  });

  it('lasts as long as the setting says (AG-21)', async () => {
    await system.call('PATCH', '/v1/settings', { body: { draftExpiry: 'P1D' } });
    const { agreementId } = await aClubMember(system, 'Ben', individual, from('2027-06-01'));
    const draft = await aDraftOf(system, agreementId, family);
    expect(draft.expiresAt).toBe('2026-11-26T00:00:00.000Z');
    await system.call('PATCH', '/v1/settings', { body: { draftExpiry: 'P7D' } });
    const dropped = await system.call('POST', `/v1/agreement-changes/${draft.id}/abandon`, {
      as: 'agent',
      body: { reason: 'No.' },
    });
    expect(dropped).toMatchObject({ status: 200, body: { state: 'abandoned' } });
    expect(await system.verify()).toEqual([]);
  });

  it('answers 409 with both values when a payment came in meanwhile, is refreshed, and keeps the edits (AG-19, AG-22)', async () => {
    const { accountId, agreementId } = await aClubMember(system, 'Cleo', individual, from('2026-12-05'));
    const draft = await aDraftOf(system, agreementId, family);
    const [schedule] = draft.schedules;
    await edit(system, draft.id, { schedules: [{ id: schedule.id, amount: '40.00' }] });
    const { body: invoices } = await system.call('GET', `/v1/agreement-changes/${draft.id}/invoices`);
    expect(invoices.data).toHaveLength(5);
    await pay(system, accountId, '30.00', invoices.data[0].id);

    const refused = await finish(draft.id);

    expect(refused).toMatchObject({ status: 409, body: { code: 'agreement-changed' } });
    expect(refused.body.detail).toContain('agreement.termMonths was 5, is 4');
    const refreshed = await show(draft.id);
    expect(refreshed).toMatchObject({
      state: 'draft',
      agreement: { termMonths: 4 },
      schedules: [{ payments: 4, amount: '40.00', firstDueDate: '2027-01-05' }],
    });
    expect(refreshed.differences).toEqual([
      { field: 'agreement.termMonths', was: 5, now: 4 },
      { field: `schedules.${schedule.id}.payments`, was: 5, now: 4 },
      { field: `schedules.${schedule.id}.firstDueDate`, was: '2026-12-05', now: '2027-01-05' },
    ]);
    await complete(system, draft.id);
    expect(await onFile(system, agreementId)).toEqual([
      '2026-12-05 30.00 paid',
      '2027-01-05 40.00 scheduled',
      '2027-02-05 40.00 scheduled',
      '2027-03-05 40.00 scheduled',
      '2027-04-05 40.00 scheduled',
    ]);
    expect(await system.verify()).toEqual([]);
  });

  it('moves a part payment to the first new invoice; money for a closed one pays the earliest open one (AG-20)', async () => {
    const { accountId, agreementId } = await aClubMember(system, 'Dan', individual, from('2026-12-05'));
    const { body: before } = await system.call('GET', `/v1/agreements/${agreementId}/invoices`);
    await pay(system, accountId, '12.00', before.data[0].id);
    const draft = await aDraftOf(system, agreementId, family);
    await complete(system, draft.id);
    const { body: after } = await system.call('GET', `/v1/agreements/${agreementId}/invoices`);
    const open = (state: string) => after.data.filter((it: { state: string }) => it.state === state);
    expect(open('issued')).toMatchObject([{ dueOn: '2026-12-05', amount: '45.00', open: '33.00' }]);
    expect(open('scheduled')).toHaveLength(4);
    expect((await system.call('GET', `/v1/accounts/${accountId}/credit`)).body.amount).toBe('0.00');

    const closed = before.data[2].id;
    const paid = await pay(system, accountId, '33.00', closed);
    expect(paid.allocations).toMatchObject([
      { kind: 'invoice', invoiceId: open('issued')[0].invoiceId, amount: '33.00' },
    ]);
    await pay(system, accountId, '45.00', closed);
    expect(await onFile(system, agreementId)).toEqual([
      '2026-12-05 45.00 paid',
      '2027-01-05 45.00 paid',
      '2027-02-05 45.00 scheduled',
      '2027-03-05 45.00 scheduled',
      '2027-04-05 45.00 scheduled',
    ]);
    expect(await system.verify()).toEqual([]);
  });

  it('lets what is due by the day of completion stay owed (AG-20)', async () => {
    const { agreementId } = await aClubMember(system, 'Eve', individual, from('2026-12-01'));
    await system.advanceTo('2026-12-01');
    const draft = await aDraftOf(system, agreementId, family);
    expect(draft.schedules).toMatchObject([{ payments: 5, firstDueDate: '2026-12-01', stillOwed: 1 }]);
    expect(draft.comparison).toMatchObject({ old: { total: '150.00' }, new: { total: '210.00' } });
    await complete(system, draft.id);
    expect(await onFile(system, agreementId)).toEqual([
      '2026-12-01 30.00 issued',
      '2027-01-01 45.00 scheduled',
      '2027-02-01 45.00 scheduled',
      '2027-03-01 45.00 scheduled',
      '2027-04-01 45.00 scheduled',
    ]);
    expect(await system.verify()).toEqual([]);
  });

  it('removes a freeze when it is completed, not before, and bills nothing while it lasts (AG-05)', async () => {
    const frozen = { standing: { frozen: true }, ...from('2026-12-03') };
    const { agreementId } = await aClubMember(system, 'Fay', individual, frozen);
    const body = { agreementId, planId: family };
    const asked = await system.call('POST', '/v1/agreement-changes', { as: 'agent', body });
    expect(asked).toMatchObject({ status: 409, body: { code: 'agreement-freeze-unconfirmed' } });
    expect(asked.body.detail).toBe(
      'This member currently has a freeze on their account. Completing the Upgrade/Downgrade will remove the freeze. Are you sure you want to continue?',
    );
    const draft = await aDraftOf(system, agreementId, family, { confirmFreezeRemoval: true });
    const frozenStill = await system.call('GET', `/v1/agreements/${agreementId}`);
    expect(frozenStill.body.standing.frozen).toBe(true);
    await system.advanceTo('2026-12-04');
    expect((await onFile(system, agreementId))[0]).toBe('2026-12-03 30.00 scheduled');
    await complete(system, draft.id);
    expect((await system.call('GET', `/v1/agreements/${agreementId}`)).body.standing.frozen).toBe(false);
    expect((await onFile(system, agreementId)).slice(0, 2)).toEqual([
      '2026-12-03 30.00 issued',
      '2027-01-03 45.00 scheduled',
    ]);
    expect(await system.verify()).toEqual([]);
  });
});

describe('the way out of a refusal, followed until the gate opens', () => {
  interface Step {
    readonly call: string;
    readonly amount?: { readonly amount: string };
    readonly invoiceIds?: readonly string[];
  }

  /** Does what the steps of all messages say; the calls that are not of a member are made by whoever may. */
  async function follow(agreementId: string, accountId: string): Promise<void> {
    const { messages } = await eligibility(system, agreementId);
    const steps: Step[] = messages.flatMap((it: { wayOut: { steps: Step[] } }) => it.wayOut.steps);
    for (const { call, amount, invoiceIds } of steps) {
      const [method = '', path = ''] = call.split(' ');
      if (amount) await pay(system, accountId, amount.amount, invoiceIds?.[0]);
      else if (path.startsWith('/v1/clubs'))
        await system.call(method, path, { as: 'platform', body: { upgradeDowngrade: true } });
      else if (path.endsWith('agreement-changes'))
        await aDraftOf(system, agreementId, family, { confirmFreezeRemoval: true });
      else expect(await system.call(method, path, { as: 'agent', body: {} })).toMatchObject({ status: 200 });
    }
  }

  it.each([
    ['off for its club', { clubNumber: '8001' }, ['upgrade-downgrade-off']],
    ['past due as the provider says', { standing: { pastDue: true } }, ['agreement-past-due']],
    ['past due by an amount', { standing: { pastDue: true, pastDueAmount: '37.20' } }, ['agreement-past-due']],
    ['pending cancel', { standing: { pendingCancel: true } }, ['agreement-pending-cancel']],
    [
      'past due and pending cancel',
      { standing: { pastDue: true, pendingCancel: true } },
      ['agreement-past-due-and-pending-cancel'],
    ],
    [
      'of different frequencies',
      { schedules: [aScheduleBody({ scheduledFrequency: 'weekly', nextDueDate: '2027-01-05' })] },
      ['agreement-frequencies-differ'],
    ],
    [
      'all of it',
      {
        clubNumber: '8002',
        standing: { pastDue: true, pendingCancel: true, pastDueAmount: '5.00' },
        schedules: [aScheduleBody({ scheduledFrequency: 'weekly', nextDueDate: '2027-01-05' })],
      },
      ['upgrade-downgrade-off', 'agreement-past-due-and-pending-cancel', 'agreement-frequencies-differ'],
    ],
  ])('opens for a member who is %s', async (_, options, codes) => {
    const { accountId, agreementId } = await aClubMember(system, 'Gil', individual, {
      ...from('2027-01-05'),
      ...options,
    });
    const before = await eligibility(system, agreementId);
    expect(before.messages.map((it: { code: string }) => it.code)).toEqual(codes);
    expect(before.eligible).toBe(false);
    await follow(agreementId, accountId);
    expect(await eligibility(system, agreementId)).toEqual({
      visible: true,
      eligible: true,
      needsConfirmation: false,
      messages: [],
    });
    await aDraftOf(system, agreementId, family);
    expect(await system.verify()).toEqual([]);
  });

  it('opens for a member who fell past due here, by what is overdue (AG-06)', async () => {
    const { accountId, agreementId } = await aClubMember(system, 'Hal', individual, from('2026-12-06'));
    await system.advanceTo('2026-12-07');
    const { messages } = await eligibility(system, agreementId);
    expect(messages).toMatchObject([
      { code: 'agreement-past-due', wayOut: { steps: [{ action: 'pay', amount: { amount: '30.00' } }] } },
    ]);
    const { body } = await system.call('GET', `/v1/agreements/${agreementId}`);
    expect(body.standing.pastDue).toBe(true);
    await follow(agreementId, accountId);
    expect(await eligibility(system, agreementId)).toMatchObject({ eligible: true, messages: [] });
  });

  it('opens for a frozen member by the confirmation (AG-05)', async () => {
    const { accountId, agreementId } = await aClubMember(system, 'Ida', individual, {
      ...from('2027-01-05'),
      standing: { frozen: true },
    });
    expect(await eligibility(system, agreementId)).toMatchObject({
      visible: true,
      eligible: true,
      needsConfirmation: true,
    });
    await follow(agreementId, accountId);
  });
});

describe('money that goes back', () => {
  it('makes a payment owed again, also where the refund comes before it, and a draft completes as if nothing had come (EN-14)', async () => {
    const endpoint = await anEndpoint(system);
    const { accountId, agreementId } = await aClubMember(system, 'Rae', individual, from('2027-06-01'));
    const { body: invoices } = await system.call('GET', `/v1/agreements/${agreementId}/invoices`);
    const draft = await aDraftOf(system, agreementId, family);
    const at = system.clock.now().toISOString();
    const names = { paymentId: 'back', amount: '30.00', accountId, invoiceId: invoices.data[0].id, paidAt: at };
    const refund = anEvent('payment.refunded', { paymentId: 'back', amount: '30.00', refundId: 're_back' });
    expect((await deliver(system, endpoint, refund, { at })).status).toBe(202);
    expect((await deliver(system, endpoint, anEvent('payment.succeeded', names), { at })).status).toBe(202);

    const { body: agreement } = await system.call('GET', `/v1/agreements/${agreementId}`);
    expect(agreement.schedules[0]).toMatchObject({ paymentsMade: 7, paymentsLeft: 5, nextDueDate: '2027-06-01' });
    expect((await onFile(system, agreementId))[0]).toBe('2027-06-01 30.00 issued');
    expect(await finish(draft.id)).toMatchObject({ status: 200, body: { state: 'completed' } });
    expect(await system.verify()).toEqual([]);
  });
});
