import { describe, expect, it } from 'vitest';
import { sumAmounts } from '../../../domain/money/amount.js';
import { takeBackPayg } from '../../../domain/payg-booking/refund.js';
import { ids } from '../../support/builders.js';
import { PaygStory } from '../../support/payg-story.js';

const DAY = 86_400;

/** 120.00 of 3 days ago (12 days), 100.00 of today: the first pays a radio, with 30.00 of goodwill; then 90.00 of it go back. */
function refundedOnce() {
  const story = new PaygStory('-3 12:00').pay('120.00').advanceTo('12:00').pay('100.00').book('radio');
  const [first = '', second = ''] = story.transactions('payment').map((it) => it.id);
  story.useOnTime([first]);
  refund(story, first, 'r1', '90.00');
  return { story, first, second };
}

function refund(story: PaygStory, transactionId: string, id: string, limit: string) {
  const { paidAt, paymentId } = story.onTimePayment(transactionId);
  const transactions = [{ transactionId, subscriptionId: 'sub', paidAt }];
  const standing = { transactions, subscriptionId: 'sub', time: limit, booking: limit };
  const about = { id, paymentId: paymentId ?? '', now: story.now, by: 'bank' };
  story.play(takeBackPayg(story.state, standing, { refund: about, limit }, ids).effects);
}

/** What the `downpayment` transactions and their reversals come to. */
function recorded(story: PaygStory) {
  const all = story.transactions().filter((it) => it.type === 'downpayment' || it.ofId === null);
  const own = all.filter((it) => it.type !== 'payment');
  return [own.map((it) => it.amount), own.map((it) => it.goodwill)].map((it) => sumAmounts(it, 'USD'));
}

describe('money of an old payment that goes back from a booking that is paid (EN-14, PB-08)', () => {
  it('is taken from its time, then from the booking, which needs attention and has no downpayment any more (PB-04)', () => {
    const { story } = refundedOnce();
    expect(story.booking()).toMatchObject({ state: 'needs-attention', data: { recorded: '0.00' } });
    expect(story.booking().data.holdings).toMatchObject([{ amount: '30.00', goodwill: '30.00', seconds: 0 }]);
    expect(recorded(story)).toEqual(['0.00', '0.00']);
  });

  it('leaves as much of the time that was taken back as is still held, in whole seconds', () => {
    const story = new PaygStory('-3 12:00').pay('120.00').advanceTo('12:00').book('radio');
    const [first = ''] = story.transactions('payment').map((it) => it.id);
    refund(story.useOnTime([first]), first, 'r1', '60.00');
    expect(story.booking().data.holdings).toMatchObject([{ amount: '60.00', goodwill: '30.00', seconds: 3 * DAY }]);
  });

  it('can be made good by another payment: the goodwill is told once (PB-09)', () => {
    const { story, second } = refundedOnce();
    story.useOnTime([second]);
    expect(story.bookingState()).toBe('install-collect');
    expect(recorded(story)).toEqual(['100.00', '30.00']);
    expect(story.balance('goodwill')).toBe('30.00');
  });

  it('leaves nothing behind when the booking is cancelled with a part made good (PB-16)', () => {
    const { story, second } = refundedOnce();
    refund(story.useOnTime([second]), second, 'r2', '50.00');
    story.revise({ command: 'cancel' });
    expect(recorded(story)).toEqual(['0.00', '0.00']);
    expect(story.balance('goodwill')).toBe('0.00');
  });
});
