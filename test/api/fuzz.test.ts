import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Route } from '../../api/route.js';
import { ROUTES } from '../../api/routes/table.js';
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

/** Values that come close to what fields want, and values that nobody wants. */
const value: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'USD',
      'JPY',
      '10.00',
      '0.001',
      '-1',
      '2026-11-11',
      '2026-02-30',
      'P1D',
      'P999999Y',
      'on-date',
    ),
  },
  fc.constantFrom(
    '',
    '\u0000',
    '\ud800',
    '__proto__',
    '9'.repeat(60),
    '1e9',
    'NaN',
    1e308,
    -1,
    0,
    1,
    1.5,
    2 ** 53,
    null,
    true,
    [],
    {},
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

/** An object with the fields of the schema, each there or not, with any value, and sometimes one that it does not know. */
function bodyFor(schema: z.ZodType): fc.Arbitrary<unknown> {
  const names = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const fields = Object.fromEntries(names.map((name) => [name, fieldFor(schema, name)]));
  return fc.oneof(
    { weight: 9, arbitrary: fc.record(fields, { requiredKeys: [] }) },
    fc.dictionary(fc.string(), value),
    value,
  );
}

function fieldFor(schema: z.ZodType, name: string): fc.Arbitrary<unknown> {
  const field: unknown = schema instanceof z.ZodObject ? schema.shape[name] : undefined;
  if (field instanceof z.ZodArray && field.element instanceof z.ZodObject) {
    return fc.oneof(fc.array(bodyFor(field.element), { maxLength: 3 }), value);
  }
  return field instanceof z.ZodObject ? fc.oneof(bodyFor(field), value) : value;
}

function addressOf({ path }: Route, step: string): string {
  return path.replace(/:\w+/g, encodeURIComponent(step));
}

const ids = fc
  .oneof(fc.constantFrom('acc_1', '%', '\u0000', '..', 'ä', "' OR 1=1 --"), fc.string({ maxLength: 40 }))
  .filter((id) => id !== '');

describe.each(ROUTES.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
  '%s',
  (_name, route) => {
    it('never answers 500, whatever it is sent (EN-11, F14)', async () => {
      const role = route.roles[0];
      if (!role) throw new Error('the route has no role');
      const query = fc.dictionary(
        fc.oneof(fc.constantFrom('cursor', 'limit', 'accountId', 'state', 'effectiveFrom'), fc.string()),
        fc.string(),
        {
          maxKeys: 2,
        },
      );
      await fc.assert(
        fc.asyncProperty(
          route.body ? bodyFor(route.body) : fc.constant(undefined),
          ids,
          query,
          async (body, id, query) => {
            const search = new URLSearchParams(query).toString();
            const answer = await api.call(route.method.toUpperCase(), `${addressOf(route, id)}?${search}`, {
              as: role,
              body,
            });
            expect(answer.status, JSON.stringify(answer.body)).not.toBe(500);
            if (answer.status >= 400) expect(answer.body.code).toMatch(/^[a-z-]+$/);
          },
        ),
        { numRuns: 40 },
      );
    });
  },
);
