import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const account = { name: 'Ada', currency: 'USD', billDay: 1 };

function aPlan(changes: object) {
  const rateSchedules = [
    { name: 'List', currency: 'USD', default: true, tiers: [{ fromUnit: 1, toUnit: null, price: '10.00' }] },
  ];
  const interval = { unit: 'month', count: 1 };
  return { code: 'a', name: 'A', kind: 'master', interval, defaultCurrency: 'USD', rateSchedules, ...changes };
}

function withTiers(...tiers: object[]) {
  return aPlan({ rateSchedules: [{ name: 'List', currency: 'USD', default: true, tiers }] });
}

describe('a request that is not valid is refused with 422, naming the field (EN-11)', () => {
  it.each([
    ['a missing field', '/v1/accounts', { currency: 'USD', billDay: 1 }, 'name'],
    ['an unknown field', '/v1/accounts', { ...account, credit: '5' }, 'credit'],
    ['a wrong kind of value', '/v1/accounts', { ...account, billDay: '1' }, 'billDay'],
    ['a number out of range', '/v1/accounts', { ...account, billDay: 32 }, 'billDay'],
    ['a number without end', '/v1/accounts', '{"name":"A","currency":"USD","billDay":1e999}', 'billDay'],
    ['an unknown currency', '/v1/accounts', { ...account, currency: 'usd' }, 'currency'],
    ['no e-mail address', '/v1/accounts', { ...account, email: 'ada' }, 'email'],
    ['no time zone', '/v1/accounts', { ...account, timeZone: 'Mars/Base' }, 'timeZone'],
    ['an empty name', '/v1/accounts', { ...account, name: '  ' }, 'name'],
    ['no object', '/v1/accounts', [], ''],
    ['no body at all', '/v1/accounts', undefined, 'name'],
    [
      'a price as a number',
      '/v1/plans',
      withTiers({ fromUnit: 1, toUnit: null, price: 10 }),
      'rateSchedules[0].tiers[0].price',
    ],
    [
      'too many decimals',
      '/v1/plans',
      withTiers({ fromUnit: 1, toUnit: null, price: '9.999' }),
      'rateSchedules[0].tiers[0].price',
    ],
    ['a plan group named twice', '/v1/plans', aPlan({ groupIds: ['grp_1', 'grp_1'] }), 'groupIds[1]'],
    [
      'a gap between tiers',
      '/v1/plans',
      withTiers({ fromUnit: 1, toUnit: 5, price: '1' }, { fromUnit: 7, toUnit: null, price: '1' }),
      'rateSchedules[0].tiers[1].fromUnit',
    ],
    ['a field of later', '/v1/plans', aPlan({ renewal: {} }), 'renewal'],
    ['a key "__proto__"', '/v1/accounts', '{"name":"A","currency":"USD","billDay":1,"__proto__":{"x":1}}', '__proto__'],
    ['the character NUL', '/v1/accounts', { ...account, name: 'a\u0000b' }, 'name'],
    ['half of a character', '/v1/accounts', '{"name":"\\ud800","currency":"USD","billDay":1}', 'name'],
  ])('%s', async (_name, path, body, field) => {
    const answer = await api.call('POST', path, { body });
    expect(answer.status, JSON.stringify(answer.body)).toBe(422);
    expect(answer.body.errors[0].path).toBe(field);
    expect(answer.body.errors[0].message.length).toBeGreaterThan(8);
  });

  it('with 404 where it names something that is not there', async () => {
    const { status, body } = await api.call('POST', '/v1/plans', { body: aPlan({ groupIds: ['grp_1'] }) });
    expect([status, body.code, body.errors[0].path]).toEqual([404, 'plan-group-not-found', 'groupIds[0]']);
  });

  it('names every field that is wrong, not only the first', async () => {
    const { body } = await api.call('POST', '/v1/accounts', { body: { billDay: 0, extra: 1 } });
    expect(body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
      'billDay',
      'currency',
      'extra',
      'name',
    ]);
    expect(body.detail).toContain('and 3 more');
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=', 'limit'],
    ['cursor=abc', 'cursor'],
    ['cursor=WyJcdTAwMDAiXQ', 'cursor'],
    ['cursor=a&cursor=b', 'cursor'],
    ['colour=red', 'colour'],
    ['__proto__=1', '__proto__'],
  ])('in the query: %s', async (query, field) => {
    const { status, body } = await api.call('GET', `/v1/accounts?${query}`);
    expect([status, body.errors[0].path]).toEqual([422, field]);
  });

  it.each(['a b', 'ä', '', 'x'.repeat(256)])(
    'an Idempotency-Key that is not 1 to 255 visible characters: "%s"',
    async (key) => {
      const name = Buffer.from(key, 'utf8').toString('latin1');
      const { status, body } = await api.call('POST', '/v1/accounts', {
        body: account,
        headers: { 'idempotency-key': name },
      });
      expect([status, body.errors[0].path]).toEqual([422, 'Idempotency-Key']);
    },
  );
});

