import { describe, expect, it } from 'vitest';
import type { Agreement } from '../../../domain/agreement/agreement.js';
import { invoicesToIssue, issueScheduled } from '../../../domain/agreement/billing.js';
import { paymentsLeft, primaryOf, termLeft } from '../../../domain/agreement/progress.js';
import { act } from '../../../domain/agreement/standing.js';
import { evolveAll } from '../../../domain/subscription/evolve.js';
import type { AccountState } from '../../../domain/subscription/state.js';
import { anAgreement, anAgreementPlan, aScheduleBody, NOW } from '../../support/agreements.js';
import { ids, WEEK } from '../../support/builders.js';
import { aDraftTo, anAccountWith, completed, edited, shown } from '../../support/drafts.js';
import { refusal } from '../../support/refusal.js';

const family = anAgreementPlan({ code: 'family', price: '45.00' });

/** Pays the next invoices of the agreement, so many. */
function paid(state: AccountState, times: number): AccountState {
  let after = state;
  for (let n = 0; n < times; n += 1) {
    const [agreement] = after.agreements;
    const [due] = agreement ? invoicesToIssue(agreement, 'UTC') : [];
    if (!due) throw new Error('nothing is scheduled');
    after = evolveAll(after, issueScheduled(after, due, ids));
    const invoice = after.openInvoices[0];
    if (!invoice) throw new Error('nothing is owed');
    const { id: invoiceId, open: amount } = invoice;
    const settled = { type: 'invoice-settled', id: `stl ${invoiceId}`, invoiceId, amount, at: NOW } as const;
    after = evolveAll(after, [{ ...settled, source: { paymentId: 'pay' } }]);
  }
  return after;
}

function the(state: AccountState): Agreement {
  const [agreement] = state.agreements;
  if (!agreement) throw new Error('there is no agreement');
  return agreement;
}

describe('a schedule that falls due at the end of the month', () => {
  const dues = aScheduleBody({ nextDueDate: '2027-01-31' });
  const inFebruary = paid(anAccountWith(anAgreement({ schedules: [dues] })), 1);

  it('returns to its day after a change in a short month (AG-20)', () => {
    const data = aDraftTo(family, the(inFebruary));
    const { agreement } = completed(inFebruary, data, '2027-02-10', '2027-02-10T12:00:00.000Z');
    expect(agreement.invoices.map((it) => it.dueOn)).toEqual(['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31']);
    expect(primaryOf(agreement)).toMatchObject({ nextDueDate: '2027-02-28', anchorDay: 31 });
  });

  it('does so for one that is added beside it, and renews on that day (AG-14, AG-17)', () => {
    const renewing = anAgreementPlan({ code: 'gold', price: '45.00', renewal: 'auto-renew-term' });
    const addSchedules = [{ name: 'Tanning', amount: '12.00' }];
    const data = edited(the(inFebruary), aDraftTo(renewing, the(inFebruary)), { addSchedules });
    const { agreement } = completed(inFebruary, data, '2027-02-10', '2027-02-10T12:00:00.000Z');
    const [, tanning] = agreement.schedules;
    const due = agreement.invoices.filter((it) => it.scheduleId === tanning?.id).map((it) => it.dueOn);
    expect(due).toEqual(['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31']);
    expect(agreement.renewal).toEqual({ option: 'auto-renew-term', date: '2027-06-30' });
  });

  it('does so once its invoices are put on its frequency (AG-09)', () => {
    const odd = aScheduleBody({ nextDueDate: '2026-12-31', scheduledFrequency: 'bi-monthly' });
    const state = paid(anAccountWith(anAgreement({ schedules: [odd] })), 1);
    expect(the(state).invoices[0]?.dueOn).toBe('2027-02-28');
    const by = { by: 'agent', now: NOW, today: '2027-02-10' };
    const aligned = evolveAll(state, act(state, the(state).id, 'align-frequencies', by, ids));
    const onFile = the(aligned).invoices.map((it) => it.dueOn);
    expect(onFile).toEqual(['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31']);
  });
});

describe('the months that weekly payments satisfy (AG-13)', () => {
  it('go on after a change where they were: 42 of 52 made are 9.69 months, 2 more 10.15', () => {
    const weekly = aScheduleBody({ frequency: 'weekly', amount: '10.00', payments: 52, paymentsMade: 42 });
    const plan = anAgreementPlan({ code: 'weekly', price: '12.00', interval: WEEK });
    const before = anAgreement({ termMonths: 12, termSatisfiedMonths: 9, schedules: [weekly] });
    const { state } = completed(anAccountWith(before), aDraftTo(plan, before));
    const left = [0, 1, 2, 6, 7, 10].map((times) => termLeft(the(paid(state, times))));
    expect(left).toEqual([3, 3, 2, 1, 1, 0]);
    expect(paymentsLeft(the(paid(state, 10)), the(state).schedules[0] as never)).toBe(10);
  });
});

describe('a schedule that is added when every payment of the primary is due already (AG-17)', () => {
  const last = anAgreement({ schedules: [aScheduleBody({ payments: 8, nextDueDate: '2026-11-01' })] });
  const data = aDraftTo(family, last);

  it('is refused by the field where it does not say how many payments it has', () => {
    expect(shown(last, data).schedules[0]).toMatchObject({ payments: 1, stillOwed: 1 });
    const add = () => edited(last, data, { addSchedules: [{ name: 'Tanning', amount: '12.00' }] });
    expect(add).toThrow(refusal('agreement-draft-edit', 'addSchedules[0].payments'));
  });

  it('has as many as it says', () => {
    const added = edited(last, data, { addSchedules: [{ name: 'Tanning', amount: '12.00', payments: 3 }] });
    expect(added.edits.added[0]).toMatchObject({ payments: 3, firstDueDate: '2026-12-01' });
  });
});
