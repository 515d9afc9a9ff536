import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckoutAsked, GatewayRefused, type PaymentGateway } from '../../gateways/gateway.js';
import { createStripeGateway, STRIPE_API_VERSION } from '../../gateways/stripe/gateway.js';
import { type StripeMock, startStripeMock } from '../../scripts/lib/stripe-mock.js';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: URLSearchParams;
}

/** Stripe's own mock server; where it cannot be got, these tests fail and say so. */
let mock: StripeMock;
let gateway: PaymentGateway;
const sent: Sent[] = [];

beforeAll(async () => {
  mock = await startStripeMock();
  gateway = gatewayAt(mock.port);
}, 960_000);
afterAll(() => mock?.stop());

/** Reaches the mock server by the library's own client, and notes what is sent. */
function gatewayAt(port: number): PaymentGateway {
  const client = Stripe.createNodeHttpClient();
  const makeRequest = client.makeRequest.bind(client);
  client.makeRequest = (host, at, path, method, headers, body, protocol, timeout) => {
    sent.push({ method, path, headers: headers as Record<string, string>, form: new URLSearchParams(String(body)) });
    return makeRequest(host, at, path, method, headers, body, protocol, timeout);
  };
  const connection = { host: '127.0.0.1', port, protocol: 'http' as const, httpClient: client };
  return createStripeGateway({ apiKey: 'sk_test_123', thanksUrl: 'https://pay.example/payments/thanks', connection });
}

const asked: CheckoutAsked = {
  checkoutId: 'chk_1',
  amount: { amount: '20.00', currency: 'EUR' },
  description: 'Invoice INV-000001',
  names: { accountId: 'acc_1', invoiceId: 'inv_1', subscriptionId: null, changeId: null },
  expiresAt: '2026-11-11T13:00:00.000Z',
  gatewayExpiresAt: '2026-11-11T13:00:00.000Z',
  returnUrl: null,
  idempotencyKey: 'create-checkout/chk_1',
};

const lastSent = (): Sent => {
  const request = sent.at(-1);
  if (!request) throw new Error('nothing was sent');
  return request;
};

describe("a request to Stripe, held against its own description by Stripe's mock server (PS-13)", () => {
  it('opens a Checkout Session of the amount in its smallest unit, named so that its payment is known', async () => {
    const { externalId, payUrl } = await gateway.createCheckout(asked);
    expect(externalId).toMatch(/^cs_/);
    expect(payUrl).toMatch(/^https:\/\//);
    const { method, path, headers, form } = lastSent();
    expect([method, path]).toEqual(['POST', '/v1/checkout/sessions']);
    expect(headers['Idempotency-Key']).toBe('create-checkout/chk_1');
    expect(headers['Stripe-Version']).toBe(STRIPE_API_VERSION);
    expect(Object.fromEntries(form)).toEqual({
      mode: 'payment',
      client_reference_id: 'chk_1',
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'eur',
      'line_items[0][price_data][unit_amount]': '2000',
      'line_items[0][price_data][product_data][name]': 'Invoice INV-000001',
      'metadata[checkoutId]': 'chk_1',
      'metadata[accountId]': 'acc_1',
      'metadata[invoiceId]': 'inv_1',
      'payment_intent_data[metadata][checkoutId]': 'chk_1',
      'payment_intent_data[metadata][accountId]': 'acc_1',
      'payment_intent_data[metadata][invoiceId]': 'inv_1',
      'payment_intent_data[description]': 'Invoice INV-000001',
      expires_at: String(Date.parse(asked.gatewayExpiresAt) / 1000),
      success_url: 'https://pay.example/payments/thanks',
      cancel_url: 'https://pay.example/payments/thanks',
    });
  });

  it('is the same, byte for byte, when it is asked again, or Stripe would refuse its key', async () => {
    await gateway.createCheckout(asked);
    const first = lastSent();
    await gateway.createCheckout(asked);
    expect(lastSent().form.toString()).toBe(first.form.toString());
    expect(lastSent().headers['Idempotency-Key']).toBe(first.headers['Idempotency-Key']);
  });

  it('ends a session that is open', async () => {
    await gateway.expireCheckout({ externalId: 'cs_test_1', idempotencyKey: 'expire-checkout/chk_1' });
    const [read, ended] = sent.slice(-2);
    expect([read?.method, read?.path]).toEqual(['GET', '/v1/checkout/sessions/cs_test_1']);
    expect([ended?.method, ended?.path]).toEqual(['POST', '/v1/checkout/sessions/cs_test_1/expire']);
    expect(ended?.headers['Idempotency-Key']).toBe('expire-checkout/chk_1');
  });

  it('refunds a part of a payment, with our id of the refund', async () => {
    const amount = { amount: '500', currency: 'JPY' };
    const refund = { refundId: 'rfd_1', externalPaymentId: 'pi_1', amount, idempotencyKey: 'refund/rfd_1' };
    expect(await gateway.refund(refund)).toMatchObject({ externalId: expect.stringMatching(/^re_/), state: 'made' });
    const { path, headers, form } = lastSent();
    expect(path).toBe('/v1/refunds');
    expect(headers['Idempotency-Key']).toBe('refund/rfd_1');
    expect(Object.fromEntries(form)).toEqual({ payment_intent: 'pi_1', amount: '500', 'metadata[refundId]': 'rfd_1' });
  });

  it('that the mock server finds malformed is refused for good', async () => {
    const wrong = { ...asked, gatewayExpiresAt: 'soon' };
    await expect(gateway.createCheckout(wrong)).rejects.toThrow(GatewayRefused);
  });

  it('of an amount that Stripe cannot take is not sent', async () => {
    const before = sent.length;
    const wrong = { ...asked, amount: { amount: '5.124', currency: 'KWD' } };
    await expect(gateway.createCheckout(wrong)).rejects.toThrow(GatewayRefused);
    expect(sent).toHaveLength(before);
  });

  it('that finds nobody there may be made again', async () => {
    const nobody = gatewayAt(1);
    const failure = await nobody.createCheckout(asked).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(GatewayRefused);
  });
});
