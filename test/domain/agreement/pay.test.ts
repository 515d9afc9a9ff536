import { describe, expect, it } from 'vitest';
import { issueNamed } from '../../../domain/agreement/pay.js';
import { anAgreement, anAgreementPlan, NOW } from '../../support/agreements.js';
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