describe('a request that cannot be read (EN-11)', () => {
  it.each(['{"name":', '"text"', '{"a":1}}', '\u0000', 'null'])('is refused with 400: %s', async (body) => {
    const answer = await api.call('POST', '/v1/accounts', { body });
    expect([answer.status, answer.body.code]).toEqual([400, 'malformed-request']);
  });

  it.each([
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/json; charset=latin1', {}],
    ['application/json', { 'content-encoding': 'compress' }],
  ])('is refused with 415 as %s %j', async (type, headers) => {
    const answer = await api.call('POST', '/v1/accounts', {
      body: account,
      headers: { 'content-type': type, ...headers },
    });
    expect([answer.status, answer.body.code]).toEqual([415, 'unsupported-media-type']);
  });

  it('is refused with 413 above 256 kB', async () => {
    const answer = await api.call('POST', '/v1/accounts', { body: { ...account, name: 'x'.repeat(1_000_000) } });
    expect([answer.status, answer.body.code]).toEqual([413, 'request-too-large']);
  });

  it.each([
    ['lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['objects', `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`],
  ])('is refused when its %s are nested without end', async (_name, body) => {
    const answer = await api.call('POST', '/v1/accounts', { body });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  it('is refused when its body is not UTF-8, or is taken with the characters that this leaves', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"name":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('","currency":"USD","billDay":1}'),
    ]);
    const reply = await fetch(`${api.url}/v1/accounts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.secrets.admin}`, 'content-type': 'application/json' },
      body: bytes,
    });
    expect([201, 400]).toContain(reply.status);
  });

  it.each(['/v1/accounts/%E0%A4%A', '/v1/accounts/%'])('is refused with 400 at the address %s', async (path) => {
    const answer = await api.call('GET', path);
    expect([answer.status, answer.body.code]).toEqual([400, 'malformed-request']);
  });

  it('is refused with 404 where an id holds NUL, or is longer than ids are', async () => {
    for (const id of ['%00', 'a%00b', 'x'.repeat(2000)])
      expect((await api.call('GET', `/v1/accounts/${id}`)).status).toBe(404);
  });

  it('is ended by the server where its headers flood', async () => {
    const { port } = new URL(api.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          `GET /v1/accounts HTTP/1.1\r\nHost: x\r\n${'X-Flood: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(2000)}\r\n`,
        );
      });
      socket.on('data', (data) => resolve(data.toString()));
      socket.on('error', reject);
    });
    expect(answer).toContain('HTTP/1.1 431');
  });
});

describe('an address', () => {
  it('that no call has is 404', async () => {
    const answer = await api.call('GET', '/v1/nothing');
    expect([answer.status, answer.body.code]).toEqual([404, 'route-not-found']);
  });

  it('that has the call with another method is 405 with Allow', async () => {
    const answer = await api.call('DELETE', '/v1/accounts');
    expect([answer.status, answer.body.code]).toEqual([405, 'method-not-allowed']);
    expect(answer.headers.get('allow')).toBe('POST, GET, HEAD, OPTIONS');
    expect((await api.call('OPTIONS', '/v1/accounts')).status).toBe(204);
  });
});

describe('every error', () => {
  it('is an RFC 9457 problem with a stable code, and carries the id of the request (EN-10)', async () => {
    const { status, headers, body } = await api.call('GET', '/v1/accounts/acc_1');
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toEqual({
      type: '/errors/account-not-found',
      title: 'Account not found',
      status: 404,
      detail: expect.stringContaining('acc_1'),
      code: 'account-not-found',
      errors: [],
      instance: `urn:uuid:${headers.get('x-request-id')}`,
    });
    expect(status).toBe(404);
  });

  it('leads to a page about its code', async () => {
    const { body } = await api.call('POST', '/v1/accounts', { body: {} });
    const page = await api.call('GET', body.type, { as: null });
    expect(page.status).toBe(200);
    expect(page.body).toContain('What to do');
    expect((await api.call('GET', '/errors/<script>', { as: null })).status).toBe(404);
  });
});
