import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CARDS, payWith } from '../support/checkouts.js';
import { anEndpoint } from '../support/payments.js';
import { allowReactivation, aPrepaidPlan, aService, eventually, ServiceBooks } from '../support/prepaid.js';
import { aSystem, type TestSystem } from '../support/system.js';

let system: TestSystem;
let planId: string;

beforeAll(async () => {
  system = await aSystem({ now: '2026-11-01T12:00:00.000Z', trustedProxies: ['127.0.0.0/8', '10.0.0.0/8'] });
  await allowReactivation(system);
  await anEndpoint(system);
  planId = await aPrepaidPlan(system);
});
afterAll(async () => {
  await system?.stop();
});

async function page(path: string, init: RequestInit = {}) {
  const reply = await fetch(`${system.url}${path}`, { redirect: 'manual', ...init });
  return { status: reply.status, headers: reply.headers, text: await reply.text() };
}

const form = (fields: Record<string, string>, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
  headers,
});

describe('the walled-garden page (PS-08, PS-09, PS-14)', () => {
  it('leads from a signed link by the months and the payment to a service that is active', async () => {
    const books = new ServiceBooks(system, await aService(system, planId, '2026-11-01'));
    await system.advanceTo('2026-11-10');
    const link = await books.gardenUrl();
    const first = await page(link);
    expect(first.status).toBe(200);
    expect(first.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(first.text).toContain('<h1 class="suspended">Your service is suspended</h1>');
    expect(first.text).toMatch(/1 month<\/span> <strong>40\.00 USD[\s\S]*3 months<\/span> <strong>74\.00 USD/);

    expect((await page(link, form({ months: '0' }))).status).toBe(422);
    expect((await page(link, form({ months: '2' }, { 'sec-fetch-site': 'cross-site' }))).status).toBe(403);
    expect((await page(link, form({ months: '2' }))).status).toBe(303);
    const second = await page(link);
    const payUrl = /class="button" href="([^"]+)"/.exec(second.text)?.[1] ?? '';
    expect(second.text).toContain('Pay 60.00 USD');
    await payWith(payUrl, CARDS.paid);
    await eventually(async () => (await books.status()) === 'active');
    expect((await page(link)).text).toContain('Your service is active');
    expect(await system.verify()).toEqual([]);
  });

  it('says until when to pay on the clock of the client; other money that settles it ends the payment page (PS-11)', async () => {
    const berlin = { name: 'Ada', currency: 'USD', billDay: 1, timeZone: 'Europe/Berlin' };
    const { body: account } = await system.call('POST', '/v1/accounts', { body: berlin });
    const of = { accountId: account.id, planId, units: 1, periodStart: '2026-10-01', paidThrough: '2026-10-31' };
    const body = { ...of, activeTo: '2026-10-31' };
    const { body: subscription } = await system.call('POST', '/v1/subscriptions', { body });
    const books = new ServiceBooks(system, { accountId: account.id, subscriptionId: subscription.id });
    const { body: checkout } = await books.checkout(1);
    const expires = new Date(Date.parse(checkout.expiresAt) + 3_600_000).toISOString();
    expect((await page(await books.gardenUrl())).text).toContain(`${expires.slice(11, 16)} (Europe/Berlin)`);
    const { pathname } = new URL(checkout.payUrl);
    expect((await page(pathname)).text).toContain('Card number');

    await books.pay('20.00');

    expect(await books.status()).toBe('active');
    await eventually(async () => !(await page(pathname)).text.includes('Card number'));
    const [ended] = (await system.call('GET', `/v1/checkouts?accountId=${account.id}`)).body.data;
    expect(ended.state).toBe('expired');
    expect(await system.verify()).toEqual([]);
  });

  it('shows nothing to a link that is over, forged, or of another service', async () => {
    const books = new ServiceBooks(system, await aService(system, planId, '2026-11-10'));
    const link = await books.gardenUrl();
    const [payload = '', signature = ''] = link.replace('/garden/s/', '').split('.');
    const other = Buffer.from(payload, 'base64url').toString().replace(books.service.subscriptionId, 'sub_other');
    const forged = Buffer.from(other).toString('base64url');
    for (const path of [`/garden/s/${forged}.${signature}`, `${link}x`, '/garden/s/x', '/garden/s/W10.x'])
      expect((await page(path)).status).toBe(404);
    await system.call('POST', '/v1/garden-links/rotate', { body: {} });
    expect((await page(link)).status).toBe(200);
    await system.call('POST', '/v1/garden-links/rotate', { body: {} });
    expect((await page(link)).status).toBe(404);
    const fresh = await books.gardenUrl();
    await system.advance('P8D');
    expect((await page(fresh)).status).toBe(410);
  });

  it('finds the service by the address that a trusted proxy forwards, and by no other', async () => {
    const address = '203.0.113.77';
    await aService(system, planId, '2026-11-20', { networkAddresses: [address, '2001:DB8::7'] });
    const garden = `/garden/o/${system.organizationId}`;
    const from = (forwarded: string) => page(garden, { headers: { 'x-forwarded-for': forwarded } });
    expect((await from(address)).text).toContain('Home 50');
    expect((await from(`1.2.3.4, ${address}, 10.1.1.1`)).text).toContain('Home 50');
    expect((await from('2001:db8:0::7')).text).toContain('Home 50');
    expect((await from(`${address}, 198.51.100.9`)).status).toBe(404);
    expect((await page(garden)).status).toBe(404);
    await aService(system, planId, '2026-11-20', { networkAddresses: [address] });
    expect((await from(address)).status).toBe(404);
  });

  it('says to call the provider where the settings do not allow it', async () => {
    const books = new ServiceBooks(system, await aService(system, planId, '2026-11-01', { activeTo: '2026-11-05' }));
    await system.call('PATCH', '/v1/settings', { body: { serviceReactivation: false } });
    const link = await books.gardenUrl();
    expect((await page(link)).text).toContain('Please call your provider');
    const refused = await page(link, form({ months: '1' }));
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('role="alert"');
    await allowReactivation(system);
  });
});
