import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aClubMember,
  aClubPlan,
  aDraftOf,
  aFeeBody,
  aScheduleBody,
  complete,
  edit,
  onFile,
  pay,
  turnOn,
} from '../support/club.js';
import { aSystem, type TestSystem } from '../support/system.js';

let system: TestSystem;
const plans: Record<string, string> = {};
beforeAll(async () => {
  system = await aSystem({ now: '2026-11-11T12:00:00.000Z' });
  await turnOn(system);
  const two = { unit: 'week', count: 2 };
  plans['individual'] = await aClubPlan(system, { code: 'individual', price: '30.00' });
  plans['family'] = await aClubPlan(system, {
    code: 'family',
    name: 'Family',
    price: '45.00',
    renewal: 'auto-renew-term',
  });
  plans['premium'] = await aClubPlan(system, { code: 'premium', price: '80.00' });
  plans['silver'] = await aClubPlan(system, { code: 'silver-sneakers', price: '19.00' });
  plans['fortnight'] = await aClubPlan(system, { code: 'fortnight', price: '20.00', interval: two });
  plans['weekly'] = await aClubPlan(system, { code: 'weekly', price: '10.00', interval: { unit: 'week', count: 1 } });
});
afterAll(async () => {
  await system?.stop();
});

const plan = (code: string) => plans[code] ?? '';

