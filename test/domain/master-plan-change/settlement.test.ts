import { describe, expect, it } from 'vitest';
import type { StateOptions } from '../../support/builders.js';
import { anAccountState, anOpenInvoice, aPlan, aRequest, aSubscription } from '../../support/builders.js';
import { aStory } from '../../support/story.js';

const PLANS = [aPlan({ code: 'silver', price: '30.00' }), aPlan({ code: 'gold', price: '60.00' })];

/** 60.00 -> 30.00 on 2026-11-11: a net credit of 20.00. */
function downgraded(options: Omit<StateOptions, 'plans' | 'subscriptions'> = {}) {
  const story = aStory(anAccountState({ plans: PLANS, subscriptions: [aSubscription({ plan: 'gold' })], ...options }));
  const id = story.accept(aRequest({ plan: 'silver' }));
  return { story, settlement: story.applied(id)?.settlement };
}

/** 30.00 -> 60.00 on 2026-11-11: a net charge of 20.00. */
function upgraded(options: Omit<StateOptions, 'plans' | 'subscriptions'> = {}) {
  const story = aStory(anAccountState({ plans: PLANS, ...options }));
  const id = story.accept(aRequest());
  return { story, settlement: story.applied(id)?.settlement };
}

const settled = ({ story }: ReturnType<typeof upgraded>) =>
  story.effects.flatMap((it) => (it.type === 'invoice-settled' ? [[it.invoiceId, it.amount]] : []));

describe('a net credit (MP-15)', () => {
  it('becomes account credit where nothing is open', () => {
    const { story, settlement } = downgraded();
    expect(settlement).toEqual({
      dueNow: '0.00',
      fromAccountCredit: '0.00',
      toOpenInvoices: '0.00',
      toAccountCredit: '20.00',
    });
    expect(story.state.credit).toBe('20.00');
    expect(story.bills()).toEqual(['2026-11-11 credit-note -20.00 USD']);
  });

  it('settles open invoices, oldest first, and the rest becomes account credit', () => {
    const openInvoices = [
      anOpenInvoice({ id: 'september', issuedOn: '2026-09-01', open: '5.00' }),
      anOpenInvoice({ id: 'october', issuedOn: '2026-10-01', open: '7.50' }),
    ];
    const done = downgraded({ openInvoices });
    expect(settled(done)).toEqual([
      ['september', '5.00'],
      ['october', '7.50'],
    ]);
    expect(done.settlement).toMatchObject({ toOpenInvoices: '12.50', toAccountCredit: '7.50', dueNow: '0.00' });
    expect(done.story.state).toMatchObject({ credit: '7.50', openInvoices: [] });
  });

  it('settles the oldest in part where it does not reach', () => {
    const openInvoices = [
      anOpenInvoice({ id: 'september', issuedOn: '2026-09-01', open: '15.00' }),
      anOpenInvoice({ id: 'october', issuedOn: '2026-10-01', open: '15.00' }),
      anOpenInvoice({ id: 'november', issuedOn: '2026-11-01', open: '15.00' }),
    ];
    const done = downgraded({ openInvoices });
    expect(settled(done)).toEqual([
      ['september', '15.00'],
      ['october', '5.00'],
    ]);
    expect(done.story.state.openInvoices.map((it) => [it.id, it.open])).toEqual([
      ['october', '10.00'],
      ['november', '15.00'],
    ]);
    expect(done.story.state.credit).toBe('0.00');
  });

  it('settles open invoices also where credit is not used automatically, and leaves the older credit alone', () => {
    const openInvoices = [anOpenInvoice({ open: '50.00' })];
    const done = downgraded({ openInvoices, credit: '4.00', settings: { useCreditAutomatically: false } });
    expect(done.settlement).toMatchObject({ toOpenInvoices: '20.00', toAccountCredit: '0.00' });
    expect(done.story.state.credit).toBe('4.00');
  });
});

