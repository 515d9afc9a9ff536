import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertPayments, FREQUENCY_NAMES, monthPartsOf, wholeMonths } from '../../../domain/agreement/frequency.js';
import { termLeft } from '../../../domain/agreement/progress.js';
import { compare } from '../../../domain/agreement-change/compare.js';
import { expectedPayments } from '../../oracle/agreement.js';
import { aFeeBody, anAgreement, anAgreementPlan, aScheduleBody, TODAY } from '../../support/agreements.js';
import { WEEK, YEAR } from '../../support/builders.js';
import { aDraftTo, shown } from '../../support/drafts.js';

const family = anAgreementPlan({ code: 'family', price: '45.00' });

describe('the pre-filled draft', () => {
  it('takes the rest of the term and ABC Managed: 12 months with 8 satisfied leave 4 (AG-13)', () => {
    const agreement = anAgreement({ termMonths: 12, termSatisfiedMonths: 8 });
    expect(shown(agreement, aDraftTo(family, agreement)).agreement).toEqual({
      termMonths: 4,
      managedType: 'ABC Managed',
    });
  });

  it('keeps begin and expiration date (AG-14)', () => {
    const agreement = anAgreement();
    const { beginDate, expirationDate } = shown(agreement, aDraftTo(family, agreement)).dates;
    expect([beginDate, expirationDate]).toEqual(['2026-05-01', '2027-04-30']);
  });

  it('takes per schedule the next invoice, the payments left and the amounts: 24 with 16 made leave 8 (AG-15)', () => {
    const tanning = aScheduleBody({
      role: 'secondary',
      name: 'Tanning',
      amount: '12.00',
      frequency: 'bi-weekly',
      payments: 26,
      paymentsMade: 6,
      nextDueDate: '2026-11-20',
    });
    const agreement = anAgreement({ schedules: [aScheduleBody({ payments: 24, paymentsMade: 16 }), tanning] });
    expect(shown(agreement, aDraftTo(family, agreement)).schedules).toMatchObject([
      {
        role: 'primary',
        frequency: 'monthly',
        firstDueDate: '2026-12-01',
        payments: 8,
        amount: '45.00',
        currentAmount: '30.00',
        convertedFrom: null,
      },
      {
        role: 'secondary',
        frequency: 'bi-weekly',
        firstDueDate: '2026-11-20',
        payments: 20,
        amount: '12.00',
        currentAmount: '12.00',
        convertedFrom: null,
      },
    ]);
  });

  it('converts a plan of another frequency to the same remaining term, and shows it (AG-15)', () => {
    const agreement = anAgreement({ schedules: [aScheduleBody({ payments: 24, paymentsMade: 12 })] });
    const weekly = anAgreementPlan({ code: 'weekly', price: '9.00', interval: WEEK });
    expect(shown(agreement, aDraftTo(weekly, agreement)).schedules[0]).toMatchObject({
      frequency: 'weekly',
      payments: 52,
      firstDueDate: '2026-12-01',
      convertedFrom: { frequency: 'monthly', payments: 12 },
    });
    const yearly = anAgreementPlan({ code: 'yearly', price: '400.00', interval: YEAR });
    expect(shown(agreement, aDraftTo(yearly, agreement)).schedules[0]).toMatchObject({
      frequency: 'annual',
      payments: 1,
    });
  });

  it('has neither term nor number of payments for an open agreement (AG-15)', () => {
    const agreement = anAgreement({ type: 'open', schedules: [aScheduleBody({ payments: null })] });
    const draft = shown(agreement, aDraftTo(family, agreement));
    expect(draft.agreement.termMonths).toBeNull();
    expect(draft.schedules[0]).toMatchObject({ payments: null, firstDueDate: '2026-12-01', amount: '45.00' });
    expect(compare(agreement, draft, aDraftTo(family, agreement))).toMatchObject({
      difference: null,
      old: { total: null },
    });
  });

  it.each(FREQUENCY_NAMES)('converts %s payments over the same term as the oracle does (AG-15)', (from) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000 }), fc.constantFrom(...FREQUENCY_NAMES), (payments, to) => {
        expect(convertPayments(payments, from, to)).toBe(expectedPayments(payments, from, to));
      }),
    );
  });

  it('counts the months that payments satisfy (AG-13)', () => {
    const parts = [monthPartsOf(1, 'monthly'), monthPartsOf(13, 'bi-weekly'), monthPartsOf(4, 'weekly')];
    expect(parts.map(wholeMonths)).toEqual([1, 6, 0]);
    for (const it of FREQUENCY_NAMES) expect(Number.isInteger(monthPartsOf(1, it))).toBe(true);
  });
});

describe('the rest of a term that is paid weekly (AG-13)', () => {
  it.each([
    [0, 3],
    [1, 3],
    [2, 2],
    [10, 0],
  ])('with 42 of 52 payments made before and %s since is %s months', (paymentsMadeSince, left) => {
    const weekly = aScheduleBody({ frequency: 'weekly', payments: 52, paymentsMade: 42 });
    const agreement = anAgreement({ termMonths: 12, termSatisfiedMonths: 9, schedules: [weekly] });
    const schedules = agreement.schedules.map((it) => ({ ...it, paymentsMadeSince }));
    expect(termLeft({ ...agreement, schedules })).toBe(left);
  });
});

