import { describe, expect, it } from 'vitest';
import { amountOfInvoice, gatewayExpiry } from '../../../domain/payment/checkout.js';
import { refusal } from '../../support/refusal.js';

const MINUTE = 60_000;
const NOW = '2026-11-11T12:00:00.000Z';

describe('a checkout ends at the provider', () => {
  it.each([
    ['as long from now as on the business clock', 60 * MINUTE, '2026-11-11T13:00:00.000Z'],
    ['after 35 minutes at least', 34 * MINUTE, '2026-11-11T12:35:00.000Z'],
    ['after 35 minutes', 35 * MINUTE, '2026-11-11T12:35:00.000Z'],
    ['after 35 minutes, though it is over already', -MINUTE, '2026-11-11T12:35:00.000Z'],
    ['after 23 hours', 23 * 60 * MINUTE, '2026-11-12T11:00:00.000Z'],
    ['after 23 hours at most', 24 * 60 * MINUTE, '2026-11-12T11:00:00.000Z'],
  ])('%s', (_name, left, expected) => {
    expect(gatewayExpiry(NOW, left)).toBe(expected);
  });
});

describe('a checkout of an invoice', () => {
  it('asks for what is open', () => {
    const invoice = { number: 'INV-000001', open: '12.5', currency: 'USD' };
    expect(amountOfInvoice(invoice)).toEqual({ amount: '12.50', currency: 'USD' });
  });

  it('is refused where nothing is', () => {
    const invoice = { number: 'INV-000001', open: '0.00', currency: 'USD' };
    expect(() => amountOfInvoice(invoice)).toThrow(refusal('nothing-to-settle'));
  });
});
