import { describe, expect, it } from 'vitest';
import { LEDGER_ACCOUNTS } from '../../../domain/ledger/chart.js';
import { documentId, issueDocument, openBalance, totalsOf } from '../../../domain/ledger/issue.js';
import type { InvoiceLine } from '../../../domain/subscription/effects.js';
import { evolveAll } from '../../../domain/subscription/evolve.js';
import { anAccountState, anOpenInvoice, ids, type StateOptions } from '../../support/builders.js';

const AT = '2026-11-11T00:00:00.000Z';
const line = (kind: InvoiceLine['kind'], amount: string): InvoiceLine => ({
  kind,
  subscriptionId: 'sub',
  planId: 'silver',
  description: 'Silver',
  quantity: 1,
  from: '2026-11-11',
  to: '2026-12-01',
  fraction: { whole: 0, numerator: 20, denominator: 30 },
  price: '30.00',
  amount,
  explanation: '',
});

function issued(lines: InvoiceLine[], options: StateOptions = {}, changeId: string | null = 'change') {
  const state = anAccountState(options);
  const document = { key: 'key', subscriptionId: 'sub', changeId, lines, date: '2026-11-11', at: AT, description: 'x' };
  const effects = issueDocument(state, document, ids);
  return { effects, after: evolveAll(state, effects), id: documentId(document, ids) };
}

describe('the totals of lines', () => {
  it('are magnitudes by kind, and the net is the charge less the credit', () => {
    const lines = [line('credit', '30.00'), line('charge', '20.00'), line('charge', '0.50')];
    expect(totalsOf(lines, 'USD')).toEqual({ credit: '30.00', charge: '20.50', net: '-9.50' });
    expect(totalsOf([], 'KWD')).toEqual({ credit: '0.000', charge: '0.000', net: '0.000' });
  });
});

describe('a document that is issued (MP-15, EN-02)', () => {
  it.each([
    [[line('charge', '20.00')], 'invoice', '20.00'],
    [[line('charge', '20.00'), line('credit', '20.00')], 'invoice', '0.00'],
    [[line('charge', '20.00'), line('credit', '20.01')], 'credit-note', '0.01'],
    [[line('credit', '20.00')], 'credit-note', '20.00'],
  ])('is an invoice for a charge or nothing, and a credit note for a credit', (lines, kind, total) => {
    const { effects, id } = issued(lines);
    expect(effects[0]).toMatchObject({ type: 'invoice-issued', invoice: { id, kind, total, lines } });
  });

  it('is due after the payment term; a credit note is of its own day', () => {
    const settings = { paymentTermDays: 30 };
    expect(issued([line('charge', '1.00')], { settings }).effects[0]).toMatchObject({
      invoice: { dueOn: '2026-12-11' },
    });
    expect(issued([line('credit', '1.00')], { settings }).effects[0]).toMatchObject({
      invoice: { dueOn: '2026-11-11' },
    });
  });

  it('posts a journal of its kind whose postings sum to zero and carry what they are about', () => {
    for (const [changeId, kind] of [
      ['change', 'plan-change'],
      [null, 'renewal'],
    ] as const) {
      const { effects, id } = issued([line('charge', '20.00'), line('credit', '5.00')], {}, changeId);
      const [journal] = effects.flatMap((it) => (it.type === 'journal-posted' ? [it.journal] : []));
      expect(journal).toMatchObject({ kind, effectiveAt: AT });
      expect(journal?.postings).toEqual(
        [
          ['receivable', '15.00'],
          ['revenue', '-20.00'],
          ['revenue', '5.00'],
        ].map(([ledgerAccount, amount]) => ({
          ledgerAccount,
          amount,
          currency: 'USD',
          subscriptionId: 'sub',
          changeId,
          invoiceId: id,
        })),
      );
    }
  });

  it('posts nothing where nothing moves', () => {
    expect(issued([line('charge', '0.00')]).effects.map((it) => it.type)).toEqual(['invoice-issued']);
  });

  it('is paid from account credit only as far as it reaches, and each settlement has its journal', () => {
    const { effects, after, id } = issued([line('charge', '20.00')], { credit: '12.00' });
    expect(effects.map((it) => it.type)).toEqual([
      'invoice-issued',
      'journal-posted',
      'invoice-settled',
      'journal-posted',
    ]);
    expect(effects[2]).toMatchObject({ invoiceId: id, amount: '12.00', source: 'account-credit', at: AT });
    expect(effects[3]).toMatchObject({
      journal: {
        kind: 'credit-used',
        postings: [
          { ledgerAccount: 'account-credit', amount: '12.00', invoiceId: id },
          { ledgerAccount: 'receivable', amount: '-12.00', invoiceId: id },
        ],
      },
    });
    expect(after).toMatchObject({ credit: '0.00', openInvoices: [{ id, open: '8.00' }] });
  });

  it('keeps open invoices in the order of their due dates', () => {
    const openInvoices = [
      anOpenInvoice({ id: 'early', dueOn: '2026-11-01' }),
      anOpenInvoice({ id: 'late', dueOn: '2026-12-01' }),
    ];
    const { after, id } = issued([line('charge', '20.00')], { openInvoices });
    expect(after.openInvoices.map((it) => it.id)).toEqual(['early', id, 'late']);
  });

  it('gives each settlement an id of its own', () => {
    const openInvoices = ['a', 'b', 'c'].map((it) => anOpenInvoice({ id: it, open: '5.00' }));
    const { effects } = issued([line('credit', '20.00')], { openInvoices });
    const made = effects.flatMap((it) =>
      it.type === 'invoice-settled' ? [it.id] : it.type === 'journal-posted' ? [it.journal.id] : [],
    );
    expect(new Set(made).size).toBe(7);
  });
});

describe('the books of what was taken over', () => {
  it('open with what was paid, and not at all with nothing', () => {
    const about = { subscriptionId: 'sub', currency: 'USD', at: AT };
    expect(openBalance({ ...about, amount: '30.00' }, ids)).toMatchObject([
      { journal: { postings: [{ ledgerAccount: 'opening-balance', amount: '30.00' }, { amount: '-30.00' }] } },
    ]);
    expect(openBalance({ ...about, amount: '0.00' }, ids)).toEqual([]);
  });

  it('use accounts of the chart, each of one nature', () => {
    expect(LEDGER_ACCOUNTS).toMatchObject({ receivable: 'asset', 'account-credit': 'liability', revenue: 'income' });
  });
});
