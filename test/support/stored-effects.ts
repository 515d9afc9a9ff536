import type { Effect, IssuedInvoice } from '../../domain/subscription/effects.js';
import { newId } from '../../prisma/ids.js';
import { aChangePlan, aCharge, aHistoryEntry, aJournal, NOW, ratesOf, type Stored } from './stored.js';

/** An invoice of 20.00: gold charged and silver credited for 20 of 30 days. */
export function anInvoice(stored: Stored, changed: Partial<IssuedInvoice> = {}): IssuedInvoice {
  const { subscriptionId, gold } = stored;
  const days = { from: '2026-11-11', to: '2026-12-01', fraction: { whole: 0, numerator: 20, denominator: 30 } };
  const line = { kind: 'charge', subscriptionId, planId: gold.id, description: 'Gold', quantity: 1, ...days } as const;
  return {
    id: newId('inv'),
    kind: 'invoice',
    subscriptionId,
    changeId: null,
    currency: 'USD',
    total: '20.00',
    issuedOn: '2026-11-11',
    dueOn: '2026-11-25',
    lines: [
      { ...line, price: '60.00', amount: '40.00', explanation: '60.00 over 20/30 days is 40.00' },
      {
        ...line,
        kind: 'credit',
        planId: stored.silver.id,
        price: '30.00',
        amount: '20.00',
        explanation: '30.00 over 20/30 days is 20.00',
      },
    ],
    ...changed,
  };
}

export const issued = (invoice: IssuedInvoice): Effect => ({ type: 'invoice-issued', invoice, at: NOW });

/** Silver to gold on 2026-11-11: 20.00 credited, 40.00 charged, 20.00 owed, of which 5.00 are settled. */
export function anUpgrade(stored: Stored, changeId: string): Effect[] {
  const { subscriptionId, chargeId, gold } = stored;
  const invoice = anInvoice(stored, { changeId });
  const about = { subscriptionId, changeId, invoiceId: invoice.id };
  const journal = aJournal([
    ['receivable', '20.00'],
    ['revenue', '-40.00'],
    ['revenue', '20.00'],
  ]);
  const charge = aCharge(stored, { planId: gold.id, price: '60.00', amount: '40.00', from: '2026-11-11' });
  return [
    { type: 'change-moved', changeId, state: 'applied', at: NOW, attention: null, plan: aChangePlan(stored) },
    {
      type: 'plan-assigned',
      id: newId('asg'),
      subscriptionId,
      changeId,
      planId: gold.id,
      units: 2,
      priceVersionId: ratesOf(gold).priceVersionId,
      from: '2026-11-11',
    },
    issued(invoice),
    {
      type: 'charge-credited',
      id: newId('chc'),
      chargeId,
      ...about,
      from: '2026-11-11',
      to: '2026-12-01',
      amount: '20.00',
    },
    { type: 'charged', ...about, charge },
    { type: 'journal-posted', journal: { ...journal, postings: journal.postings.map((it) => ({ ...it, ...about })) } },
    {
      type: 'journal-posted',
      journal: aJournal([
        ['revenue', '5.00'],
        ['account-credit', '-5.00'],
      ]),
    },
    {
      type: 'invoice-settled',
      id: newId('stl'),
      invoiceId: invoice.id,
      amount: '5.00',
      source: 'account-credit',
      at: NOW,
    },
    {
      type: 'subscription-changed',
      subscriptionId,
      set: { planId: gold.id, ...ratesOf(gold), units: 2, pricePinned: true, lastBilled: '2026-11-11' },
    },
    {
      type: 'history-written',
      entry: aHistoryEntry(stored, { changeId, event: 'applied', amounts: { net: '20.00' } }),
    },
  ];
}