describe('the people of the source, through the API and in time', () => {
  it('Pam goes from Individual to Family with 5 payments of 12 left, and pays them (AG-12 to AG-20)', async () => {
    const fees = [
      aFeeBody({ name: 'Locker', dueDate: '2026-06-01', amount: '10.00', recurring: false, paidInPast: false }),
    ];
    const { accountId, agreementId } = await aClubMember(system, 'Pam', plan('individual'), { fees });
    const draft = await aDraftOf(system, agreementId, plan('family'));
    expect(draft).toMatchObject({
      kind: 'agreement-change',
      state: 'draft',
      expiresAt: '2026-11-19T00:00:00.000Z',
      member: { accountId, name: 'Pam', email: 'member@example.com' },
      billing: { currency: 'USD', billDay: 1 },
      agreement: { termMonths: 5, managedType: 'ABC Managed', category: 'Membership', planName: 'Family' },
      dates: {
        beginDate: '2026-05-01',
        expirationDate: '2027-04-30',
        renewalDate: '2027-05-01',
        renewalOption: 'auto-renew-term',
      },
      schedules: [
        {
          role: 'primary',
          frequency: 'monthly',
          amount: '45.00',
          currentAmount: '30.00',
          firstDueDate: '2026-12-01',
          payments: 5,
        },
      ],
      fees: [
        {
          name: 'Locker',
          dueDate: '2026-06-01',
          amount: '10.00',
          apply: true,
          currentApply: true,
          recurring: false,
          dueOn: '2026-11-11',
        },
      ],
      comparison: { old: { total: '150.00' }, new: { total: '235.00', feesTotal: '10.00' }, difference: '85.00' },
    });

    const completed = await complete(system, draft.id);

    expect(completed).toMatchObject({ state: 'completed', effectiveDate: '2026-11-11', expiresAt: null });
    expect(await onFile(system, agreementId)).toEqual([
      '2026-11-11 10.00 issued',
      '2026-12-01 45.00 scheduled',
      '2027-01-01 45.00 scheduled',
      '2027-02-01 45.00 scheduled',
      '2027-03-01 45.00 scheduled',
      '2027-04-01 45.00 scheduled',
    ]);
    expect(await onFile(system, agreementId, ['closed'])).toHaveLength(5);
    const versions = await system.call('GET', `/v1/agreements/${agreementId}/versions`);
    expect(versions.body.data).toMatchObject([
      {
        version: 1,
        changeId: draft.id,
        endedBy: 'agent:agent key',
        agreement: { planId: plan('individual'), version: 1 },
      },
    ]);
    await pay(system, accountId, '10.00');
    for (const month of ['2026-12-01', '2027-01-01', '2027-02-01', '2027-03-01', '2027-04-01']) {
      await system.advanceTo(month);
      await pay(system, accountId, '45.00');
    }
    const { body: agreement } = await system.call('GET', `/v1/agreements/${agreementId}`);
    expect(agreement).toMatchObject({
      version: 2,
      termLeftMonths: 0,
      schedules: [{ paymentsMade: 5, paymentsLeft: 0 }],
    });
    const { body: history } = await system.call('GET', `/v1/plan-changes/${draft.id}/history`);
    expect(history.data.map((it: { event: string }) => it.event)).toEqual(['opened', 'completed']);
    expect(history.data[1].amounts).toEqual({ oldTotal: '150.00', newTotal: '235.00', difference: '85.00' });
    expect(await system.verify()).toEqual([]);
  });

  it('Antonio goes from Premium to Silver Sneakers with 6 payments of 24 left', async () => {
    const antonio = await aClubMember(system, 'Antonio', plan('premium'), {
      termMonths: 24,
      termSatisfiedMonths: 18,
      beginDate: '2025-10-15',
      expirationDate: '2027-10-14',
      schedules: [aScheduleBody({ amount: '80.00', payments: 24, paymentsMade: 18, nextDueDate: '2027-04-15' })],
    });
    const draft = await aDraftOf(system, antonio.agreementId, plan('silver'));
    expect(draft).toMatchObject({ agreement: { termMonths: 6 }, schedules: [{ payments: 6, amount: '19.00' }] });
    expect(draft.comparison).toMatchObject({
      old: { total: '480.00' },
      new: { total: '114.00' },
      difference: '-366.00',
    });
    await complete(system, draft.id);
    expect(await onFile(system, antonio.agreementId)).toEqual(
      ['2027-04-15', '2027-05-15', '2027-06-15', '2027-07-15', '2027-08-15', '2027-09-15'].map(
        (it) => `${it} 19.00 scheduled`,
      ),
    );
    expect(await system.verify()).toEqual([]);
  });

  it('Mary adds Tanning to a bi-weekly term with 4 payments left (AG-17)', async () => {
    const dues = { frequency: 'bi-weekly', amount: '20.00', payments: 26, paymentsMade: 22, nextDueDate: '2027-04-09' };
    const mary = await aClubMember(system, 'Mary', plan('fortnight'), { schedules: [aScheduleBody(dues)] });
    const draft = await aDraftOf(system, mary.agreementId, plan('fortnight'));
    const edited = await edit(system, draft.id, { addSchedules: [{ name: 'Tanning', amount: '12.00' }] });
    expect(edited.schedules).toMatchObject([
      { name: 'Dues', payments: 4 },
      {
        name: 'Tanning',
        role: 'secondary',
        frequency: 'bi-weekly',
        payments: 4,
        firstDueDate: '2027-04-09',
        currentAmount: null,
      },
    ]);
    expect(edited.comparison).toMatchObject({ old: { total: '80.00' }, new: { total: '128.00' }, difference: '48.00' });
    await complete(system, draft.id);
    const both = ['2027-04-09', '2027-04-23', '2027-05-07', '2027-05-21'].flatMap((it) => [
      `${it} 12.00`,
      `${it} 20.00`,
    ]);
    expect((await onFile(system, mary.agreementId)).sort()).toEqual(both.map((it) => `${it} scheduled`));
    expect(await system.verify()).toEqual([]);
  });

  it('Tom removes Child Care from a weekly term with 10 payments left (AG-17)', async () => {
    const weekly = { frequency: 'weekly', payments: 52, paymentsMade: 42, nextDueDate: '2027-04-05' };
    const care = aScheduleBody({ ...weekly, role: 'secondary', name: 'Child Care', amount: '15.00' });
    const tom = await aClubMember(system, 'Tom', plan('weekly'), {
      schedules: [aScheduleBody({ ...weekly, amount: '10.00' }), care],
    });
    const draft = await aDraftOf(system, tom.agreementId, plan('weekly'));
    const edited = await edit(system, draft.id, { removeSchedules: [draft.schedules[1].id] });
    expect(edited.comparison).toMatchObject({ old: { total: '250.00' }, new: { total: '100.00' } });
    await complete(system, draft.id);
    const { body: agreement } = await system.call('GET', `/v1/agreements/${tom.agreementId}`);
    expect(agreement.schedules).toMatchObject([{ name: 'Dues', payments: 10, paymentsLeft: 10 }]);
    expect(await onFile(system, tom.agreementId)).toHaveLength(10);
    expect(await system.verify()).toEqual([]);
  });
});
