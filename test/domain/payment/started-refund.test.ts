import { describe, expect, it } from 'vitest';
import { type KnownRefund, matchRefund, refundAmount, refundable } from '../../../domain/payment/started-refund.js';
import { refusal } from '../../support/refusal.js';

const base = { currency: 'USD', taken: null } as const;
const ours: KnownRefund = { ...base, id: 'rfd_1', externalId: null, state: 'requested', amount: '20.00' };
const pending: KnownRefund = { ...ours, id: 'rfd_2', externalId: 're_2', amount: '5.00' };
const made: KnownRefund = {
  ...base,
  id: 'rfd_3',
  externalId: 're_3',
  state: 'made',
  amount: '10.00',
  taken: '10.00',
};
const refused: KnownRefund = { ...ours, id: 'rfd_4', state: 'refused' };
const report = { externalId: 're_9', ourId: null, amount: '7.00', currency: 'USD' };

describe('a report of a refund is of (EN-14)', () => {
  it.each([
    ['the one whose id was told before', [ours, made], { ...report, externalId: 're_3' }, 'rfd_3'],
    ['the one that is on its way', [ours, pending], { ...report, externalId: 're_2' }, 'rfd_2'],
    ['ours by our id, whatever its amount', [made, ours], { ...report, ourId: 'rfd_1' }, 'rfd_1'],
    ['ours of that amount, while its answer is awaited', [made, ours], { ...report, amount: '20' }, 'rfd_1'],
    ['none of ours of another amount', [ours], report, null],
    ['none of ours in another currency', [ours], { ...report, amount: '20', currency: 'EUR' }, null],
    [
      'none that is refused, even by our id: the money went back after all',
      [refused],
      { ...report, ourId: 'rfd_4' },
      null,
    ],
    ['none that has another id already', [pending], { ...report, ourId: 'rfd_2' }, null],
  ])('%s', (_name, known, told, expected) => {
    expect(matchRefund(known, told)?.id ?? null).toBe(expected);
  });
});

describe('what may be refunded', () => {
  const payment = { amount: '60.00', currency: 'USD' };
  it('is the payment less what was taken back and less what is under way', () => {
    expect(refundable(payment, [])).toBe('60.00');
    expect(refundable(payment, [ours, made, refused])).toBe('30.00');
  });

  it('is all that is left where no amount is given', () => {
    expect(refundAmount(null, payment, [ours, made])).toBe('30.00');
  });

  it.each([
    ['30.00', '30.00'],
    ['0.01', '0.01'],
  ])('of 30.00 that are left, %s', (amount, expected) => {
    expect(refundAmount({ amount, currency: 'USD' }, payment, [ours, made])).toBe(expected);
  });

  it.each([
    ['30.01', 'USD', 'refund-amount'],
    ['0', 'USD', 'refund-amount'],
    ['-1.00', 'USD', 'refund-amount'],
    ['1.00', 'EUR', 'payment-currency'],
    ['1.001', 'USD', 'invalid-amount'],
  ] as const)('of 30.00 that are left, not %s %s: %s', (amount, currency, code) => {
    expect(() => refundAmount({ amount, currency }, payment, [ours, made])).toThrow(refusal(code));
  });

  it('is nothing once all has gone', () => {
    const whole = { ...made, taken: '60.00' };
    expect(() => refundAmount(null, payment, [whole])).toThrow(refusal('refund-amount'));
  });
});
