import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aClubMember,
  aClubPlan,
  aDraftOf,
  aFeeBody,
  aScheduleBody,
  complete,
  onFile,
  pay,
  turnOn,
} from '../support/club.js';
import { aSystem, type TestSystem } from '../support/system.js';

let system: TestSystem;
let individual: string;
let family: string;
beforeAll(async () => {
  system = await aSystem({ now: '2026-11-11T12:00:00.000Z' });
  await turnOn(system);
  individual = await aClubPlan(system, { code: 'individual', price: '30.00' });
  family = await aClubPlan(system, { code: 'family', price: '45.00' });
});
afterAll(async () => {
  await system?.stop();
});

describe('an open agreement', () => {
  it('is billed for ten years, with a yearly fee, and changed in the fifth (AG-15, AG-16, AG-20)', async () => {
    const open = {
      type: 'open',
      termMonths: null,
      expirationDate: null,
      schedules: [aScheduleBody({ payments: null, paymentsMade: 0, nextDueDate: '2026-12-31' })],
      fees: [aFeeBody({ dueDate: '2026-06-15', amount: '10.00' })],
    };
    const { accountId, agreementId } = await aClubMember(system, 'Olga', individual, open);
    expect(await onFile(system, agreementId)).toEqual(['2026-12-31 30.00 scheduled', '2027-06-15 10.00 scheduled']);
    await pay(system, accountId, '3000.00');
    await system.advanceTo('2031-06-20');
    const draft = await aDraftOf(system, agreementId, family);
    expect(draft).toMatchObject({
      agreement: { termMonths: null },
      schedules: [{ payments: null, firstDueDate: '2031-06-30', amount: '45.00' }],
      // Recurring, paid in the past, open: applied, and its due date has passed.
      fees: [{ apply: true, dueDate: '2026-06-15', dueOn: '2031-06-20' }],
    });
    await complete(system, draft.id);
    await system.advanceTo('2036-11-11');

    const paid = await onFile(system, agreementId, ['paid', 'issued']);
    const dues = paid.filter((it) => it.includes(' 30.00 '));
    expect(dues).toHaveLength(54);
    expect(dues.slice(0, 3).map((it) => it.slice(0, 10))).toEqual(['2026-12-31', '2027-01-31', '2027-02-28']);
    expect(paid.filter((it) => it.includes(' 45.00 '))).toHaveLength(65);
    expect(paid.filter((it) => it.includes(' 10.00 ')).map((it) => it.slice(0, 10))).toEqual([
      ...['2027-06-15', '2028-06-15', '2029-06-15', '2030-06-15', '2031-06-15'],
      // Applied once more with the change; then on its own day again.
      ...['2031-06-20', '2032-06-15', '2033-06-15', '2034-06-15', '2035-06-15', '2036-06-15'],
    ]);
    expect(await system.verify()).toEqual([]);
  }, 300_000);

  it('and a draft move with the time zone of the organization (EN-16)', async () => {
    const { agreementId } = await aClubMember(system, 'Otto', individual, {
      schedules: [aScheduleBody({ nextDueDate: '2036-12-01' })],
    });
    const draft = await aDraftOf(system, agreementId, family);
    expect(draft.expiresAt).toBe('2036-11-19T00:00:00.000Z');
    await system.call('PATCH', '/v1/settings', { body: { timeZone: 'America/New_York' } });
    const { body } = await system.call('GET', `/v1/agreement-changes/${draft.id}`);
    expect(body.expiresAt).toBe('2036-11-19T05:00:00.000Z');
    const where = { organizationId_id: { organizationId: system.organizationId, id: agreementId } };
    const { nextDueAt } = await system.prisma.agreement.findUniqueOrThrow({ where });
    expect(nextDueAt?.toISOString()).toBe('2036-12-01T05:00:00.000Z');
    await system.advanceTo('2036-11-20');
    expect((await system.call('GET', `/v1/agreement-changes/${draft.id}`)).body.state).toBe('abandoned');
    expect(await system.verify()).toEqual([]);
  });
});
