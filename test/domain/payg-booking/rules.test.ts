import { describe, expect, it } from 'vitest';
import { bookingOptions } from '../../../domain/payg-booking/entitlement.js';
import { bookingTakes } from '../../../domain/payg-booking/status.js';
import { aPath, aProduct, at, PATHS, PaygStory, PRODUCTS } from '../../support/payg-story.js';
import { refusal } from '../../support/refusal.js';

const DAY = 86_400;
const radio = { ...PATHS[0] };

function options(story: PaygStory) {
  return Object.fromEntries(
    bookingOptions(story.state, story.service(), story.now).map((it) => [
      it.planId,
      it.entitled || it.reasons.map(({ code }) => code),
    ]),
  );
}

describe('what a customer may upgrade to (PB-01)', () => {
  it('is what a path leads to, and for the rest why not', () => {
    const products = [
      ...PRODUCTS,
      aProduct('boat', '90.00', '900.00'),
      aProduct('car', '99.00', '1.00', { currency: 'EUR' }),
    ];
    const story = new PaygStory('12:00', { products, paths: [...PATHS, aPath('lamp', 'car')] });
    expect(options(story)).toEqual({ radio: true, tv: true, fan: true, boat: ['no-path'], car: ['currency'] });
  });

  it.each([
    ['29 days 23:59:59', '+30 11:59:59', ['tenure']],
    ['30 days', '+30 12:00', true],
  ])('needs the minimum of days as a customer: after %s', (_, then, expected) => {
    const paths = [aPath('lamp', 'radio', { minTenureDays: 30 })];
    expect(options(new PaygStory('12:00', { paths }).advanceTo(then))).toMatchObject({ radio: expected });
  });

  it('counts the days as a customer who paid monthly before, or was taken over', () => {
    const paths = [aPath('lamp', 'radio', { minTenureDays: 30 })];
    const payment = { amount: '30.00', paidAt: at('-40 12:00'), reference: 'June' };
    const converted = new PaygStory('12:00', { paths, open: { convertedFrom: { payments: [payment] } } });
    expect(options(converted)).toMatchObject({ radio: true });
    const known = new PaygStory('12:00', { paths, open: { customerSince: at('-31 12:00') } });
    expect(options(known)).toMatchObject({ radio: true });
  });

  it.each([
    ['5 days', '+15 12:00', true],
    ['5 days and a second', '+15 12:00:01', ['days-off']],
  ])('refuses too many days off: off for %s of the last 30', (_, then, expected) => {
    const paths = [aPath('lamp', 'radio', { maxDaysOff: { days: 5, within: 30 } })];
    const story = new PaygStory('12:00', { paths }).pay('100.00').advanceTo(then);
    expect(options(story)).toMatchObject({ radio: expected });
  });

  it('counts days off only within the last so many days, and from when the customer was taken over as off', () => {
    const paths = [aPath('lamp', 'radio', { maxDaysOff: { days: 5, within: 10 } })];
    const off = new PaygStory('12:00', { paths, open: { onUntil: at('-60 12:00') } });
    expect(options(off)).toMatchObject({ radio: ['days-off'] });
    off.pay('100.00').advanceTo('+5 12:00');
    expect(options(off)).toMatchObject({ radio: true });
  });

  it('is nothing while a booking is open, or the account is blocked', () => {
    const story = new PaygStory('12:00').book('radio');
    expect(options(story)).toMatchObject({ tv: ['booking-open'] });
    expect(options(new PaygStory('12:00', { payg: { isBlocked: true } }))).toMatchObject({
      radio: ['account-blocked'],
    });
  });
});

describe('a booking (PB-02)', () => {
  it('takes the sum of the down payments and fixes the rate, at the prices of its moment', () => {
    const story = new PaygStory('12:00').book('radio', 'tv');
    expect(story.booking().data.quote).toMatchObject({ downPayment: '400.00', dailyRate: '40.00' });
    expect(story.booking()).toMatchObject({ state: 'awaiting-downpayment', dueAt: at('16:00') });
  });

  it('has the window of the settings, elapsed time', () => {
    const story = new PaygStory('12:00', { settings: { bookingWindow: 'PT90M', settlementGrace: 'PT0S' } }).book(
      'radio',
    );
    expect(story.booking().data).toMatchObject({ expiresAt: at('13:30'), settlesAt: at('13:30') });
    expect(story.advanceTo('13:30').bookingState()).toBe('expired');
  });

  it('with nothing to pay down goes straight to install-collect', () => {
    const story = new PaygStory('12:00').book('fan');
    expect(story.booking()).toMatchObject({ state: 'install-collect', dueAt: null });
    expect(story.transactions()).toEqual([]);
    expect(
      story
        .revise({ command: 'collect' })
        .service()
        .products.map((it) => it.planId),
    ).toEqual(['fan']);
  });

  it('is one at a time, for a product that the customer is entitled to', () => {
    const story = new PaygStory('12:00', {
      paths: [aPath('lamp', 'radio', { minTenureDays: 1 }), aPath('lamp', 'tv')],
    });
    expect(() => story.book('radio')).toThrow(refusal('not-entitled'));
    expect(() => story.book('lamp')).toThrow(refusal('not-entitled'));
    expect(() => story.book('ghost')).toThrow(refusal('plan-not-found'));
    story.book('tv');
    expect(() => story.book('radio')).toThrow(refusal('booking-open'));
  });
});

