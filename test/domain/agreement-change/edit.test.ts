import { describe, expect, it } from 'vitest';
import { aFeeBody, anAgreement, anAgreementPlan, aScheduleBody } from '../../support/agreements.js';
import { WEEK } from '../../support/builders.js';
import { aDraftTo, edited, shown } from '../../support/drafts.js';
import { refusal } from '../../support/refusal.js';

const family = anAgreementPlan({ code: 'family', price: '45.00' });
const care = aScheduleBody({ role: 'secondary', name: 'Child Care', amount: '15.00' });
const agreement = anAgreement({ schedules: [aScheduleBody(), care], fees: [aFeeBody()] });
const data = aDraftTo(family, agreement);
const [dues = '', childCare = ''] = agreement.schedules.map((it) => it.id);
const feeId = agreement.fees[0]?.id ?? '';
const edit = (change: unknown, plan: Parameters<typeof edited>[3] = null) =>
  shown(agreement, edited(agreement, data, change, plan));

describe('an edit of a draft (AG-17)', () => {
  it('changes the plan', () => {
    const weekly = anAgreementPlan({ code: 'weekly', price: '9.00', interval: WEEK });
    expect(edit({ planId: 'weekly' }, weekly).schedules[0]).toMatchObject({ amount: '9.00', frequency: 'weekly' });
  });

  it('takes the price of another plan for the primary, and keeps what was set of the secondary (AG-15)', () => {
    const silver = anAgreementPlan({ code: 'silver', price: '19.00' });
    const schedules = [
      { id: dues, amount: '40' },
      { id: childCare, amount: '12' },
    ];
    const before = edited(agreement, data, { schedules });
    const amounts = (change: unknown, plan: typeof silver) =>
      shown(agreement, edited(agreement, before, change, plan)).schedules.map((it) => it.amount);
    expect(amounts({ planId: 'silver' }, silver)).toEqual(['19.00', '12.00']);
    expect(amounts({ planId: 'family' }, family)).toEqual(['40.00', '12.00']);
    expect(amounts({ planId: 'silver', schedules: [{ id: dues, amount: '15' }] }, silver)).toEqual(['15.00', '12.00']);
  });

  it('sets amounts, of the primary too', () => {
    const schedules = [
      { id: dues, amount: '40' },
      { id: childCare, amount: '0' },
    ];
    expect(edit({ schedules }).schedules.map((it) => it.amount)).toEqual(['40.00', '0.00']);
  });

  it('adds a secondary schedule at the frequency of the primary, or a multiple, for the rest of the term', () => {
    const addSchedules = [
      { name: 'Tanning', amount: '12.5' },
      { name: 'Towels', amount: '20.00', frequency: 'quarterly' },
    ];
    expect(edit({ addSchedules }).schedules.slice(2)).toMatchObject([
      {
        role: 'secondary',
        name: 'Tanning',
        amount: '12.50',
        frequency: 'monthly',
        payments: 5,
        firstDueDate: '2026-12-01',
        currentAmount: null,
      },
      { name: 'Towels', frequency: 'quarterly', payments: 2 },
    ]);
  });

  it('removes secondary schedules, those just added too', () => {
    expect(edit({ removeSchedules: [childCare] }).schedules).toHaveLength(1);
    const added = edited(agreement, data, { addSchedules: [{ name: 'Tanning', amount: '12.50' }] });
    const id = added.edits.added[0]?.id ?? '';
    expect(shown(agreement, edited(agreement, added, { removeSchedules: [id] })).schedules).toHaveLength(2);
  });

  it('sets the flags of fees, one without the other', () => {
    expect(edit({ fees: [{ id: feeId, apply: true }] }).fees[0]).toMatchObject({ apply: true, recurring: true });
    expect(edit({ fees: [{ id: feeId, recurring: false }] }).fees[0]).toMatchObject({ apply: false, recurring: false });
  });

  it.each([
    [
      'an amount below zero',
      { schedules: [{ id: dues, amount: '-1' }] },
      'agreement-draft-edit',
      'schedules[0].amount',
    ],
    ['too many decimals', { schedules: [{ id: dues, amount: '1.234' }] }, 'invalid-amount', 'schedules[0].amount'],
    [
      'a schedule that is not there',
      { schedules: [{ id: 'x', amount: '1' }] },
      'agreement-draft-edit',
      'schedules[0].id',
    ],
    ['removing the primary', { removeSchedules: [dues] }, 'agreement-draft-edit', 'removeSchedules[0]'],
    ['removing one twice', { removeSchedules: [childCare, childCare] }, 'agreement-draft-edit', 'removeSchedules[1]'],
    [
      'another frequency',
      { addSchedules: [{ name: 'T', amount: '1', frequency: 'weekly' }] },
      'agreement-draft-edit',
      'addSchedules[0].frequency',
    ],
    [
      'a first due date that has come',
      { addSchedules: [{ name: 'T', amount: '1', firstDueDate: '2026-11-11' }] },
      'agreement-draft-edit',
      'addSchedules[0].firstDueDate',
    ],
    ['a fee that is not there', { fees: [{ id: 'x', apply: true }] }, 'agreement-draft-edit', 'fees[0].id'],
  ] as const)('refuses %s with the name of the field', (_, change, code, path) => {
    expect(() => edit(change)).toThrow(refusal(code, path));
  });

  it('refuses a plan with whose frequency an added schedule would not go', () => {
    const added = edited(agreement, data, { addSchedules: [{ name: 'Tanning', amount: '12.50' }] });
    const weekly = anAgreementPlan({ code: 'weekly', price: '9.00', interval: WEEK });
    expect(() => edited(agreement, added, { planId: 'weekly' }, weekly)).toThrow(
      refusal('agreement-draft-edit', 'planId'),
    );
  });

  it('refuses a number of payments for an open agreement', () => {
    const open = anAgreement({ type: 'open', schedules: [aScheduleBody({ payments: null })] });
    const change = { addSchedules: [{ name: 'T', amount: '1', payments: 3 }] };
    expect(() => edited(open, aDraftTo(family, open), change)).toThrow(
      refusal('agreement-draft-edit', 'addSchedules[0].payments'),
    );
  });
});

describe('a plan for an agreement (AG-12)', () => {
  it.each([['whose interval has no frequency', { interval: { unit: 'week', count: 3 } as const }]])(
    'is refused %s',
    (_, options) => {
      const plan = anAgreementPlan({ code: 'odd', price: '1.00', ...options });
      expect(() => aDraftTo(plan, agreement)).toThrow(refusal('agreement-plan', 'planId'));
    },
  );

  it('is refused without a price in the currency of the account, or inactive', () => {
    const euros = { ...family, schedules: family.schedules.map((it) => ({ ...it, currency: 'EUR' })) };
    expect(() => aDraftTo(euros, agreement)).toThrow(refusal('agreement-plan', 'planId'));
    expect(() => aDraftTo({ ...family, status: 'inactive' }, agreement)).toThrow(refusal('plan-inactive', 'planId'));
  });
});
