import { describe, expect, it } from 'vitest';
import { refundPayment } from '../../../domain/payment/refund.js';
import { ids } from '../../support/builders.js';
import { at, PaygStory } from '../../support/payg-story.js';

const FULL = { settings: { onTimeValuation: 'full' as const } };

/** Where each part of a payment is by now. */
function partsOf(story: PaygStory, paymentId: string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const it of story.effects) {
    if (it.type !== 'payment-allocated' || it.allocation.paymentId !== paymentId) continue;
    sums[it.allocation.kind] = (sums[it.allocation.kind] ?? 0) + Number(it.allocation.amount);
  }
  return sums;
}

describe('a subscription that is paid as you go and cancelled (MP-27)', () => {
  it('ends at once: what was used is earned, the time that is left becomes account credit, of its own payments', () => {
    const story = new PaygStory('12:00').pay('120.00').advanceTo('+1 12:00').pay('50.00').advanceTo('+3 12:00');
    story.cancelService();
    expect(story.service()).toMatchObject({ status: 'cancelled', cancelledOn: '2026-11-14', lots: [] });
    expect(story.onUntil()).toBe(at('+3 12:00'));
    expect(story.state.credit).toBe('140.00');
    expect([partsOf(story, 'p1'), partsOf(story, 'p2')]).toEqual([
      { time: 30, 'account-credit': 90 },
      { time: 0, 'account-credit': 50 },
    ]);
    expect(['cash', 'revenue', 'unearned-time', 'account-credit'].map((it) => story.balance(it))).toEqual([
      '170.00',
      '-30.00',
      '0.00',
      '-140.00',
    ]);
    expect(story.transactions('reversal')).toMatchObject([
      { amount: '-90.00', seconds: -9 * 86_400, paymentId: 'p1' },
      { amount: '-50.00', seconds: -5 * 86_400, paymentId: 'p2' },
    ]);
    expect(story.history().at(-1)).toMatchObject({
      event: 'cancelled',
      by: 'ann',
      text: 'The subscription has ended; 140.00 USD of time that was left are account credit.',
      amounts: { toAccountCredit: '140.00' },
    });
  });

  it('ends to the second: the second that has begun is the customer’s', () => {
    const story = new PaygStory('12:00').pay('10.00').advanceTo('2026-11-11T12:00:01.500Z').cancelService();
    expect(story.transactions('reversal')).toMatchObject([{ seconds: -(86_400 - 1) }]);
    expect(story.state.credit).toBe('10.00');
  });

  it('cancels its open booking, and the money paid into that becomes account credit', () => {
    const story = new PaygStory('12:00').book('radio').advanceTo('13:00').pay('60.00').cancelService();
    expect(story.bookingState()).toBe('cancelled');
    expect([story.state.credit, story.balance('down-payment'), story.balance('revenue')]).toEqual([
      '60.00',
      '0.00',
      '0.00',
    ]);
    const texts = story.history().map((it) => it.text);
    expect(texts).toContain(
      'The subscription was cancelled, and the booking with it; what it held becomes account credit.',
    );
  });

  it('gives of old payments in a booking the unused time; goodwill is reversed, never credit (PB-16)', () => {
    const story = new PaygStory('12:00', FULL).pay('120.00').advanceTo('+3 12:00').book('radio');
    const [payment] = story.transactions('payment');
    story.useOnTime([payment?.id ?? '']).cancelService();
    expect([story.state.credit, story.balance('goodwill'), story.balance('revenue')]).toEqual([
      '90.00',
      '0.00',
      '-30.00',
    ]);
  });

  it('closes the proposals of its payments (PB-17)', () => {
    const story = new PaygStory('12:00').pay('100.00').cancelService();
    expect(story.effects.filter((it) => it.type === 'proposals-closed')).toMatchObject([
      { transactionIds: null, changeId: null },
    ]);
  });

  it('on a later day ends as that day begins, and can be withdrawn until then', () => {
    const story = new PaygStory('12:00').pay('100.00').cancelService('2026-11-14');
    expect(story.service()).toMatchObject({ status: 'active', cancelledOn: '2026-11-14' });
    story.cancelService(null);
    story.advanceTo('+4 12:00');
    expect(story.service()).toMatchObject({ status: 'active', cancelledOn: null });
    story.cancelService('2026-11-17').advanceTo('+8 12:00');
    expect(story.service()).toMatchObject({ status: 'cancelled', cancelledOn: '2026-11-17' });
    expect(story.onUntil()).toBe('2026-11-17T00:00:00.000Z');
    // 10 days from the 11th at noon; used to the beginning of the 17th.
    expect([story.state.credit, story.balance('revenue')]).toEqual(['45.00', '-55.00']);
    expect(story.history().map((it) => it.event)).toEqual([
      'payment-received',
      'booking-proposed',
      'cancellation-set',
      'cancellation-withdrawn',
      'cancellation-set',
      'cancelled',
    ]);
  });

  it('is refused on a day that has passed, and once it is over', () => {
    const story = new PaygStory('12:00');
    expect(() => story.cancelService('2026-11-10')).toThrow('has passed');
    story.cancelService();
    expect(() => story.cancelService()).toThrow('is cancelled already');
  });

  it('settles what its account owes with the credit at once (MP-15)', () => {
    const story = new PaygStory('12:00').pay('100.00');
    const owed = { id: 'inv1', number: 'INV-1', subscriptionId: null, issuedOn: '2026-11-11', dueOn: '2026-11-11' };
    story.state = { ...story.state, openInvoices: [{ ...owed, open: '30.00', currency: 'USD' }] };
    story.cancelService();
    expect([story.state.credit, story.state.openInvoices]).toEqual(['70.00', []]);
  });

  it('takes no payments as time any more: they are account credit', () => {
    const story = new PaygStory('12:00').cancelService().pay('20.00');
    expect([story.state.credit, story.balance('unearned-time')]).toEqual(['20.00', '0.00']);
  });

  it('has its payments go back from the credit first; what was used is owed (EN-14)', () => {
    const story = new PaygStory('12:00').pay('120.00').advanceTo('+3 12:00').cancelService();
    // As the store loads it: services that are cancelled are not in the snapshot.
    story.state = { ...story.state, payg: { ...story.state.payg, services: [] } };
    const [payment] = story.transactions('payment');
    const payg = {
      transactions: [{ transactionId: payment?.id ?? '', subscriptionId: 'sub', paidAt: at('12:00') }],
      subscriptionId: 'sub',
      time: '30.00',
      booking: '0.00',
    };
    const standing = { id: 'p1', currency: 'USD', credited: '90.00', settled: [], settledByCredit: [], payg };
    const refund = { id: 'r1', kind: 'refund' as const, amount: '120.00', now: story.now, by: 'till' };
    story.play(refundPayment(story.state, standing, refund, ids));
    expect(['cash', 'account-credit', 'receivable'].map((it) => story.balance(it))).toEqual(['0.00', '0.00', '30.00']);
  });
});
