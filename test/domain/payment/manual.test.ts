import { describe, expect, it } from 'vitest';
import { manualPayment } from '../../../domain/payment/manual.js';
import { refusal } from '../../support/refusal.js';

const NOW = '2026-11-11T12:00:00.000Z';
const YESTERDAY = '2026-11-10T12:00:00.000Z';

function take(given: { paidAt?: string; reason?: string }, mayDateBack = false) {
  const request = { amount: { amount: '100.00', currency: 'USD' }, reference: 'Cash desk 17', ...given };
  const { paidAt, reason } = manualPayment(request, { id: 'pay', accountId: 'acc', now: NOW, by: 'ann', mayDateBack });
  return { paidAt, reason };
}

describe('a payment by hand (PB-06)', () => {
  it('is paid now, as is one with a date in the future', () => {
    expect(take({})).toEqual({ paidAt: NOW, reason: null });
    expect(take({ paidAt: '2026-11-12T12:00:00.000Z' }, true)).toEqual({ paidAt: NOW, reason: null });
  });

  it('is dated back by an admin, with a reason, and by nobody else', () => {
    const reason = 'found in the drawer';
    expect(take({ paidAt: YESTERDAY, reason }, true)).toEqual({ paidAt: YESTERDAY, reason });
    expect(() => take({ paidAt: YESTERDAY }, true)).toThrow(refusal('payment-reason-missing', 'reason'));
    expect(() => take({ paidAt: YESTERDAY, reason })).toThrow(refusal('payment-date-refused', 'paidAt'));
  });
});