describe('the renewal date (AG-14)', () => {
  const renewing = anAgreementPlan({ code: 'renewing', price: '45.00', renewal: 'auto-renew-term' });
  const on = (agreement: ReturnType<typeof anAgreement>, plan = renewing) =>
    shown(agreement, aDraftTo(plan, agreement)).dates.renewal;

  it('is the one on file where old and new plan have renewal information', () => {
    const renewal = { option: 'auto-renew-to-open', date: '2027-05-15' };
    expect(on(anAgreement({ renewal }))).toEqual({ option: 'auto-renew-term', date: '2027-05-15' });
  });

  it('is recalculated from the new dates and frequency where only the new plan has it: 5 monthly payments from 1 Dec end in May', () => {
    expect(on(anAgreement())).toEqual({ option: 'auto-renew-term', date: '2027-05-01' });
    const weekly = anAgreementPlan({ code: 'weekly', price: '9.00', interval: WEEK, renewal: 'auto-renew-to-open' });
    // 5 months are 22 weeks (21.67): 2026-12-01 + 154 days.
    expect(on(anAgreement(), weekly)).toEqual({ option: 'auto-renew-to-open', date: '2027-05-04' });
  });

  it('follows the converted payments only, where one at the old frequency stays owed', () => {
    const agreement = anAgreement({ schedules: [aScheduleBody({ nextDueDate: '2026-11-11' })] });
    const weekly = anAgreementPlan({ code: 'weekly', price: '9.00', interval: WEEK, renewal: 'auto-renew-term' });
    // One monthly payment stays owed; 4 months are 17 weeks (17.33) from 2026-12-11.
    expect(on(agreement, weekly)).toEqual({ option: 'auto-renew-term', date: '2027-04-09' });
  });

  it.each([undefined, 'none' as const])('is none where the new plan has renewal %s', (option) => {
    const plan = anAgreementPlan({
      code: 'plain',
      price: '45.00',
      ...(option === undefined ? {} : { renewal: option }),
    });
    const renewal = { option: 'auto-renew-term', date: '2027-05-15' };
    expect(on(anAgreement({ renewal }), plan)).toEqual({ option: 'none', date: null });
  });
});

describe('the fees of the draft (AG-16)', () => {
  it('keep due date, amount and recurring, and show the current apply flag beside the new one', () => {
    const agreement = anAgreement({
      fees: [aFeeBody({ apply: true }), aFeeBody({ name: 'Card', paidInPast: false, apply: false })],
    });
    expect(shown(agreement, aDraftTo(family, agreement)).fees).toMatchObject([
      {
        name: 'Annual fee',
        dueDate: '2026-06-01',
        amount: '10.00',
        recurring: true,
        apply: false,
        currentApply: true,
        dueOn: null,
      },
      {
        name: 'Card',
        dueDate: '2026-06-01',
        amount: '10.00',
        recurring: true,
        apply: true,
        currentApply: false,
        dueOn: TODAY,
      },
    ]);
  });

  it('take open and auto-renew-to-open as of the current agreement, not of the new plan', () => {
    const fees = [aFeeBody({ dueDate: '2027-01-15' })];
    const open = anAgreement({ type: 'open', fees, schedules: [aScheduleBody({ payments: null })] });
    expect(shown(open, aDraftTo(family, open)).fees[0]).toMatchObject({ apply: true, dueOn: '2027-01-15' });
    const toOpen = anAgreement({ fees, renewal: { option: 'auto-renew-to-open', date: '2027-05-01' } });
    expect(shown(toOpen, aDraftTo(family, toOpen)).fees[0]).toMatchObject({ apply: true });
    const planToOpen = anAgreementPlan({ code: 'to-open', price: '45.00', renewal: 'auto-renew-to-open' });
    const term = anAgreement({ fees });
    expect(shown(term, aDraftTo(planToOpen, term)).fees[0]).toMatchObject({ apply: false, dueOn: null });
  });
});

describe('the comparison (AG-18)', () => {
  it('sets old against new: payments, dates, fees, total over the rest of the term', () => {
    const agreement = anAgreement({ fees: [aFeeBody({ name: 'Card', paidInPast: false, recurring: false })] });
    const data = aDraftTo(family, agreement);
    const { old, new: next, difference } = compare(agreement, shown(agreement, data), data);
    expect(old).toMatchObject({
      termMonths: 5,
      total: '150.00',
      feesTotal: '0.00',
      schedules: [{ amount: '30.00', payments: 5, total: '150.00' }],
    });
    expect(next).toMatchObject({
      termMonths: 5,
      total: '235.00',
      feesTotal: '10.00',
      schedules: [{ amount: '45.00', payments: 5, total: '225.00' }],
    });
    expect(difference).toBe('85.00');
  });
});
