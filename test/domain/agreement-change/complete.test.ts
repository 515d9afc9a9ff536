import { describe, expect, it } from 'vitest';
import { invoicesToIssue, issueScheduled } from '../../../domain/agreement/billing.js';
import { overdueOf, paymentsLeft, primaryOf, termLeft } from '../../../domain/agreement/progress.js';
import { basisOf, differencesOf } from '../../../domain/agreement-change/basis.js';
import { qualify } from '../../../domain/agreement-change/qualification.js';
import { sumAmounts } from '../../../domain/money/amount.js';
import type { Effect } from '../../../domain/subscription/effects.js';
import { evolveAll } from '../../../domain/subscription/evolve.js';
import type { AccountState } from '../../../domain/subscription/state.js';
import { aFeeBody, aMember, anAgreement, anAgreementPlan, aScheduleBody, NOW } from '../../support/agreements.js';
import { ids, WEEK } from '../../support/builders.js';
import { aDraftTo, anAccountWith, completed, edited } from '../../support/drafts.js';

const family = anAgreementPlan({ code: 'family', price: '45.00' });

/** Issues the next scheduled invoice of the account's agreement, at an instant. */
function issueNext(state: AccountState, at: string): AccountState {
  const [agreement] = state.agreements;
  const [due] = agreement ? invoicesToIssue(agreement, 'UTC') : [];
  if (!due) throw new Error('nothing is scheduled');
  return evolveAll(state, issueScheduled(state, { ...due, at }, ids));
}

function pay(state: AccountState, invoiceId: string, amount: string): AccountState {
  const source = { paymentId: 'pay' };
  return evolveAll(state, [{ type: 'invoice-settled', id: `stl ${invoiceId}`, invoiceId, amount, source, at: NOW }]);
}

function balances(effects: readonly Effect[]): string {
  const postings = effects.flatMap((it) => (it.type === 'journal-posted' ? it.journal.postings : []));
  return sumAmounts(
    postings.map((it) => it.amount),
    'USD',
  );
}

describe('completing a change (AG-20)', () => {
  it('closes what is due after that day and writes the new schedules with their invoices', () => {
    const { agreement, effects } = completed(anAccountWith(anAgreement()), aDraftTo(family, anAgreement()));
    expect(agreement).toMatchObject({ planId: 'family', version: 2, termMonths: 5, termSatisfiedMonths: 0 });
    expect(agreement.invoices.map((it) => `${it.dueOn} ${it.amount}`)).toEqual([
      '2026-12-01 45.00',
      '2027-01-01 45.00',
      '2027-02-01 45.00',
      '2027-03-01 45.00',
      '2027-04-01 45.00',
    ]);
    expect(effects.map((it) => it.type)).toEqual(['agreement-rewritten']);
    expect(termLeft(agreement)).toBe(5);
  });

  it('lets what is due by that day stay owed, at the old amount, and counts it among the payments left', () => {
    const due = anAgreement({ schedules: [aScheduleBody({ nextDueDate: '2026-11-11' })] });
    const state = issueNext(anAccountWith(due), '2026-11-11T00:00:00.000Z');
    const { agreement } = completed(state, aDraftTo(family, due));
    expect(
      agreement.invoices.map((it) => `${it.dueOn} ${it.amount} ${it.invoiceId === null ? 'scheduled' : 'issued'}`),
    ).toEqual([
      '2026-11-11 30.00 issued',
      '2026-12-11 45.00 scheduled',
      '2027-01-11 45.00 scheduled',
      '2027-02-11 45.00 scheduled',
      '2027-03-11 45.00 scheduled',
    ]);
    expect(primaryOf(agreement)).toMatchObject({ payments: 4, paymentsMadeBefore: 0 });
    expect(termLeft(agreement)).toBe(4);
  });

  it('moves a part payment of a closed invoice to the first new one', () => {
    const before = issueNext(anAccountWith(anAgreement()), NOW);
    const early = before.openInvoices[0]?.id ?? '';
    const state = pay(before, early, '20.00');
    const { state: after, effects, agreement } = completed(state, aDraftTo(family, anAgreement()));
    expect(after.openInvoices).toMatchObject([{ open: '25.00', dueOn: '2026-12-01' }]);
    expect(after.openInvoices[0]?.id).not.toBe(early);
    expect(after.credit).toBe('0.00');
    expect(balances(effects)).toBe('0.00');
    expect(agreement.invoices.filter((it) => it.invoiceId !== null)).toHaveLength(1);
  });

  it('takes an invoice that was issued early and not paid back, with nothing moved', () => {
    const state = issueNext(anAccountWith(anAgreement()), NOW);
    const { state: after, effects } = completed(state, aDraftTo(family, anAgreement()));
    expect(after.openInvoices).toEqual([]);
    expect(after.credit).toBe('0.00');
    expect(balances(effects)).toBe('0.00');
  });

  it('applies fees: one whose due date has passed today, one to come on its date, never one that is owed already (AG-16)', () => {
    const fees = [
      aFeeBody({ name: 'Card', paidInPast: false, dueDate: '2026-06-01', recurring: false }),
      aFeeBody({ name: 'Locker', paidInPast: false, dueDate: '2027-02-01', recurring: false }),
      aFeeBody({ name: 'Paid', recurring: false }),
    ];
    const { agreement } = completed(anAccountWith(anAgreement({ fees })), aDraftTo(family, anAgreement({ fees })));
    const due = agreement.invoices.flatMap((it) => {
      const fee = agreement.fees.find(({ id }) => id === it.feeId);
      return fee ? [`${fee.name} ${it.dueOn}`] : [];
    });
    expect(due).toEqual(['Card 2026-11-11', 'Locker 2027-02-01']);
  });

  it('removes a freeze, and not before (AG-05)', () => {
    const frozen = anAgreement({ standing: { frozen: true } });
    expect(frozen.standing.frozen).toBe(true);
    expect(completed(anAccountWith(frozen), aDraftTo(family, frozen)).agreement.standing.frozen).toBe(false);
  });

  it('goes on without end for an open agreement', () => {
    const open = anAgreement({ type: 'open', schedules: [aScheduleBody({ payments: null })] });
    const { state, agreement } = completed(anAccountWith(open), aDraftTo(family, open));
    expect(agreement.invoices.map((it) => `${it.dueOn} ${it.amount}`)).toEqual(['2026-12-01 45.00']);
    const later = issueNext(issueNext(state, '2026-12-01T00:00:00.000Z'), '2027-01-01T00:00:00.000Z');
    expect(later.agreements[0]?.invoices.at(-1)).toMatchObject({
      dueOn: '2027-02-01',
      amount: '45.00',
      invoiceId: null,
    });
  });
});

