import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../api/roles.js';
import type { Route } from '../../api/route.js';
import { ROUTES } from '../../api/routes/table.js';
import { anApi, type TestApi } from '../support/api.js';
import { aDatabase, type TestDatabase } from '../support/database.js';

const ROLES: readonly Role[] = ['admin', 'agent', 'client', 'shop', 'platform'];

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

function ask(route: Route, as: Role | { secret: string } | null) {
  const path = route.path.replace(/:\w+/g, 'thing_1');
  return api.call(route.method.toUpperCase(), path, { as, ...(route.body ? { body: {} } : {}) });
}

describe.each(ROUTES.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
  '%s',
  (_name, route) => {
    it('refuses a request without a key with 401 (EN-09)', async () => {
      const { status, headers, body } = await ask(route, null);
      expect([status, body.code]).toEqual([401, 'missing-api-key']);
      expect(headers.get('www-authenticate')).toBe('Bearer realm="changeover"');
    });

    it('refuses a key that is not known with 401 (EN-09)', async () => {
      const { status, headers, body } = await ask(route, { secret: `co_admin_${'A'.repeat(43)}` });
      expect([status, body.code]).toEqual([401, 'invalid-api-key']);
      expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
    });

    it.each(ROLES.filter((role) => !route.roles.includes(role)))(
      'refuses the role %s with 403, naming those allowed (EN-09)',
      async (role) => {
        const { status, body } = await ask(route, role);
        expect([status, body.code]).toEqual([403, 'role-not-allowed']);
        for (const allowed of route.roles) expect(body.detail).toContain(allowed);
      },
    );

    it.each(route.roles)('lets the role %s through (EN-09)', async (role) => {
      const { status } = await ask(route, role);
      expect([401, 403]).not.toContain(status);
      expect(status).toBeLessThan(500);
    });
  },
);

describe('an API key', () => {
  it('is refused once it is revoked, and revoking it twice is as once', async () => {
    const { body: key } = await api.call('POST', '/v1/api-keys', { body: { role: 'agent', name: 'Leaver' } });
    expect((await api.call('GET', '/v1/accounts', { as: key })).status).toBe(200);
    const revoked = await api.call('POST', `/v1/api-keys/${key.id}/revoke`);
    expect(await api.call('POST', `/v1/api-keys/${key.id}/revoke`)).toMatchObject({ status: 200, body: revoked.body });
    expect(await api.call('GET', '/v1/accounts', { as: key })).toMatchObject({
      status: 401,
      body: { code: 'invalid-api-key' },
    });
  });

  it('is never listed with its secret', async () => {
    const { body } = await api.call('GET', '/v1/api-keys');
    expect(body.data.length).toBeGreaterThanOrEqual(4);
    for (const secret of Object.values(api.secrets)) expect(JSON.stringify(body)).not.toContain(secret);
  });

  it.each([
    [{ role: 'client', name: 'No account' }, 'accountId'],
    [{ role: 'agent', name: 'One account', accountId: 'acc_1' }, 'accountId'],
    [{ role: 'platform', name: 'Too much' }, 'role'],
  ])('cannot be made as %j', async (request, path) => {
    const { status, body } = await api.call('POST', '/v1/api-keys', { body: request });
    expect([status, body.errors[0].path]).toEqual([422, path]);
  });

  it.each(['Basic abc', 'Bearer', 'Bearer a b', 'bearer'])(
    'is asked for where the header is "%s"',
    async (authorization) => {
      const { status, body } = await api.call('GET', '/v1/accounts', { as: null, headers: { authorization } });
      expect([status, body.code]).toEqual([401, 'missing-api-key']);
    },
  );

  it('has a limit of requests per minute, which is told in the answers (429)', async () => {
    const limited = await anApi(database.prisma, {
      limits: { requestsPerKeyAndMinute: 2, refusalsPerAddressAndMinute: 2 },
    });
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await limited.call('GET', '/v1/accounts')).status);
    expect(statuses).toEqual([200, 200, 429]);
    const { body, headers } = await limited.call('GET', '/v1/accounts');
    expect(body.code).toBe('too-many-requests');
    expect(headers.get('ratelimit')).toContain('r=0');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await limited.call('GET', '/v1/accounts', { as: 'agent' })).status).toBe(200);
    await limited.close();
  });

  it('cannot be guessed faster than the limit of refusals (429)', async () => {
    const limited = await anApi(database.prisma, {
      limits: { requestsPerKeyAndMinute: 99, refusalsPerAddressAndMinute: 2 },
    });
    const statuses = [];
    for (let count = 0; count < 3; count += 1) {
      statuses.push((await limited.call('GET', '/v1/accounts', { as: { secret: `guess${count}` } })).status);
    }
    expect(statuses).toEqual([401, 401, 429]);
    expect((await limited.call('GET', '/v1/accounts')).status, 'a valid key is not held up').toBe(200);
    await limited.close();
  });
});
