import { describe, expect, it } from 'vitest';
import { issueNamed } from '../../../domain/agreement/pay.js';
import { evolveAll } from '../../../domain/subscription/evolve.js';
import { aFeeBody, anAgreement, anAgreementPlan, NOW } from '../../support/agreements.js';
import { ids } from '../../support/builders.js';
import { aDraftTo, anAccountWith, completed } from '../../support/drafts.js';

const names = (invoiceId: string) => ({ accountId: 'acc', invoiceId, subscriptionId: null, changeId: null });

describe('money that names a scheduled invoice (AG-20)', () => {
  const before = anAgreement();
  const [first] = before.invoices;
  if (!first) throw new Error('nothing is scheduled');

  it('issues it, so that there is something to settle', () => {
    const { names: named, effects } = issueNamed(anAccountWith(before), names(first.id), NOW, ids);
    expect(effects[0]).toMatchObject({ type: 'invoice-issued', invoice: { total: '30.00', dueOn: '2026-12-01' } });
    expect(named.invoiceId).toBe(effects[0]?.type === 'invoice-issued' ? effects[0].invoice.id : '');
  });

  it('that a change has closed goes to the earliest open one', () => {
    const family = anAgreementPlan({ code: 'family', price: '45.00' });
    const { state } = completed(anAccountWith(before), aDraftTo(family, before));
    const last = before.invoices.at(-1)?.id ?? '';
    const { effects } = issueNamed(state, names(last), NOW, ids);
    expect(effects[0]).toMatchObject({ type: 'invoice-issued', invoice: { total: '45.00', dueOn: '2026-12-01' } });
  });

  it('stays as it is where it names something else', () => {
    expect(issueNamed(anAccountWith(before), names('inv_other'), NOW, ids)).toEqual({
      names: names('inv_other'),
      effects: [],
    });
  });
});

describe('money that goes back (EN-14)', () => {
  const before = anAgreement({ fees: [aFeeBody({ dueDate: '2026-11-20', recurring: false, paidInPast: false })] });
  const [fee, first] = before.invoices;
  if (!fee || !first) throw new Error('nothing is scheduled');

  /** Issues one, pays it with 30.00 or 10.00, and gives that back, all within one transaction. */
  function refunded(named: string, isPaidOtherwise = false) {
    const { effects, names: of } = issueNamed(anAccountWith(before), names(named), NOW, ids);
    const issued = evolveAll(anAccountWith(before), effects);
    const invoice = issued.openInvoices[0];
    const scheduled = issued.agreements[0]?.invoices.find((it) => it.id === named);
    if (!invoice || !scheduled) throw new Error(`${of.invoiceId} is not issued`);
    const about = { id: 'stl', amount: invoice.open, source: { paymentId: 'pay' }, at: NOW };
    const paid = evolveAll(issued, [{ type: 'invoice-settled', invoiceId: invoice.id, ...about }]);
    const ofAgreement = { agreementId: before.id, scheduled, isPaidOtherwise };
    const after = evolveAll(paid, [{ type: 'invoice-reopened', invoice, ...about, ofAgreement }]);
    return [issued.agreements[0], paid.agreements[0], after.agreements[0]];
  }

  it('makes the payment of an agreement owed again in the same transaction: made, left and next due are as they were', () => {
    const [issued, paid, after] = refunded(first.id);
    expect(paid?.schedules[0]?.paymentsMadeSince).toBe(1);
    expect(after).toEqual(issued);
  });

  it('makes a fee owed again; one that was paid another time too stays paid in the past', () => {
    const [issued, paid, after] = refunded(fee.id);
    expect([paid?.fees[0]?.paidInPast, after?.fees[0]?.paidInPast]).toEqual([true, false]);
    expect(after).toEqual(issued);
    expect(refunded(fee.id, true)[2]?.fees[0]?.paidInPast).toBe(true);
  });
});
