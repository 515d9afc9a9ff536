import { describe, expect, it } from 'vitest';
import { at, PaygStory } from '../../support/payg-story.js';

const booked = (settings = {}) => new PaygStory('11:00', { settings }).advanceTo('12:00').book('radio');

describe('the worked examples: 10.00 a day, 100.00 down, booked at 12:00', () => {
  it('has 100 at 13:00 reach install-collect, with a downpayment of 100 and no time (PB-04)', () => {
    const story = booked().advanceTo('13:00').pay('100.00');
    expect(story.bookingState()).toBe('install-collect');
    expect(story.transactions().map((it) => [it.type, it.amount, it.seconds])).toEqual([['downpayment', '100.00', 0]]);
    expect(story.onUntil()).toBeNull();
    expect(story.balance('down-payment')).toBe('-100.00');
  });

  it('has 60 at 13:00 and 40 at 16:00:00 reach install-collect (PB-03, PB-04)', () => {
    const story = booked().advanceTo('13:00').pay('60.00');
    expect(story.bookingState()).toBe('awaiting-downpayment');
    expect(story.advanceTo('16:00:00').pay('40.00').bookingState()).toBe('install-collect');
  });

  it('has 60 at 13:00 and nothing more settle at 16:00 and expire at 16:02 as of 16:00, 6 days from 16:02 (PB-05)', () => {
    const story = booked().advanceTo('13:00').pay('60.00').advanceTo('16:00');
    expect(story.bookingState()).toBe('settling');
    expect(story.advanceTo('16:01:59.999').bookingState()).toBe('settling');
    expect(story.advanceTo('16:02').bookingState()).toBe('expired');
    expect(story.onUntil()).toBe(at('+6 16:02'));
    expect(story.history().at(-1)?.text).toContain('Expired as of 16:00 on 11 Nov 2026');
    expect(story.balance('down-payment')).toBe('0.00');
    expect(story.balance('unearned-time')).toBe('-60.00');
  });

  it('has 130 at 13:00 reach install-collect, 30 of it buying 3 days (PB-04)', () => {
    const story = booked().advanceTo('13:00').pay('130.00');
    expect(story.bookingState()).toBe('install-collect');
    expect(story.onUntil()).toBe(at('+3 13:00'));
    expect(story.transactions().map((it) => [it.type, it.amount, it.seconds])).toEqual([
      ['downpayment', '100.00', 0],
      ['payment', '30.00', 3 * 86_400],
    ]);
  });

  it('has 100 paid at 15:59:30 and arriving at 16:01 reach install-collect (PB-06)', () => {
    const story = booked().advanceTo('16:01').pay('100.00', { paidAt: '15:59:30' });
    expect(story.bookingState()).toBe('install-collect');
  });

  it('has 100 paid at 16:00:01 turned into 10 days, and the booking expire (PB-06)', () => {
    const story = booked().advanceTo('16:00:05').pay('100.00', { paidAt: '16:00:01' });
    expect(story.onUntil()).toBe(at('+10 16:00:05'));
    expect(story.advanceTo('16:02').bookingState()).toBe('expired');
    expect(story.onUntil()).toBe(at('+10 16:00:05'));
  });

  it('has 100 paid at 11:58 and arriving at 12:01 turned into 10 days, since it is not the booking’s (PB-03)', () => {
    const story = booked().advanceTo('12:01').pay('100.00', { paidAt: '11:58' });
    expect(story.bookingState()).toBe('awaiting-downpayment');
    expect(story.daysLeft()).toBe(10);
  });

  it('uses an old payment of 120 made 3 days ago in full: 20 stay as 2 days, 7 days (70.00) are taken back, goodwill 30.00 (PB-08, PB-09)', () => {
    const story = new PaygStory('-4 12:00').advanceTo('-3 12:00').pay('120.00').advanceTo('12:00').book('radio');
    const [old] = story.transactions('payment');
    expect(story.daysLeft()).toBe(9);
    story.useOnTime([old?.id ?? '']);
    expect(story.bookingState()).toBe('install-collect');
    expect(story.daysLeft()).toBe(2);
    expect(story.timeLeft()).toBe('20.00');
    expect(story.transactions('reversal').map((it) => [it.amount, it.seconds, it.goodwill])).toEqual([
      ['-70.00', -7 * 86_400, '30.00'],
    ]);
    expect(story.balance('goodwill')).toBe('30.00');
    expect(story.balance('down-payment')).toBe('-100.00');
  });

  it('values the same payment at 90.00 where only unused time counts: 10.00 are missing (PB-09)', () => {
    const story = new PaygStory('-4 12:00', { settings: { onTimeValuation: 'unused' } });
    story.advanceTo('-3 12:00').pay('120.00').advanceTo('12:00').book('radio');
    const [old] = story.transactions('payment');
    expect(() => story.useOnTime([old?.id ?? ''])).toThrow('10.00 USD are missing');
    story.useOnTime([old?.id ?? ''], true);
    expect(story.bookingState()).toBe('awaiting-downpayment');
    expect(story.daysLeft()).toBe(0);
    story.advanceTo('16:02');
    expect(story.bookingState()).toBe('expired');
    expect(story.daysLeft()).toBe(9);
    expect(story.onUntil()).toBe(at('+9 16:02'));
  });
});
