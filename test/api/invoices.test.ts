import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { html } from '../../api/html.js';
import type { StoredPlan } from '../../prisma/stores/plan-rows.js';
import { anApi, type TestApi } from '../support/api.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aDebtor, aSilverPlan } from '../support/payments.js';

let database: TestDatabase;
let api: TestApi;
let plan: StoredPlan;

beforeAll(async () => {
  database = await aDatabase();
  api = await anApi(database.prisma);
  plan = await aSilverPlan(database.prisma, api.organizationId);
});

afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const debtor = (...owed: string[]) => aDebtor(database.prisma, api.organizationId, plan, owed);

describe('an invoice for people', () => {
  it('shows number, lines with their explanations, what is open and what paid it', async () => {
    const { accountId, invoiceIds } = await debtor('20.00');
    const body = { amount: { amount: '5.00', currency: 'USD' }, reference: '<b>Desk & 1</b>' };
    await api.call('POST', `/v1/accounts/${accountId}/payments`, { body });
    const page = await api.call('GET', `/v1/invoices/${invoiceIds[0]}.html`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.body).toMatch(/<h1>Invoice INV-\d{6}<\/h1>/);
    for (const text of [
      '<dt>Due on</dt><dd>2026-11-01</dd>',
      '<strong>Owed</strong><p>owed</p>',
      '<td><span>2026-11-01</span> to <span>2026-11-30</span></td>',
      '>20.00 USD<',
      'Still to pay</th><td class="number">15.00 USD',
      'Payment (&lt;b&gt;Desk &amp; 1&lt;/b&gt;)',
      '@media print',
    ]) {
      expect(page.body).toContain(text);
    }
    expect(page.body).not.toContain('<b>Desk');
    expect(page.body).not.toContain('<script');
  });

  it('is a page for who accepts HTML, and JSON for everybody else', async () => {
    const { invoiceIds } = await debtor('20.00');
    const get = async (accept: string) => {
      const { headers } = await api.call('GET', `/v1/invoices/${invoiceIds[0]}`, { headers: { accept } });
      return [headers.get('content-type'), headers.get('vary')];
    };
    expect(await get('text/html,application/xhtml+xml,*/*;q=0.8')).toEqual(['text/html; charset=utf-8', 'accept']);
    for (const accept of ['*/*', 'application/json']) {
      expect(await get(accept)).toEqual(['application/json; charset=utf-8', 'accept']);
    }
  });

  it.each(['.html', ''])('at %s is not for a client of another account to see (EN-09)', async (suffix) => {
    const { invoiceIds } = await debtor('20.00');
    const path = `/v1/invoices/${invoiceIds[0]}${suffix}`;
    expect((await api.call('GET', path, { as: 'client' })).status).toBe(404);
    expect((await api.call('GET', path, { as: null })).status).toBe(401);
    expect((await api.call('GET', path, { as: 'agent' })).status).toBe(200);
  });
});

describe('HTML', () => {
  it('escapes whatever is put into it, but for what it has written itself', () => {
    const inner = html`<i>${'<&"\''}</i>`;
    expect(html`${inner}${1}${null}${['a', html`<br>`]}`.html).toBe('<i>&lt;&amp;&quot;&#39;</i>1a<br>');
  });
});

describe('an account whose credit is used otherwise than by the organization (PS-04)', () => {
  it('keeps its credit for its invoices, or uses it at once, as it says itself', async () => {
    const { accountId } = await debtor('20.00');
    const path = `/v1/accounts/${accountId}`;
    expect((await api.call('GET', path)).body.useCreditAutomatically).toBeNull();
    for (const useCreditAutomatically of [false, true, null]) {
      const edited = await api.call('PATCH', path, { body: { useCreditAutomatically } });
      expect(edited).toMatchObject({ status: 200, body: { useCreditAutomatically } });
    }
    const wrong = await api.call('PATCH', path, { body: { useCreditAutomatically: 'yes' } });
    expect(wrong.status).toBe(422);
  });

  it('decides of the invoices that are opened again by a refund', async () => {
    const { accountId } = await debtor('20.00');
    await api.call('PATCH', `/v1/accounts/${accountId}`, { body: { useCreditAutomatically: false } });
    const pay = async (amount: string) => {
      const body = { amount: { amount, currency: 'USD' }, reference: 'Desk' };
      return (await api.call('POST', `/v1/accounts/${accountId}/payments`, { body })).body;
    };
    const first = await pay('20.00');
    await pay('50.00');
    const back = await api.call('POST', `/v1/payments/${first.id}/refunds`, { body: { reason: 'Twice' } });
    expect(back.status).toBe(201);
    const open = await api.call('GET', `/v1/accounts/${accountId}/invoices`);
    expect(open.body.data).toMatchObject([{ open: '20.00' }]);
    expect((await api.call('GET', `/v1/accounts/${accountId}/credit`)).body.amount).toBe('50.00');
  });
});

describe('whoever guesses at the signatures of webhooks', () => {
  it('is refused for a while: 429 instead of 401 (EN-09)', async () => {
    const limits = { requestsPerKeyAndMinute: 1000, refusalsPerAddressAndMinute: 3 };
    const limited = await anApi(database.prisma, { limits });
    const { body: endpoint } = await limited.call('POST', '/v1/payment-endpoints', { body: { provider: 'stripe' } });
    const guess = () =>
      limited.call('POST', endpoint.url, { as: null, body: {}, headers: { 'stripe-signature': 't=1,v1=a' } });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await guess()).status);
    await limited.close();
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
  });
});
