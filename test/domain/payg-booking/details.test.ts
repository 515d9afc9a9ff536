import { describe, expect, it } from 'vitest';
import type { BookingState } from '../../../domain/payg-booking/booking.js';
import { bookingDetails, bookingSummary, type ToldBooking } from '../../../domain/payg-booking/details.js';
import { readOut, timeText } from '../../../domain/payg-booking/explain.js';
import { PaygStory } from '../../support/payg-story.js';

const story = new PaygStory('12:00').book('radio').pay('60.00');
const told = (state: BookingState = 'awaiting-downpayment'): ToldBooking => ({ ...story.booking(), state });

describe('what an operator is told of a booking (EN-06, EN-07)', () => {
  it('is in one line what there is to wait for', () => {
    expect(bookingSummary(story.state, told())).toBe('100.00 USD down for Radio by 16:00 on 11 Nov 2026');
    expect(bookingSummary(story.state, told('settling'))).toBe(
      'Payments on their way for Radio, until 16:02 on 11 Nov 2026',
    );
  });

  it('is how far its money is, when its timer ends, and what can be done', () => {
    const details = bookingDetails(story.state, told(), 'booked.');
    expect(details).toBe(
      [
        '**Waiting for the down payment** of the upgrade of the subscription `sub` to Radio: 60.00 of 100.00 USD are there, 40.00 are missing.',
        '- booked.\n- The timer ends at 2026-11-11T16:00:00.000Z, the end of the window.',
        'Old payments can be used; an admin can use a payment from before the conversion; it can be cancelled.',
      ].join('\n\n'),
    );
  });

  it.each([
    ['settling', '**The window is over**'],
    ['install-collect', '**Install or collect**'],
    ['needs-attention', '**Needs attention**'],
    ['collected', '**Collected**'],
    ['expired', '**Expired**'],
    ['cancelled', '**Cancelled**'],
  ] as const)('begins with its state: %s', (state, headline) => {
    expect(bookingDetails(story.state, told(state), '')).toContain(headline);
  });
});

describe('what is read out to the customer (PB-15)', () => {
  it('is what is missing, and the deadline in the customer’s local time', () => {
    expect(readOut(story.booking(), 'Asia/Kolkata')).toBe(
      'Please pay 40.00 USD by 21:30 on 11 Nov 2026 (Asia/Kolkata).',
    );
  });

  it.each([
    [0, 'no time'],
    [59, '59 seconds'],
    [561_600, '6 days 12 hours'],
    [-90_061, '1 day 1 hour 1 minute 1 second'],
  ])('tells %i seconds as %s', (seconds, text) => {
    expect(timeText(seconds)).toBe(text);
  });
});
