import { describe, expect, it } from 'vitest';
import { readOut } from '../../../domain/payg-booking/explain.js';
import { worthOf } from '../../../domain/payg-booking/worth.js';
import { aPath, aProduct, at, PATHS, PaygStory, PRODUCTS } from '../../support/payg-story.js';
import { refusal } from '../../support/refusal.js';

const DAY = 86_400;

/** Lets a product cost something else from a moment on. */
function edit(story: PaygStory, code: string, dailyRate: string, from: string): PaygStory {
  const product = story.state.payg.products[code] ?? aProduct(code, dailyRate, '0.00');
  const rates = [...product.rates, { version: 2, dailyRate, downPayment: '999.00', from: at(from) }];
  const products = { ...story.state.payg.products, [code]: { ...product, rates } };
  story.state = { ...story.state, payg: { ...story.state.payg, products } };
  return story;
}

describe('prices that are edited while a booking is open', () => {
  it('leave its rate and its down payment as they were booked (PB-02)', () => {
    const story = edit(new PaygStory('12:00').book('radio'), 'radio', '99.00', '13:00').advanceTo('14:00');
    expect(story.pay('100.00').bookingState()).toBe('install-collect');
    story.revise({ command: 'collect' });
    expect(story.service().products).toMatchObject([{ planId: 'radio', dailyRate: '15.00' }]);
    expect(story.pay('15.00').daysLeft()).toBe(1);
  });

  it('hold for what is kept beside it, and the history tells the rate that then holds (PB-12)', () => {
    const products = [...PRODUCTS, aProduct('boat', '90.00', '0.00')];
    const story = new PaygStory('12:00', { products, paths: [...PATHS, aPath('radio', 'boat')] });
    story.book('radio', 'tv').pay('400.00').revise({ command: 'collect' }).advanceTo('13:00').book('boat');
    edit(story, 'tv', '30.00', '14:00').advanceTo('15:00').revise({ command: 'collect' });
    expect(story.history().at(-1)).toMatchObject({ event: 'collected', amounts: { dailyRate: '120.00' } });
    expect(story.history().at(-1)?.text).toContain('a day costs 120.00 USD from now on');
    expect(story.pay('120.00').daysLeft()).toBe(1);
  });
});

describe('payments of one booking', () => {
  it('of one moment count in the order of their ids (PB-04)', () => {
    const story = new PaygStory('12:00').book('radio').advanceTo('13:00');
    story.pay('60.00', { paidAt: '12:30', id: 'b' }).pay('60.00', { paidAt: '12:30', id: 'a' });
    expect(story.booking().data.holdings.map((it) => [it.id, it.amount])).toEqual([
      ['a', '60.00'],
      ['b', '40.00'],
    ]);
  });

  it('become time in the order in which they were made when it expires (PB-05)', () => {
    const story = new PaygStory('12:00').book('radio').advanceTo('14:00');
    story.pay('30.00', { paidAt: '13:30', id: 'late' }).pay('20.00', { paidAt: '13:00', id: 'early' });
    story.advanceTo('16:02');
    expect(story.transactions('payment').map((it) => it.paymentId)).toEqual(['early', 'late']);
    expect(story.onUntil()).toBe(at('+5 16:02'));
  });
});

