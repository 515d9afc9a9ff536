import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateways } from '../../gateways/gateways.js';
import { sandboxWebhooks } from '../../gateways/sandbox/read-webhook.js';
import type { StoredPlan } from '../../prisma/stores/plan-rows.js';
import { findInconsistencies } from '../../prisma/stores/verify.store.js';
import { anApi, TEST_NOW, type TestApi } from '../support/api.js';
import { aCheckout, CARDS, payWith } from '../support/checkouts.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aDebtor, anEndpoint, aSilverPlan } from '../support/payments.js';

let database: TestDatabase;
let api: TestApi;
let plan: StoredPlan;

const clock = { now: () => new Date(TEST_NOW) };

beforeAll(async () => {
  database = await aDatabase();
  api = await anApi(database.prisma);
  plan = await aSilverPlan(database.prisma, api.organizationId);
  await anEndpoint(api);
});

afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const debtor = (...owed: string[]) => aDebtor(database.prisma, api.organizationId, plan, owed);
const USD = (amount: string) => ({ amount, currency: 'USD' });

describe("the sandbox's page", () => {
  const opened = async () => {
    const { accountId, invoiceIds } = await debtor('20.00');
    const returnUrl = 'https://example.com/?a=1&b="2"';
    return aCheckout(api, { accountId, invoiceId: invoiceIds[0], returnUrl });
  };

  it('is a form without any script, under a policy that lets none run', async () => {
    const { payUrl } = await opened();
    const reply = await fetch(payUrl);
    const page = await reply.text();
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(page).toContain('<h1>Pay 20.00 USD</h1>');
    expect(page).toContain('<label for="card">Card number</label>');
    expect(page).not.toMatch(/<script|style=|\son\w+=/);
    expect((await fetch(`${api.url}/sandbox/page.css`)).headers.get('content-type')).toMatch(/^text\/css/);
  });

  it('pays once, however often the form is sent', async () => {
    const { payUrl } = await opened();
    const replies = await Promise.all([1, 2, 3].map(() => payWith(payUrl, CARDS.paid)));
    for (const { status, text } of replies) {
      expect(status).toBe(200);
      expect(text).toContain('<h1 class="paid">Paid</h1>');
      expect(text).toContain('href="https://example.com/?a=1&amp;b=&quot;2&quot;"');
    }
    const id = payUrl.split('/').at(-1) ?? '';
    expect(await database.prisma.sandboxPayment.count({ where: { checkoutId: id } })).toBe(1);
  });

  it.each([
    ['a card that is declined', CARDS.declined, 'The card was declined.'],
    ['another number', '1234', 'This is none of the test cards below.'],
    ['nothing', '', 'This is none of the test cards below.'],
    ['a piece of HTML', '"><script>', 'This is none of the test cards below.'],
  ])('says what is wrong with %s, and can be sent again (PS-12)', async (_name, card, message) => {
    const { payUrl } = await opened();
    const { status, text } = await payWith(payUrl, card);
    expect(status).toBe(422);
    expect(text).toContain(`role="alert">${message}`);
    expect(text).toContain('aria-invalid="true" aria-describedby="fault"');
    expect(text).not.toContain('"><script>');
    expect((await payWith(payUrl, CARDS.paid)).status).toBe(200);
  });

  it('of a checkout that is not there is 404', async () => {
    for (const id of ['sbc_none', '%00', '..%2f']) {
      expect((await fetch(`${api.url}/sandbox/pay/${id}`)).status, id).toBe(404);
    }
  });

  it('is not there where the sandbox is off, and its endpoints cannot be asked', async () => {
    const off = createGateways({ prisma: database.prisma, clock, publicUrl: () => '', hasSandbox: false });
    const without = await anApi(database.prisma, { gateways: off });
    await anEndpoint(without);
    const body = { accountId: without.accountId, amount: USD('1') };
    const reply = await without.call('POST', '/v1/checkouts', { body });
    const { payUrl } = await opened();
    const page = await fetch(payUrl.replace(api.url, without.url));
    await without.close();
    expect(reply).toMatchObject({ status: 409, body: { code: 'no-payment-gateway' } });
    expect(page.status).toBe(404);
  });
});

describe('a webhook of the sandbox', () => {
  it('is read as its events are written', async () => {
    const rows = await database.prisma.sandboxWebhook.findMany();
    expect(rows.length).toBeGreaterThan(0);
    const { signStandardWebhook } = await import('../../gateways/standard-webhooks.js');
    const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    for (const { id, body } of rows) {
      const headers = signStandardWebhook(Buffer.from(body), secret, id, TEST_NOW);
      const event = sandboxWebhooks.verifyAndRead(Buffer.from(body), headers, [secret], TEST_NOW);
      expect(event).toMatchObject({ type: expect.stringMatching(/^payment-(succeeded|failed)$/) });
    }
  });
});

it('agrees at the end', async () => {
  expect(await findInconsistencies(database.prisma, api.organizationId)).toEqual([]);
});
