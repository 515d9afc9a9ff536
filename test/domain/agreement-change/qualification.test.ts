import { describe, expect, it } from 'vitest';
import { AGREEMENT_TYPES, MEMBER_STATUSES } from '../../../domain/agreement/agreement.js';
import { qualify, refuseUnqualified } from '../../../domain/agreement-change/qualification.js';
import { expectedMessages, type MemberFacts } from '../../oracle/agreement.js';
import { aFeeBody, aMember, anAgreement, aScheduleBody } from '../../support/agreements.js';
import { refusal } from '../../support/refusal.js';

const both = [false, true] as const;

function* everyMember(): Generator<MemberFacts> {
  for (const on of both)
    for (const managedBy of ['abc', 'club'] as const)
      for (const status of MEMBER_STATUSES)
        for (const type of AGREEMENT_TYPES)
          for (const pastDue of both)
            for (const pendingCancel of both)
              for (const otherFrequency of both)
                for (const invalid of both)
                  for (const frozen of both)
                    yield { on, managedBy, status, type, pastDue, pendingCancel, otherFrequency, invalid, frozen };
}

function qualified(facts: MemberFacts) {
  const { managedBy, status, type, pastDue, pendingCancel, frozen } = facts;
  const scheduledFrequency = facts.otherFrequency ? 'weekly' : 'monthly';
  const agreement = anAgreement({
    managedBy,
    status,
    type,
    standing: { pastDue, pendingCancel, frozen },
    schedules: [aScheduleBody({ scheduledFrequency })],
    fees: facts.invalid ? [aFeeBody({ dueDate: null })] : [],
  });
  return qualify(aMember(agreement, { isTurnedOn: facts.on }));
}

describe('qualification', () => {
  it('gives every combination the declared messages, in the order of AG-11 (AG-01 to AG-11)', () => {
    let combinations = 0;
    for (const facts of everyMember()) {
      combinations += 1;
      const { visible, eligible, needsConfirmation, messages } = qualified(facts);
      const expected = expectedMessages(facts);
      const answer = { visible, eligible, texts: messages.map((it) => it.text) };
      expect(answer, JSON.stringify(facts)).toEqual(expected);
      expect(needsConfirmation, JSON.stringify(facts)).toBe(eligible && facts.frozen);
      expect(messages.every((it) => it.wayOut.steps.length > 0 && it.wayOut.from === '2026-11-11')).toBe(true);
    }
    expect(combinations).toBe(2 * 2 * 5 * 4 * 32);
  });

  it.each(['cash', 'installment', 'open'])('qualifies an active member of ABC with a %s agreement (AG-02)', (type) => {
    expect(qualify(aMember(anAgreement({ type })))).toEqual({
      visible: true,
      eligible: true,
      needsConfirmation: false,
      messages: [],
    });
  });

  it.each([
    ['no primary schedule', { schedules: [aScheduleBody({ role: 'secondary' })] }, 'schedules'],
    ['no schedule at all', { schedules: [] }, 'schedules'],
    ['two primary schedules', { schedules: [aScheduleBody(), aScheduleBody()] }, 'schedules'],
    ['a negative amount', { schedules: [aScheduleBody({ amount: '-0.01' })] }, 'schedules[0].amount'],
    [
      'more payments made than there are',
      { schedules: [aScheduleBody({ paymentsMade: 13 })] },
      'schedules[0].paymentsMade',
    ],
    ['no number of payments', { schedules: [aScheduleBody({ payments: null })] }, 'schedules[0].payments'],
    [
      'a first due date before the begin date',
      { schedules: [aScheduleBody({ nextDueDate: '2026-04-30' })] },
      'schedules[0].nextDueDate',
    ],
    ['a fee without due date', { fees: [aFeeBody({ dueDate: null })] }, 'fees[0].dueDate'],
    ['a fee below zero', { fees: [aFeeBody({ amount: '-10.00' })] }, 'fees[0].amount'],
  ])('finds %s invalid, and the way out names the field (AG-10)', (_, options, path) => {
    const { eligible, messages } = qualify(aMember(anAgreement(options)));
    expect(eligible).toBe(false);
    expect(messages.map((it) => it.code)).toEqual(['agreement-invalid']);
    expect(messages[0]?.wayOut.text).toContain(`${path}: `);
  });

  it.each([
    ['the amount zero', { schedules: [aScheduleBody({ amount: '0.00' })] }],
    ['all payments made', { schedules: [aScheduleBody({ paymentsMade: 12 })] }],
    ['the first due date on the begin date', { schedules: [aScheduleBody({ nextDueDate: '2026-05-01' })] }],
    [
      'an open agreement without a number of payments',
      { type: 'open', schedules: [aScheduleBody({ payments: null })] },
    ],
  ])('finds %s valid (AG-10)', (_, options) => {
    expect(qualify(aMember(anAgreement(options))).messages).toEqual([]);
  });

  it('asks before a freeze is removed, and goes on once that is confirmed (AG-05)', () => {
    const member = aMember(anAgreement({ standing: { frozen: true } }));
    expect(() => refuseUnqualified(member, false)).toThrow(refusal('agreement-freeze-unconfirmed'));
    expect(() => refuseUnqualified(member, true)).not.toThrow();
  });

  it('refuses with the first message to the letter, and all reasons beside it (AG-08, AG-11)', () => {
    const standing = { pastDue: true, pendingCancel: true, frozen: true };
    const member = aMember(anAgreement({ standing }));
    const message =
      'Upgrade/Downgrade could not be performed because the member is currently past due. Member is pending cancel and cannot be upgraded/downgraded.';
    expect(() => refuseUnqualified(member, true)).toThrow(message);
  });
});
