import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../domain/subscription/effects.js';
import { Till } from '../../support/till.js';

const told = (effects: readonly Effect[]) =>
  effects.flatMap((it) => (it.type === 'history-written' ? [it.entry.text] : [])).at(-1);

const byChoice = { useCreditAutomatically: false };

describe('a refund (EN-14)', () => {
  it('takes first what is left of the payment as account credit', () => {
    const till = new Till().invoice('a', '20.00').pay('p', '60.00').refund('p', 'r', '30.00');
    expect([till.state.credit, till.open()]).toEqual(['10.00', {}]);
    expect(told(till.effects)).toBe('Refund of 30.00 USD: 30.00 from account credit.');
  });

  it('then opens the invoices again that it had settled, newest first', () => {
    const till = new Till().invoice('a', '20.00', '2026-11-01').invoice('b', '20.00', '2026-11-02');
    till.pay('p', '45.00').refund('p', 'r', '35.00');
    expect([till.state.credit, till.open()]).toEqual(['0.00', { b: '20.00', a: '10.00' }]);
  });

  it('then those that its credit had settled: account credit never goes below zero (EN-02)', () => {
    const till = new Till().invoice('a', '20.00').pay('p', '60.00').invoice('b', '20.00', '2026-12-01');
    till.refund('p', 'r', '60.00', 'dispute');
    expect([till.state.credit, till.open()]).toEqual(['0.00', { a: '20.00', b: '20.00' }]);
    expect(till.balance('receivable')).toBe('40.00');
    expect(till.balance('cash')).toBe('0.00');
    expect(told(till.effects)).toMatch(/^Lost dispute of 60.00 USD: 20.00 from account credit, /);
  });

  it('takes never more than is left of the payment', () => {
    const till = new Till().pay('p', '60.00').refund('p', 'r', '50.00').refund('p', 's', '50.00');
    expect(till.whereItWent()).toEqual({ toInvoices: '0.00', credited: '0.00', refunded: '60.00' });
  });

  it('that is told twice counts once', () => {
    const till = new Till().pay('p', '60.00').refund('p', 'r', '10.00').refund('p', 'r', '10.00');
    expect(till.state.credit).toBe('50.00');
  });

  it('lets what is open again take the credit of other money, where credit is used automatically (PS-04)', () => {
    const till = new Till().invoice('a', '20.00').pay('p', '20.00').pay('other', '50.00').refund('p', 'r', '20.00');
    expect([till.state.credit, till.open()]).toEqual(['30.00', {}]);
  });

  it('and leaves it open where credit is used by choice', () => {
    const till = new Till(byChoice).invoice('a', '20.00').pay('p', '20.00').pay('other', '50.00');
    till.refund('p', 'r', '20.00');
    expect([till.state.credit, till.open()]).toEqual(['50.00', { a: '20.00' }]);
  });
});
