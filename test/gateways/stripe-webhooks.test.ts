import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { WebhookUnreadable } from '../../gateways/gateway.js';
import { stripeWebhooks } from '../../gateways/stripe/read-webhook.js';

const SECRET = 'whsec_test_secret_of_this_endpoint';
const NOW = '2026-11-11T12:00:00.000Z';
const seconds = (at: string) => Date.parse(at) / 1000;

/** Signs as Stripe does, by its own library. */
function signed(body: string, secret = SECRET, at = NOW) {
  const header = Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: seconds(at) });
  return { 'stripe-signature': header };
}

function read(type: string, object: unknown) {
  const body = JSON.stringify({ id: 'evt_1', type, created: seconds(NOW), data: { object } });
  return stripeWebhooks.verifyAndRead(Buffer.from(body), signed(body), [SECRET], NOW);
}

const metadata = { checkoutId: 'chk_1', accountId: 'acc_1', invoiceId: 'inv_1' };
const intent = { id: 'pi_1', object: 'payment_intent', amount_received: 2000, currency: 'usd', metadata };
const session = {
  id: 'cs_1',
  payment_intent: 'pi_1',
  payment_status: 'paid',
  amount_total: 2000,
  currency: 'usd',
  metadata,
};
const refund = { id: 're_1', payment_intent: 'pi_1', amount: 500, currency: 'usd', status: 'succeeded', metadata: {} };
const dispute = { id: 'du_1', payment_intent: 'pi_1', amount: 2000, currency: 'usd', status: 'lost' };

const PAID = {
  type: 'payment-succeeded',
  eventId: 'evt_1',
  paymentId: 'pi_1',
  amount: { amount: '20.00', currency: 'USD' },
  paidAt: NOW,
  checkoutId: 'chk_1',
  names: { accountId: 'acc_1', invoiceId: 'inv_1', subscriptionId: null, changeId: null },
};

describe("Stripe's events in our words: a payment that failed moves no money (PS-12, PS-13)", () => {
  it.each([
    ['payment_intent.succeeded', intent, PAID],
    ['checkout.session.completed', session, PAID],
    ['checkout.session.completed', { ...session, payment_intent: { id: 'pi_1' } }, PAID],
    ['checkout.session.async_payment_succeeded', session, PAID],
    ['checkout.session.completed', { ...session, payment_status: 'unpaid' }, { type: 'other' }],
    ['checkout.session.async_payment_failed', session, { type: 'payment-failed', paymentId: 'pi_1' }],
    ['checkout.session.expired', session, { type: 'checkout-expired', checkoutId: 'chk_1' }],
    ['checkout.session.expired', { ...session, metadata: {} }, { type: 'other' }],
    ['payment_intent.payment_failed', intent, { type: 'payment-failed', paymentId: 'pi_1' }],
    ['payment_intent.created', intent, { type: 'other', name: 'payment_intent.created' }],
    ['charge.dispute.closed', { ...dispute, status: 'won' }, { type: 'other' }],
    ['refund.created', { ...refund, status: 'pending' }, { type: 'other' }],
  ])('%s', (type, object, expected) => {
    expect(read(type, object)).toMatchObject(expected);
  });

  it.each(['refund.created', 'refund.updated', 'charge.refund.updated'])('%s that succeeded, with our id', (type) => {
    expect(read(type, { ...refund, metadata: { refundId: 'rfd_1' } })).toEqual({
      type: 'payment-reversed',
      eventId: 'evt_1',
      paymentId: 'pi_1',
      refundId: 're_1',
      ourRefundId: 'rfd_1',
      kind: 'refund',
      amount: { amount: '5.00', currency: 'USD' },
      at: NOW,
    });
  });

  it.each(['failed', 'canceled'])('a refund that %s says why', (status) => {
    const failed = { ...refund, status, failure_reason: 'expired_or_canceled_card' };
    const expected = { type: 'refund-failed', refundId: 're_1', why: 'Stripe: expired_or_canceled_card' };
    expect(read('refund.updated', failed)).toMatchObject(expected);
  });

  it('a lost dispute takes the money back (EN-14)', () => {
    const expected = { type: 'payment-reversed', kind: 'dispute', refundId: 'du_1', paymentId: 'pi_1' };
    expect(read('charge.dispute.closed', dispute)).toMatchObject(expected);
  });

  it.each([
    ['an amount below zero', 'payment_intent.succeeded', { ...intent, amount_received: -1 }],
    ['no currency that is one', 'payment_intent.succeeded', { ...intent, currency: 'zzz' }],
    ['no id', 'refund.updated', { ...refund, id: '' }],
    ['nothing at all', 'charge.dispute.closed', null],
  ])('of %s cannot be read', (_name, type, object) => {
    expect(() => read(type, object)).toThrow(WebhookUnreadable);
  });
});

describe("a signature of Stripe's", () => {
  const body = JSON.stringify({ id: 'evt_1', type: 'ping', created: 0, data: { object: {} } });
  const verify = (headers: Record<string, string>, secrets = [SECRET], text = body) =>
    stripeWebhooks.verifyAndRead(Buffer.from(text), headers, secrets, NOW);

  it.each([
    ['five minutes old', '2026-11-11T11:55:00.000Z', 'other'],
    ['five minutes and a second old', '2026-11-11T11:54:59.000Z', 'bad-signature'],
    ['five minutes ahead', '2026-11-11T12:05:00.000Z', 'other'],
    ['five minutes and a second ahead', '2026-11-11T12:05:01.000Z', 'bad-signature'],
  ])('%s: %s -> %s', (_name, at, expected) => {
    const event = verify(signed(body, SECRET, at));
    expect(typeof event === 'string' ? event : event.type).toBe(expected);
  });

  it('of the secret before is good while that is', () => {
    expect(verify(signed(body, 'whsec_old'), [SECRET, 'whsec_old'])).toMatchObject({ type: 'other' });
    expect(verify(signed(body, 'whsec_old'), [SECRET])).toBe('bad-signature');
  });

  it('of another body, or none, is bad', () => {
    expect(verify(signed(body), [SECRET], `${body} `)).toBe('bad-signature');
    expect(verify({})).toBe('bad-signature');
    expect(verify({ 'stripe-signature': 't=1,v1=' })).toBe('bad-signature');
    expect(verify({ 'stripe-signature': 'v1=abc' })).toBe('bad-signature');
  });

  it('that is good does not make a body readable', () => {
    expect(() => verify(signed('not json'), [SECRET], 'not json')).toThrow(WebhookUnreadable);
  });
});
