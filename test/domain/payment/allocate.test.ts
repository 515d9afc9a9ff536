import { describe, expect, it } from 'vitest';
import { accountOfPayment, allocatePayment, type Candidate } from '../../../domain/payment/allocate.js';
import type { PaymentNames } from '../../../domain/payment/payment.js';

const nothing: PaymentNames = { accountId: null, invoiceId: null, subscriptionId: null, changeId: null };

function invoice(id: string, open: string, dueOn: string, subscriptionId = 'sub'): Candidate {
  return { kind: 'invoice', id, subscriptionId, open, dueOn };
}

const INVOICES = [invoice('b', '20.00', '2026-12-01'), invoice('a', '30.00', '2026-11-01', 'other')];

function pay(amount: string, candidates: readonly Candidate[], names = nothing): unknown {
  const parts = allocatePayment({ amount, currency: 'USD', names }, candidates);
  return typeof parts === 'string' ? parts : parts.map((it) => `${it.amount} ${it.kind} ${it.id ?? ''}`.trim());
}

describe('a payment goes (EN-13)', () => {
  it('to open invoices, oldest due first', () => {
    expect(pay('40.00', INVOICES)).toEqual(['30.00 invoice a', '10.00 invoice b']);
  });

  it('to the invoice that it names first, and what is left to the others (MP-15)', () => {
    expect(pay('40.00', INVOICES, { ...nothing, invoiceId: 'b' })).toEqual(['20.00 invoice b', '20.00 invoice a']);
  });

  it('to the invoices of the subscription that it names first', () => {
    expect(pay('25.00', INVOICES, { ...nothing, subscriptionId: 'sub' })).toEqual([
      '20.00 invoice b',
      '5.00 invoice a',
    ]);
  });

  it('by default where what it names is not open any more', () => {
    expect(pay('5.00', INVOICES, { ...nothing, invoiceId: 'paid' })).toEqual(['5.00 invoice a']);
  });

  it('to account credit with what is left over (PS-03)', () => {
    expect(pay('60.00', [invoice('a', '20.00', '2026-11-01')])).toEqual(['20.00 invoice a', '40.00 account-credit']);
  });

  it('to account credit where nothing is open', () => {
    expect(pay('60.00', [])).toEqual(['60.00 account-credit']);
  });

  const booking: Candidate = { kind: 'booking', id: 'bok', subscriptionId: 'payg', open: '100.00', dueOn: null };
  const time: Candidate = { kind: 'time', id: 'payg', subscriptionId: 'payg', open: null, dueOn: null };

  it('to the open booking before open invoices', () => {
    expect(pay('110.00', [...INVOICES, booking])).toEqual(['100.00 booking bok', '10.00 invoice a']);
  });

  it('to time where one subscription takes it and no invoice is open, all of it', () => {
    expect(pay('10.00', [time])).toEqual(['10.00 time payg']);
    expect(pay('10.00', [time, ...INVOICES])).toEqual(['10.00 invoice a']);
  });

  it('nowhere where it would have to be guessed between two', () => {
    expect(pay('10.00', [booking, { ...booking, id: 'second' }])).toBe('several-candidates');
    expect(pay('10.00', [time, { ...time, id: 'second' }])).toBe('several-candidates');
  });
});

describe('a payment is whose (EN-13)', () => {
  const found = { account: 'ada', invoice: 'ada', subscription: 'ada', change: 'ada' };
  const all = { accountId: 'ada', invoiceId: 'inv', subscriptionId: 'sub', changeId: 'ord' };

  it.each([
    ['all that it names is of one account', all, found, { accountId: 'ada' }],
    ['an invoice alone', { ...nothing, invoiceId: 'inv' }, found, { accountId: 'ada' }],
    ['nothing named', nothing, found, { why: 'unknown-account' }],
    ['an account that is not there', all, { ...found, account: null }, { why: 'unknown-account' }],
    ['an invoice that is not there', all, { ...found, invoice: null }, { why: 'unknown-name' }],
    ['a change that is not there', all, { ...found, change: null }, { why: 'unknown-name' }],
    ['an invoice of another account', all, { ...found, invoice: 'bo' }, { why: 'several-candidates' }],
  ])('%s', (_name, names, there, expected) => {
    expect(accountOfPayment(names, there)).toEqual(expected);
  });
});