describe('an open agreement whose member was frozen when a payment fell due (AG-20)', () => {
  const openBody = {
    type: 'open',
    expirationDate: null,
    standing: { frozen: true },
    schedules: [aScheduleBody({ payments: null, nextDueDate: '2026-10-01' })],
  };
  const open = anAgreement(openBody);

  it('owes that payment once, and goes on with the first due date after the day of completion', () => {
    const { agreement } = completed(anAccountWith(open), aDraftTo(family, open));
    expect(agreement.invoices.map((it) => `${it.dueOn} ${it.amount}`)).toEqual([
      '2026-10-01 30.00',
      '2026-12-01 45.00',
    ]);
  });

  it('owes a yearly fee of that time once, and once the year after', () => {
    const fees = [aFeeBody({ dueDate: '2026-11-11' })];
    const yearly = anAgreement({ ...openBody, fees });
    const { state } = completed(anAccountWith(yearly), aDraftTo(family, yearly), '2026-11-12');
    const issued = issueNext(issueNext(state, '2026-11-12T00:00:00.000Z'), '2026-11-12T00:00:00.000Z');
    const due = issued.agreements[0]?.invoices.filter((it) => it.feeId !== null).map((it) => it.dueOn);
    expect(due).toEqual(['2026-11-11', '2027-11-11']);
  });

  it('takes an added schedule from that due date on (AG-17)', () => {
    const data = edited(open, aDraftTo(family, open), { addSchedules: [{ name: 'Tanning', amount: '12.00' }] });
    expect(data.edits.added).toMatchObject([{ firstDueDate: '2026-12-01', payments: null }]);
  });
});

