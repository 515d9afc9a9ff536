import { describe, expect, it } from 'vitest';
import { aProduct, at, PaygStory } from '../../support/payg-story.js';
import { refusal } from '../../support/refusal.js';

const DAY = 86_400;

describe('old payments (PB-08, PB-09, PB-11)', () => {
  const old = (settings = {}) => new PaygStory('-3 12:00', { settings }).pay('120.00').advanceTo('12:00');

  it('are used by one call that books, too: all of it or nothing (PB-11)', () => {
    const story = old();
    const [id = ''] = story.transactions('payment').map((it) => it.id);
    const dear = story.with({ onTime: { payments: [story.onTimePayment(id)], acceptPart: false } });
    expect(() => dear.book('tv')).toThrow(refusal('downpayment-missing'));
    story.with({ onTime: { payments: [story.onTimePayment(id)], acceptPart: false } }).book('radio');
    expect(story.booking()).toMatchObject({ state: 'install-collect', dueAt: null });
  });

  it('count for no more than onTimeMaxGoodwill allows for their used part', () => {
    const story = old({ onTimeMaxGoodwill: '5.00' }).book('radio');
    const ids = story.transactions('payment').map((it) => it.id);
    expect(() => story.useOnTime(ids)).toThrow('5.00 USD are missing');
    story.useOnTime(ids, true);
    expect(story.balance('goodwill')).toBe('5.00');
    expect(story.booking().data.holdings).toMatchObject([{ amount: '95.00', goodwill: '5.00', seconds: 9 * DAY }]);
  });

  it.each([
    ['P3D', true],
    ['P2DT23H59M59S', false],
  ])('count in full up to the age of onTimeMaxAge %s', (onTimeMaxAge, isYoung) => {
    const story = old({ onTimeMaxAge }).book('radio');
    const ids = story.transactions('payment').map((it) => it.id);
    if (isYoung) expect(story.useOnTime(ids).bookingState()).toBe('install-collect');
    else expect(() => story.useOnTime(ids)).toThrow(refusal('on-time-payment-too-old'));
  });

  it('of any age count for what is not used where only that counts', () => {
    const story = new PaygStory('-50 12:00', { settings: { onTimeValuation: 'unused' } })
      .pay('1000.00')
      .advanceTo('12:00');
    story.book('radio').useOnTime(story.transactions('payment').map((it) => it.id));
    expect(story.bookingState()).toBe('install-collect');
    expect(story.daysLeft()).toBe(40);
  });

  it('that were used once are worth what is left of them', () => {
    const story = old().book('radio');
    const [id = ''] = story.transactions('payment').map((it) => it.id);
    story.useOnTime([id]).revise({ command: 'collect' });
    expect(story.onTimePayment(id).counted).toBe('20.00');
  });

  it('together with payments reach the down payment; what is over of a payment becomes time', () => {
    const story = new PaygStory('-3 12:00').pay('60.00').advanceTo('12:00').book('radio');
    story.useOnTime(
      story.transactions('payment').map((it) => it.id),
      true,
    );
    expect(story.bookingState()).toBe('awaiting-downpayment');
    story.pay('50.00');
    expect(story.bookingState()).toBe('install-collect');
    expect(story.timeLeft()).toBe('10.00');
  });

  it('return as the time that was taken back, and their goodwill is reversed, when the booking expires or is cancelled (PB-16)', () => {
    for (const end of ['expire', 'cancel']) {
      const story = new PaygStory('-3 12:00').pay('60.00').advanceTo('12:00').book('radio');
      story.useOnTime(
        story.transactions('payment').map((it) => it.id),
        true,
      );
      expect([story.balance('goodwill'), story.daysLeft()]).toEqual(['30.00', 0]);
      if (end === 'expire') story.advanceTo('16:02');
      else story.revise({ command: 'cancel' });
      expect([story.balance('goodwill'), story.daysLeft(), story.timeLeft()]).toEqual(['0.00', 3, '30.00']);
      expect(story.balance('down-payment')).toBe('0.00');
    }
  });

  it('return as many days as were taken, whatever a day costs by then', () => {
    const story = new PaygStory('-3 12:00').pay('60.00').advanceTo('12:00').book('radio');
    story.useOnTime(
      story.transactions('payment').map((it) => it.id),
      true,
    );
    const edited = { version: 2, dailyRate: '99.00', downPayment: '0.00', from: at('13:00') };
    const lamp = aProduct('lamp', '10.00', '0.00');
    const products = { ...story.state.payg.products, lamp: { ...lamp, rates: [...lamp.rates, edited] } };
    story.state = { ...story.state, payg: { ...story.state.payg, products } };
    expect(story.advanceTo('16:02').daysLeft()).toBe(3);
    expect(story.pay('99.00').daysLeft()).toBe(4);
  });
});

describe('a payment from before the conversion (PB-10)', () => {
  const payments = [
    { amount: '80.00', paidAt: at('-90 12:00'), reference: 'May' },
    { amount: '200.00', paidAt: at('-60 12:00'), reference: 'June' },
    { amount: '120.00', paidAt: at('-30 12:00'), reference: 'July' },
  ];
  const converted = () => new PaygStory('12:00', { open: { convertedFrom: { payments } } });
  const idOf = (story: PaygStory) => story.service().conversion?.transactionId ?? '';

  it('is held as an amount without time', () => {
    const story = converted();
    expect(story.transactions()).toMatchObject([{ type: 'conversion', amount: '400.00', seconds: 0 }]);
    expect([story.balance('conversion-held'), story.balance('opening-balance')]).toEqual(['-400.00', '400.00']);
  });

  it('is the smallest that covers what is missing; its surplus becomes time', () => {
    const story = converted().book('radio');
    story.revise({ command: 'use-conversion-payment', transactionId: idOf(story) });
    expect(story.bookingState()).toBe('install-collect');
    expect(story.service().conversion?.payments.map((it) => it.reference)).toEqual(['May', 'June']);
    expect([story.balance('conversion-held'), story.timeLeft()]).toEqual(['-280.00', '20.00']);
    expect(story.transactions('downpayment')).toMatchObject([{ amount: '100.00' }]);
  });

  it('covers only what is missing beside the payments', () => {
    const story = converted().book('radio').pay('30.00');
    story.revise({ command: 'use-conversion-payment', transactionId: idOf(story) });
    expect(story.service().conversion?.payments.map((it) => it.reference)).toEqual(['June', 'July']);
    expect(story.timeLeft()).toBe('10.00');
  });

  it('is refused where none is large enough, and they are listed', () => {
    const story = converted().book('tv');
    expect(() => story.revise({ command: 'use-conversion-payment', transactionId: idOf(story) })).toThrow(
      /300.00 USD.*80.00 \(May\), 200.00 \(June\), 120.00 \(July\)/,
    );
    expect(() => story.revise({ command: 'use-conversion-payment', transactionId: 'no' })).toThrow(
      refusal('conversion-not-found'),
    );
  });

  it('becomes time where the paid booking is cancelled by an admin (PB-13)', () => {
    const story = converted().book('radio');
    story.revise({ command: 'use-conversion-payment', transactionId: idOf(story) });
    expect(() => story.revise({ command: 'cancel', byAgent: true })).toThrow(refusal('booking-paid'));
    expect(story.revise({ command: 'cancel' }).timeLeft()).toBe('120.00');
  });
});
