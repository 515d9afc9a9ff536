import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPrisma, type PrismaClient } from '../../prisma/client.js';
import { anApi, type TestApi } from '../support/api.js';
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

const get = (path: string) => api.call('GET', path, { as: null });

describe('the pages', () => {
  it('lead from the index to the documentation, whose script comes from our own origin', async () => {
    expect((await get('/')).body).toContain('href="/docs"');
    const docs = await get('/docs');
    const scripts = [...docs.body.matchAll(/src="([^"]+)"/g)].map(([, path]) => path);
    expect(scripts).toEqual(['/docs/reference.js', '/docs/start.js']);
    for (const path of scripts) {
      const script = await get(path);
      expect([script.status, script.headers.get('content-type')]).toEqual([200, expect.stringContaining('javascript')]);
    }
    expect(docs.headers.get('content-security-policy')).toContain("script-src 'self';");
  });

  it('have the description of the API', async () => {
    const description = await get('/openapi.json');
    expect(description.body.openapi).toBe('3.1.0');
    expect((await get('/v1/openapi.json')).body).toEqual(description.body);
  });

  it('do not tell what serves them', async () => {
    expect((await get('/')).headers.get('x-powered-by')).toBeNull();
  });
});

describe('the state of the process', () => {
  it('is alive whatever else is away', async () => {
    expect(await get('/livez')).toMatchObject({ status: 200, body: { status: 'alive' } });
  });

  it('is ready when PostgreSQL and Temporal both answer', async () => {
    const orchestrator = new Proxy({} as never, { get: () => async () => undefined });
    const ready = await anApi(database.prisma, { orchestrator });
    expect((await ready.call('GET', '/readyz', { as: null })).status).toBe(200);
    await ready.close();
  });

  it('is not ready while Temporal is away, and says so', async () => {
    expect(await get('/readyz')).toMatchObject({ status: 503, body: { postgresql: 'answers', temporal: 'away' } });
  });
});

describe('while PostgreSQL is away', () => {
  let away: PrismaClient;
  let lost: TestApi;

  beforeAll(async () => {
    away = createPrisma('postgresql://nobody@127.0.0.1:1/none');
    lost = await anApi(database.prisma, { prisma: away });
  });

  afterAll(async () => {
    await lost.close();
    await away.$disconnect();
  });

  it.each([
    ['GET', '/v1/accounts'],
    ['POST', '/v1/accounts'],
  ])('%s %s is 503 with Retry-After, never 500 (F5)', async (method, path) => {
    const { status, headers, body } = await lost.call(method, path, method === 'POST' ? { body: {} } : {});
    expect([status, body.code]).toEqual([503, 'store-unavailable']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('the process is not ready, and says so', async () => {
    expect(await lost.call('GET', '/readyz')).toMatchObject({ status: 503, body: { postgresql: 'away' } });
  });
});