describe('the people of the source', () => {
  it('Pam goes from Individual to Family with 5 payments of 12 left', () => {
    const pam = anAgreement();
    const { agreement } = completed(anAccountWith(pam), aDraftTo(family, pam));
    expect(agreement.invoices).toHaveLength(5);
    expect(primaryOf(agreement)).toMatchObject({ amount: '45.00', payments: 5 });
  });

  it('Antonio goes from Premium to Silver Sneakers with 6 payments of 24 left', () => {
    const antonio = anAgreement({
      termMonths: 24,
      termSatisfiedMonths: 18,
      schedules: [aScheduleBody({ amount: '80.00', payments: 24, paymentsMade: 18 })],
    });
    const silver = anAgreementPlan({ code: 'silver-sneakers', price: '19.00' });
    const { agreement } = completed(anAccountWith(antonio), aDraftTo(silver, antonio));
    expect(agreement.invoices.map((it) => it.amount)).toEqual(Array(6).fill('19.00'));
    expect(agreement.termMonths).toBe(6);
  });

  it('Mary adds Tanning to a bi-weekly term with 4 payments left', () => {
    const mary = anAgreement({
      schedules: [aScheduleBody({ frequency: 'bi-weekly', payments: 26, paymentsMade: 22 })],
    });
    const same = anAgreementPlan({ code: 'individual', price: '30.00', interval: { unit: 'week', count: 2 } });
    const data = edited(mary, aDraftTo(same, mary), { addSchedules: [{ name: 'Tanning', amount: '12.00' }] });
    const { agreement } = completed(anAccountWith(mary), data);
    expect(agreement.schedules).toMatchObject([
      { name: 'Dues', payments: 4 },
      { name: 'Tanning', payments: 4, frequency: 'bi-weekly', nextDueDate: '2026-12-01' },
    ]);
    expect(agreement.invoices).toHaveLength(8);
  });

  it('Tom removes Child Care from a weekly term with 10 payments left', () => {
    const weekly = { frequency: 'weekly', payments: 52, paymentsMade: 42 };
    const care = aScheduleBody({ ...weekly, role: 'secondary', name: 'Child Care', amount: '15.00' });
    const tom = anAgreement({ schedules: [aScheduleBody({ ...weekly, amount: '10.00' }), care] });
    const same = anAgreementPlan({ code: 'individual', price: '10.00', interval: WEEK });
    const data = edited(tom, aDraftTo(same, tom), { removeSchedules: [tom.schedules[1]?.id] });
    const { agreement } = completed(anAccountWith(tom), data);
    expect(agreement.schedules.map((it) => it.name)).toEqual(['Dues']);
    expect(agreement.invoices.map((it) => it.amount)).toEqual(Array(10).fill('10.00'));
  });
});

describe('what a draft is based on (AG-22)', () => {
  it('differs once a payment has come in: term, payments left and first due date, with both values', () => {
    const agreement = anAgreement();
    const [before] = [basisOf(agreement)];
    const issued = issueNext(anAccountWith(agreement), NOW);
    const state = pay(issued, issued.openInvoices[0]?.id ?? '', '30.00');
    const [now] = state.agreements;
    expect(now && paymentsLeft(now, now.schedules[0] as never)).toBe(4);
    expect(now && differencesOf(before, basisOf(now))).toEqual([
      { field: 'agreement.termMonths', was: 5, now: 4 },
      { field: 'schedules.sch:agr/0.payments', was: 5, now: 4 },
      { field: 'schedules.sch:agr/0.firstDueDate', was: '2026-12-01', now: '2027-01-01' },
    ]);
  });

  it('is the same while nothing but an invoice was issued', () => {
    const agreement = anAgreement();
    const [now] = issueNext(anAccountWith(agreement), '2026-12-01T00:00:00.000Z').agreements;
    expect(now && differencesOf(basisOf(agreement), basisOf(now))).toEqual([]);
  });
});

describe('being past due', () => {
  it('begins on the day after the due date of what is not paid, and ends with the payment of the way out (AG-06)', () => {
    const state = issueNext(anAccountWith(anAgreement()), '2026-12-01T00:00:00.000Z');
    const [agreement] = state.agreements;
    if (!agreement) throw new Error('there is none');
    const member = (of: AccountState, today: string) => {
      const [it = agreement] = of.agreements;
      return aMember(it, { today, overdue: overdueOf(it, of.openInvoices, 'USD', today) });
    };
    expect(qualify(member(state, '2026-12-01')).eligible).toBe(true);
    const refused = qualify(member(state, '2026-12-02'));
    expect(refused.messages.map((it) => it.code)).toEqual(['agreement-past-due']);
    const [step] = refused.messages[0]?.wayOut.steps ?? [];
    expect(step).toMatchObject({ action: 'pay', amount: { amount: '30.00', currency: 'USD' } });
    const paid = pay(state, step?.invoiceIds?.[0] ?? '', step?.amount?.amount ?? '');
    expect(qualify(member(paid, '2026-12-02')).eligible).toBe(true);
  });
});
