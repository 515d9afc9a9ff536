import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptOnce } from '../../api/create-once.js';
import type { IdempotencyClaim } from '../../api/idempotency.js';
import { inTransaction } from '../../prisma/client.js';
import { createPlanGroup } from '../../prisma/stores/plan-groups.store.js';
import { anApi, anOrganization, TEST_NOW, type TestApi } from '../support/api.js';
import { aDatabase, type TestDatabase } from '../support/database.js';

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

function create(key: string, name: string, as: 'admin' | 'agent' = 'admin') {
  const body = { name, currency: 'USD', billDay: 1 };
  return api.call('POST', '/v1/accounts', { as, body, headers: { 'idempotency-key': key } });
}

async function accountsNamed(name: string): Promise<number> {
  return database.prisma.account.count({ where: { organizationId: api.organizationId, name } });
}

describe('an Idempotency-Key (EN-10, F10)', () => {
  it('sent twice with the same body gives the same answer and creates once', async () => {
    const first = await create('twice', 'Twice');
    const second = await create('twice', 'Twice');
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect([first.headers.get('idempotency-replayed'), second.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ]);
    expect(await accountsNamed('Twice')).toBe(1);
  });

  it('sent 100 times at once creates once, and every answer is the same', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => create('hundred', 'Hundred')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await accountsNamed('Hundred')).toBe(1);
  });

  it('sent with another body is refused with 422', async () => {
    await create('other', 'Other');
    const { status, body } = await create('other', 'Another');
    expect([status, body.code]).toEqual([422, 'idempotency-key-reused']);
    expect(await accountsNamed('Another')).toBe(0);
  });

  it('sent to another path is refused with 422', async () => {
    await create('path', 'Path');
    const headers = { 'idempotency-key': 'path' };
    const { status } = await api.call('POST', '/v1/plan-groups', { body: { name: 'Path' }, headers });
    expect(status).toBe(422);
  });

  it('belongs to the API key: another caller may use the same', async () => {
    const [one, other] = [await create('mine', 'Mine'), await create('mine', 'Yours', 'agent')];
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(other.body.id).not.toBe(one.body.id);
  });

  it('stays free after a refusal', async () => {
    expect((await create('refused', '')).status).toBe(422);
    expect((await create('refused', 'Right')).status).toBe(201);
  });

  it('is not used up by a rule that refuses within the transaction', async () => {
    const plan = (groupIds: string[]) => ({
      code: 'idem',
      name: 'Idem',
      kind: 'master',
      interval: { unit: 'month', count: 1 },
      defaultCurrency: 'USD',
      groupIds,
      rateSchedules: [
        { name: 'L', currency: 'USD', default: true, tiers: [{ fromUnit: 1, toUnit: null, price: '1' }] },
      ],
    });
    const headers = { 'idempotency-key': 'rolled-back' };
    expect((await api.call('POST', '/v1/plans', { body: plan(['grp_none']), headers })).status).toBeGreaterThanOrEqual(
      400,
    );
    expect((await api.call('POST', '/v1/plans', { body: plan([]), headers })).status).toBe(201);
  });

  it('never brings a secret back', async () => {
    const request = { body: { role: 'agent', name: 'Once' }, headers: { 'idempotency-key': 'secret' } };
    const [first, second] = [
      await api.call('POST', '/v1/api-keys', request),
      await api.call('POST', '/v1/api-keys', request),
    ];
    expect(first.body.secret).toMatch(/^co_agent_/);
    expect(second.body).toEqual({ ...first.body, secret: null });
  });

  it('works for a platform key too, which belongs to no organization', async () => {
    const request = { as: 'platform' as const, body: { name: 'New' }, headers: { 'idempotency-key': 'org' } };
    const [first, second] = [
      await api.call('POST', '/v1/organizations', request),
      await api.call('POST', '/v1/organizations', request),
    ];
    expect(second.body.id).toBe(first.body.id);
    expect(second.body.adminKey).toEqual({ id: first.body.adminKey.id, secret: null });
    expect((await api.call('GET', '/v1/accounts', { as: first.body.adminKey })).status).toBe(200);
  });
});

describe('a creation whose answer comes after its transaction (F2)', () => {
  let time = new Date(TEST_NOW);

  async function accept(claim: IdempotencyClaim | null, answer: () => Promise<string>) {
    const organizationId = claim?.organizationId ?? api.organizationId;
    const deps = { prisma: database.prisma, clock: { now: () => time } };
    return acceptOnce({ deps, claim }, 'plan-group', {
      accept: (alongside) =>
        inTransaction(database.prisma, async (tx) => {
          const group = await createPlanGroup(tx, { organizationId, name: 'Accepted' });
          await alongside(tx, group.id);
          return group;
        }),
      answer: async ({ id }) => ({ status: 201, body: { id, said: await answer() } }),
      answerAgain: async (id) => ({ status: 201, body: { id, said: 'again' } }),
    });
  }

  async function aClaim(key: string): Promise<IdempotencyClaim> {
    const { organizationId } = await anOrganization(database.prisma);
    return { organizationId, key, requestHash: 'hash' };
  }

  it('is told that it is under way while the first answer is not there, and gets it afterwards', async () => {
    const claim = await aClaim('slow');
    const first = await accept(claim, async () => {
      await expect(accept(claim, async () => 'second')).rejects.toMatchObject({ code: 'request-in-progress' });
      return 'first';
    });
    expect(await accept(claim, async () => 'third')).toMatchObject({ status: 201, body: first.body });
    expect(await database.prisma.planGroup.count({ where: { organizationId: claim.organizationId } })).toBe(1);
  });

  it('makes the answer again from what was created where a crash has lost it', async () => {
    const claim = await aClaim('crash');
    await expect(accept(claim, () => Promise.reject(new Error('crash')))).rejects.toThrow('crash');
    time = new Date(time.getTime() + 60_000);
    const again = await accept(claim, async () => 'never');
    expect(again.body).toMatchObject({ said: 'again' });
    expect(await database.prisma.planGroup.count({ where: { organizationId: claim.organizationId } })).toBe(1);
  });

  it('is carried out each time where there is no key', async () => {
    const [one, two] = [await accept(null, async () => 'one'), await accept(null, async () => 'two')];
    expect(one.body).not.toEqual(two.body);
  });
});