describe('payments of a booking (PB-03, PB-04, PB-06)', () => {
  it.each([
    ['the moment of booking', '12:00:00.000', true],
    ['a millisecond before it', '11:59:59.999', false],
    ['the end of the window', '16:00:00.000', true],
    ['a millisecond after it', '16:00:00.001', false],
  ])('made at %s count or not', (_, paidAt, counts) => {
    const story = new PaygStory('11:00').advanceTo('12:00').book('radio').advanceTo('16:01');
    story.pay('100.00', { paidAt });
    expect(story.bookingState()).toBe(counts ? 'install-collect' : 'settling');
    expect(story.daysLeft()).toBe(counts ? 0 : 10);
  });

  it('that arrive when the grace is over become time', () => {
    const story = new PaygStory('12:00').book('radio').advanceTo('16:02').pay('100.00', { paidAt: '15:00' });
    expect(story.bookingState()).toBe('expired');
    expect(story.onUntil()).toBe(at('+10 16:02'));
  });

  it('are counted in the order in which they were made, whichever came first', () => {
    const story = new PaygStory('12:00').book('radio').advanceTo('14:00');
    story.pay('60.00', { paidAt: '13:30', id: 'late' }).pay('60.00', { paidAt: '13:00', id: 'early' });
    const held = story.booking().data.holdings.map((it) => [it.id, it.amount]);
    expect(held).toEqual([
      ['early', '60.00'],
      ['late', '40.00'],
    ]);
    expect(story.transactions('payment')).toMatchObject([{ paymentId: 'late', amount: '20.00' }]);
  });

  it('without an open booking become time, whatever their size (PB-07)', () => {
    const story = new PaygStory('12:00').pay('0.01').pay('1000.00');
    expect(story.transactions('payment').map((it) => it.seconds)).toEqual([86, 100 * DAY]);
  });

  it('after the down payment is there become time, while the upgrade waits to be collected', () => {
    const story = new PaygStory('12:00').book('radio').pay('100.00').pay('20.00');
    expect(story.daysLeft()).toBe(2);
  });
});

describe('collecting (PB-12)', () => {
  it('replaces the product of the path, earns the down payment, and keeps the time in value at the new rate', () => {
    const story = new PaygStory('12:00').pay('60.00').book('radio').pay('100.00').revise({ command: 'collect' });
    expect(story.service().products).toMatchObject([{ planId: 'radio', dailyRate: '15.00' }]);
    expect(story.daysLeft()).toBe(4);
    expect([story.timeLeft(), story.balance('revenue'), story.balance('down-payment')]).toEqual([
      '60.00',
      '-100.00',
      '0.00',
    ]);
  });

  it('keeps what no path replaces, and sums the rates', () => {
    const story = new PaygStory('12:00').book('radio', 'tv').pay('400.00').revise({ command: 'collect' });
    expect(story.service().products.map((it) => it.planId)).toEqual(['radio', 'tv']);
    expect(story.pay('40.00').daysLeft()).toBe(1);
  });

  it('is for what is paid', () => {
    const story = new PaygStory('12:00').book('radio');
    expect(() => story.revise({ command: 'collect' })).toThrow(refusal('booking-state'));
    expect(bookingTakes('expired', 'cancel')).toBe(false);
  });
});

describe('a booking that did not come about (PB-13)', () => {
  it('is cancelled by an agent before it is paid: payments become time, in their order', () => {
    const story = new PaygStory('12:00').book('radio').pay('30.00').advanceTo('13:00');
    story.revise({ command: 'cancel', byAgent: true });
    expect(story.onUntil()).toBe(at('+3 13:00'));
    expect(story.bookingState()).toBe('cancelled');
  });

  it('is cancelled by an admin once it is paid: the down payment becomes time', () => {
    const story = new PaygStory('12:00').book('radio').pay('100.00').revise({ command: 'cancel' });
    expect(story.daysLeft()).toBe(10);
    const amounts = story.transactions().map((it) => `${it.type} ${it.amount}`);
    expect(amounts).toEqual(['downpayment 100.00', 'reversal -100.00', 'payment 100.00']);
  });
});

describe('a proposal (PB-17)', () => {
  const proposed = (story: PaygStory) =>
    story.effects.flatMap((it) => (it.type === 'booking-proposed' ? [it.proposal.planIds] : []));

  it('is raised by a payment that covers the down payment of what the customer is entitled to, the dearest first', () => {
    expect(proposed(new PaygStory('12:00').pay('99.99'))).toEqual([]);
    expect(proposed(new PaygStory('12:00').pay('100.00'))).toEqual([['radio']]);
    expect(proposed(new PaygStory('12:00').pay('300.00'))).toEqual([['tv', 'radio']]);
  });

  it('names the transaction by which the payment became time, all of it', () => {
    const story = new PaygStory('12:00').pay('100.00');
    const [transactionId] = story.transactions('payment').map((it) => it.id);
    const raised = story.effects.flatMap((it) => (it.type === 'booking-proposed' ? [it.proposal] : []));
    expect(raised).toMatchObject([{ subscriptionId: 'sub', transactionId }]);
    expect([story.daysLeft(), story.timeLeft()]).toEqual([10, '100.00']);
  });

  it('is not raised where the customer is not entitled, or a booking is open', () => {
    const paths = [aPath('lamp', 'radio', { minTenureDays: 9 })];
    expect(proposed(new PaygStory('12:00', { paths }).pay('100.00'))).toEqual([]);
    expect(proposed(new PaygStory('12:00').book('fan').pay('100.00'))).toEqual([]);
    expect(radio.toPlanId).toBe('radio');
  });
});
