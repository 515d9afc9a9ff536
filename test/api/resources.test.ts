import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../prisma/client.js';
import { createApiKey } from '../../prisma/stores/api-keys.store.js';
import { anApi, type TestApi } from '../support/api.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aChangePlan, aStoredChange, aStoredSubscription } from '../support/stored.js';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await aDatabase();
  api = await anApi(database.prisma);
});

afterAll(async () => {
  await api?.close();
  await database?.drop();
});

function aPlan(changes: object = {}) {
  return {
    code: 'gold',
    name: 'Gold',
    kind: 'master',
    interval: { unit: 'month', count: 1 },
    defaultCurrency: 'USD',
    groupIds: [],
    rateSchedules: [
      { name: 'List', currency: 'USD', default: true, tiers: [{ fromUnit: 1, toUnit: null, price: '30' }] },
      {
        name: 'Japan',
        currency: 'JPY',
        default: true,
        tiers: [{ fromUnit: 1, toUnit: null, price: '4500' }],
        setupFee: '500',
      },
    ],
    setupFee: '5',
    ...changes,
  };
}

describe('a plan', () => {
  it('is created in its groups, with prices as strings with all decimals of their currency', async () => {
    const group = await api.call('POST', '/v1/plan-groups', { body: { name: 'Home' } });
    const { status, body } = await api.call('POST', '/v1/plans', {
      body: aPlan({ groupIds: [group.body.id], category: 'base' }),
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ code: 'gold', status: 'active', groupIds: [group.body.id], category: 'base' });
    const [list, japan] = body.rateSchedules;
    expect([list.tiers[0].price, list.setupFee]).toEqual(['30.00', '5.00']);
    expect([japan.tiers[0].price, japan.setupFee]).toEqual(['4500', '500']);
    expect(list.versions[0].effectiveFrom).toBe('2026-11-11');
    expect((await api.call('GET', `/v1/plans/${body.id}`)).body).toEqual(body);
  });

  it('has a code of its own: a second one with it is refused', async () => {
    await api.call('POST', '/v1/plans', { body: aPlan({ code: 'once' }) });
    const { status, body } = await api.call('POST', '/v1/plans', { body: aPlan({ code: 'once' }) });
    expect([status, body.code, body.errors[0].path]).toEqual([409, 'plan-code-taken', 'code']);
  });

  it('is deactivated and activated again; twice is as once (MP-27)', async () => {
    const { body: plan } = await api.call('POST', '/v1/plans', { body: aPlan({ code: 'switch' }) });
    for (const [verb, status] of [
      ['deactivate', 'inactive'],
      ['deactivate', 'inactive'],
      ['activate', 'active'],
    ]) {
      expect(await api.call('POST', `/v1/plans/${plan.id}/${verb}`)).toMatchObject({ status: 200, body: { status } });
    }
  });

  it('gets new prices as a new version; the one before stays (MP-19)', async () => {
    const { body: plan } = await api.call('POST', '/v1/plans', { body: aPlan({ code: 'dearer' }) });
    const path = `/v1/rate-schedules/${plan.rateSchedules[0].id}/versions`;
    const tiers = [{ fromUnit: 1, toUnit: null, price: '33.5' }];
    const added = await api.call('POST', path, { body: { tiers, effectiveFrom: '2027-01-01' } });
    expect(added).toMatchObject({
      status: 201,
      body: { version: 2, effectiveFrom: '2027-01-01', tiers: [{ price: '33.50' }] },
    });
    const { versions } = (await api.call('GET', `/v1/plans/${plan.id}`)).body.rateSchedules[0];
    expect(versions.map((it: { tiers: { price: string }[] }) => it.tiers[0]?.price)).toEqual(['30.00', '33.50']);
  });

  it("refuses new prices with more decimals than the schedule's currency has (MP-22)", async () => {
    const { body: plan } = await api.call('POST', '/v1/plans', { body: aPlan({ code: 'yen' }) });
    const tiers = [{ fromUnit: 1, toUnit: null, price: '0.5' }];
    const { status, body } = await api.call('POST', `/v1/rate-schedules/${plan.rateSchedules[1].id}/versions`, {
      body: { tiers },
    });
    expect([status, body.errors[0].path]).toEqual([422, 'tiers[0].price']);
  });
});

describe('an account', () => {
  it('is created, shown and edited; null removes what may be absent', async () => {
    const request = {
      name: 'Ada',
      email: 'ada@example.com',
      phone: '+49 30 1234567',
      currency: 'EUR',
      billDay: 31,
      timeZone: 'Europe/Berlin',
    };
    const { body: account } = await api.call('POST', '/v1/accounts', { body: request });
    expect(account).toMatchObject(request);
    const edited = await api.call('PATCH', `/v1/accounts/${account.id}`, { body: { name: 'Ada L.', phone: null } });
    expect(edited.body).toEqual({ ...account, name: 'Ada L.', phone: null });
    expect((await api.call('GET', `/v1/accounts/${account.id}`)).body).toEqual(edited.body);
  });

  it.each([{}, { currency: 'USD' }, { billDay: 32 }])('cannot be edited by %j', async (body) => {
    expect((await api.call('PATCH', `/v1/accounts/${api.accountId}`, { body })).status).toBe(422);
  });

  it('has no credit, no journal and no invoice at first', async () => {
    const [credit, ledger, invoices] = await Promise.all(
      ['credit', 'ledger', 'invoices'].map((it) => api.call('GET', `/v1/accounts/${api.accountId}/${it}`)),
    );
    expect(credit?.body).toEqual({ amount: '0.00', currency: 'USD' });
    expect([ledger?.body, invoices?.body]).toEqual([
      { data: [], nextCursor: null },
      { data: [], nextCursor: null },
    ]);
  });
});