describe('a net charge (MP-15)', () => {
  it('makes an invoice at once, due by the payment term', () => {
    const { story, settlement } = upgraded({ settings: { paymentTermDays: 14 } });
    expect(settlement).toMatchObject({ dueNow: '20.00', fromAccountCredit: '0.00' });
    expect(story.documents()[0]).toMatchObject({
      kind: 'invoice',
      total: '20.00',
      issuedOn: '2026-11-11',
      dueOn: '2026-11-25',
    });
    expect(story.state.openInvoices.map((it) => it.open)).toEqual(['20.00']);
  });

  it.each([
    ['0.00', '20.00', '0.00', '0.00'],
    ['12.50', '7.50', '12.50', '0.00'],
    ['20.00', '0.00', '20.00', '0.00'],
    ['25.00', '0.00', '20.00', '5.00'],
  ])('is paid from account credit of %s first: %s is due', (credit, dueNow, fromAccountCredit, left) => {
    const { story, settlement } = upgraded({ credit });
    expect(settlement).toMatchObject({ dueNow, fromAccountCredit });
    expect(story.state.credit).toBe(left);
    expect(story.state.openInvoices.map((it) => it.open)).toEqual(dueNow === '0.00' ? [] : [dueNow]);
  });

  it('leaves account credit alone where it is not used automatically', () => {
    const { story, settlement } = upgraded({ credit: '25.00', settings: { useCreditAutomatically: false } });
    expect(settlement).toMatchObject({ dueNow: '20.00', fromAccountCredit: '0.00' });
    expect(story.state.credit).toBe('25.00');
  });

  it('never uses account credit for older invoices', () => {
    const { story } = upgraded({ credit: '25.00', openInvoices: [anOpenInvoice({ id: 'old' })] });
    expect(story.state.openInvoices.map((it) => [it.id, it.open])).toEqual([['old', '50.00']]);
    expect(story.state.credit).toBe('5.00');
  });
});

describe('account credit and renewals (MP-15)', () => {
  it('pays the renewals one after the other, as far as it reaches', () => {
    const { story } = upgraded({ credit: '150.00' });
    story.advanceTo('2027-02-01');
    expect(story.state.credit).toBe('0.00');
    expect(story.state.openInvoices.map((it) => [it.issuedOn, it.open])).toEqual([['2027-02-01', '50.00']]);
  });
});

describe('what a change posts (EN-02, MP-15)', () => {
  it('charges and credits revenue apart, and the net goes to the receivable', () => {
    const [journal, ...others] = upgraded().story.journals();
    expect(others).toEqual([]);
    expect(journal?.postings.map((it) => [it.ledgerAccount, it.amount])).toEqual([
      ['receivable', '20.00'],
      ['revenue', '-40.00'],
      ['revenue', '20.00'],
    ]);
    expect(journal).toMatchObject({ kind: 'plan-change', effectiveAt: '2026-11-11T00:00:00.000Z' });
    expect(new Set(journal?.postings.map((it) => it.changeId))).toEqual(new Set(['c1']));
  });

  it('gives a net credit to account credit, from where it settles', () => {
    const { story } = downgraded({ openInvoices: [anOpenInvoice({ id: 'old', open: '5.00' })] });
    expect(story.journals().map((it) => it.postings.map((line) => [line.ledgerAccount, line.amount]))).toEqual([
      [
        ['account-credit', '-20.00'],
        ['revenue', '-20.00'],
        ['revenue', '40.00'],
      ],
      [
        ['account-credit', '5.00'],
        ['receivable', '-5.00'],
      ],
    ]);
  });

  it('posts nothing to receivable or credit where the net is zero, and still issues the document', () => {
    const plans = [aPlan({ code: 'silver' }), aPlan({ code: 'gold', price: '30.00' })];
    const story = aStory(anAccountState({ plans }));
    story.accept(aRequest());
    expect(story.bills()).toEqual(['2026-11-11 invoice 0.00 USD']);
    expect(story.journals()[0]?.postings.map((it) => it.ledgerAccount)).toEqual(['revenue', 'revenue']);
    expect(story.state.openInvoices).toEqual([]);
  });
});