describe('several old payments (PB-08)', () => {
  const two = (settings = {}) =>
    new PaygStory('-3 12:00', { settings })
      .pay('60.00')
      .advanceTo('-2 12:00')
      .pay('60.00')
      .advanceTo('12:00')
      .book('radio');
  const idsOf = (story: PaygStory) => story.transactions('payment').map((it) => it.id);

  it('are used in the order in which they were paid, whichever was named first; what is over stays time of the last', () => {
    const story = two();
    const [first = '', second = ''] = idsOf(story);
    story.useOnTime([second, first]);
    expect(story.booking().data.holdings).toMatchObject([
      { id: first, amount: '60.00', goodwill: '30.00', seconds: 3 * DAY },
      { id: second, amount: '40.00', goodwill: '0.00', seconds: 4 * DAY },
    ]);
    expect([story.daysLeft(), story.timeLeft()]).toEqual([2, '20.00']);
  });

  it('share one limit of goodwill for the booking (PB-09)', () => {
    const story = new PaygStory('-20 12:00', { settings: { onTimeMaxGoodwill: '50.00' } });
    story.pay('40.00').pay('40.00').advanceTo('12:00').book('radio').useOnTime(idsOf(story), true);
    expect(story.balance('goodwill')).toBe('50.00');
    expect(story.booking().data.holdings.map((it) => it.goodwill)).toEqual(['40.00', '10.00']);
  });

  it('of which nothing is left are refused by name', () => {
    const story = new PaygStory('-20 12:00', { settings: { onTimeValuation: 'unused' } }).pay('40.00');
    const [spent = ''] = idsOf(story);
    story.advanceTo('12:00').book('radio');
    expect(() => story.useOnTime([spent], true)).toThrow(refusal('on-time-payment-spent'));
  });
});

describe('what is used in the call that books (PB-11)', () => {
  const payments = [{ amount: '120.00', paidAt: at('-30 12:00'), reference: 'July' }];
  const converted = (paths = PATHS) => new PaygStory('12:00', { paths, open: { convertedFrom: { payments } } });
  const idOf = (story: PaygStory) => story.service().conversion?.transactionId ?? '';

  it('may be a payment from before the conversion: booked and paid at once (PB-10)', () => {
    const story = converted();
    story.with({ conversion: idOf(story) }).book('radio');
    expect(story.booking()).toMatchObject({ state: 'install-collect', data: { recorded: '100.00' } });
    expect(story.timeLeft()).toBe('20.00');
  });

  it('is not touched where the customer is not entitled', () => {
    const story = converted([aPath('lamp', 'radio', { minTenureDays: 31 })]);
    expect(() => story.with({ conversion: idOf(story) }).book('radio')).toThrow(refusal('not-entitled'));
    expect(story.service().conversion?.payments).toHaveLength(1);
  });

  it('is refused where there is nothing to pay down, and stays as it was (PB-02)', () => {
    const story = converted().pay('50.00');
    const [old = ''] = story.transactions('payment').map((it) => it.id);
    expect(() => story.with({ conversion: idOf(story) }).book('fan')).toThrow(refusal('booking-state'));
    const onTime = { payments: [story.onTimePayment(old)], acceptPart: true };
    expect(() => story.with({ conversion: null, onTime }).book('fan')).toThrow(refusal('booking-state'));
    expect([story.service().conversion?.payments.length, story.timeLeft()]).toEqual([1, '50.00']);
  });
});

describe('what an old payment is worth (PB-09, PB-17)', () => {
  it.each([
    ['+30 12:00', { unused: '20.00', goodwill: '300.00', worth: '320.00' }],
    ['+30 12:00:01', { unused: '20.00', goodwill: '0.00', worth: '0.00' }],
  ])('is nothing once it is too old to be used: at %s', (then, expected) => {
    const story = new PaygStory('12:00').pay('320.00').advanceTo(then);
    const [old = ''] = story.transactions('payment').map((it) => it.id);
    const about = { at: story.now, goodwillLeft: null };
    expect(worthOf(story.state, story.service(), story.onTimePayment(old), about)).toEqual(expected);
  });
});

describe('what is read out while payments on their way are awaited (PB-15)', () => {
  it('is that the time to pay is over, not to pay', () => {
    const story = new PaygStory('12:00').book('radio').pay('60.00').advanceTo('16:01');
    expect(readOut(story.booking(), 'UTC')).toBe(
      'The time to pay ended at 16:00 on 11 Nov 2026 (UTC); 40.00 USD are missing, and payments on their way are awaited.',
    );
  });
});