describe('the settings', () => {
  it('are edited by name, each edit a new version', async () => {
    const before = (await api.call('GET', '/v1/settings')).body;
    const { body } = await api.call('PATCH', '/v1/settings', { body: { paymentTermDays: 14 } });
    expect(body).toEqual({ ...before, paymentTermDays: 14, version: before.version + 1 });
    expect((await api.call('PATCH', '/v1/settings', { body: { paymentTermDays: 14 } })).body).toEqual(body);
    expect((await api.call('GET', '/v1/settings')).body).toEqual(body);
  });

  it.each([
    [{ paymentTermDays: -1 }, 'paymentTermDays'],
    [{ timeZone: '+01:00' }, 'timeZone'],
    [{ colour: 'red' }, 'colour'],
    [{}, ''],
  ])('refuse %j', async (body, path) => {
    const answer = await api.call('PATCH', '/v1/settings', { body });
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, path]);
  });
});

describe('a list', () => {
  it('is read page by page, each entry once (EN-10)', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `G${index}`);
    for (const name of names) await api.call('POST', '/v1/plan-groups', { body: { name } });
    const seen: string[] = [];
    let query = '?limit=3';
    for (let pages = 0; query !== '' && pages < 9; pages += 1) {
      const { body } = await api.call('GET', `/v1/plan-groups${query}`);
      expect(body.data.length).toBeLessThanOrEqual(3);
      seen.push(...body.data.map(({ name }: { name: string }) => name));
      query = body.nextCursor ? `?limit=3&cursor=${body.nextCursor}` : '';
    }
    expect(seen.filter((name) => names.includes(name))).toEqual(names);
  });

  it('refuses the cursor of another list by its field', async () => {
    const { body } = await api.call('GET', '/v1/plan-groups?limit=1');
    const { status, body: problem } = await api.call('GET', `/v1/plan-changes?cursor=${body.nextCursor}`);
    expect([status, problem.errors[0].path]).toEqual([422, 'cursor']);
  });
});

describe('a stored plan change', () => {
  it('is shown with its quote, where its workflow is to be seen, and in the lists by date, undated last (MP-06)', async () => {
    const stored = await aStoredSubscription(database.prisma);
    const { secret } = await inTransaction(database.prisma, (tx) =>
      createApiKey(tx, { organizationId: stored.organizationId, role: 'admin', name: 'A' }),
    );
    const ids: string[] = [];
    for (const effectiveDate of [null, '2027-02-01', '2026-12-01']) {
      const quote = aChangePlan(stored, { effectiveDate });
      ids.push(
        (
          await aStoredChange(database.prisma, stored, {
            effectiveDate,
            dueAt: effectiveDate && `${effectiveDate}T00:00:00.000Z`,
            quote,
          })
        ).id,
      );
    }
    const [undated, february, december] = ids;
    const as = { secret };
    const list = async (query: string) =>
      (await api.call('GET', `/v1/plan-changes${query}`, { as })).body.data.map(({ id }: { id: string }) => id);
    expect(await list('')).toEqual([december, february, undated]);
    expect(await list('?undated=true')).toEqual([undated]);
    expect(await list('?effectiveFrom=2026-12-02&effectiveTo=2027-02-01')).toEqual([february]);
    expect(await list('?state=applied')).toEqual([]);
    const { body } = await api.call('GET', `/v1/plan-changes/${december}`, { as });
    expect(body).toMatchObject({
      id: december,
      kind: 'master-plan-change',
      state: 'waiting',
      effectiveDate: '2026-12-01',
      applied: null,
    });
    expect(body.quote).toMatchObject({
      credit: '20.00',
      charge: '40.00',
      net: '20.00',
      dueNow: '20.00',
      nextBillAmount: '60.00',
      lines: [],
    });
    expect(body.temporalUrl).toBe(
      `http://localhost:8233/namespaces/default/workflows/${encodeURIComponent(body.workflowId)}`,
    );
    expect((await api.call('GET', `/v1/plan-changes/${december}/history`, { as })).body).toEqual({
      data: [],
      nextCursor: null,
    });
  });
});

describe('the previews', () => {
  it('compute and store nothing: 30.00 for 20 of 30 days are 20.00', async () => {
    const period = { periodStart: '2026-11-01', periodEnd: '2026-12-01', from: '2026-11-11', to: '2026-12-01' };
    const lines = [{ kind: 'credit', price: '30.00', ...period }];
    const { status, body } = await api.call('POST', '/v1/proration/preview', {
      as: 'shop',
      body: { currency: 'USD', profile: 'default', lines },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ credit: '20.00', charge: '0.00', net: '-20.00', lines: [{ amount: '20.00' }] });
  });

  it('list billing periods: two whole months forward', async () => {
    const request = {
      start: '2026-11-01',
      billDay: 1,
      interval: { unit: 'month', count: 1 },
      invoicing: 'forward',
      until: '2026-12-31',
      price: '10.00',
    };
    const { status, body } = await api.call('POST', '/v1/billing/preview', { body: request });
    expect(status).toBe(200);
    expect(body.periods).toHaveLength(2);
    expect(body.periods[0]).toMatchObject({ from: '2026-11-01', to: '2026-12-01', amount: '10.00' });
  });

  it('name the field of a domain refusal with its index', async () => {
    const period = { periodStart: '2026-11-01', periodEnd: '2026-10-01', from: '2026-11-11', to: '2026-12-01' };
    const lines = [{ kind: 'credit', price: '30.00', ...period }];
    const { status, body } = await api.call('POST', '/v1/proration/preview', { body: { currency: 'USD', lines } });
    expect(status).toBe(422);
    expect(body.errors[0].path).toMatch(/^lines\[0\]\./);
  });
});
