import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anApi, type TestApi } from '../support/api.js';
import { aDatabase, type TestDatabase } from '../support/database.js';

interface ProrationCase {
  readonly id: string;
  readonly system: string;
  readonly currency: string;
  readonly profile: unknown;
  readonly lines: readonly unknown[];
  readonly expected: readonly string[];
}

interface PeriodsCase {
  readonly id: string;
  readonly system: string;
  readonly start: string;
  readonly end: string | null;
  readonly billDay: number;
  readonly interval: number;
  readonly invoicing: string;
  readonly until: string;
  readonly expected: string;
}

const read = async <T>(name: string): Promise<readonly T[]> =>
  JSON.parse(await readFile(new URL(`../cases/${name}`, import.meta.url), 'utf8')).cases;

const prorations = await read<ProrationCase>('proration-sample.json');
const periods = await read<PeriodsCase>('billing-periods-sample.json');

describe('the published cases of other systems, through the running API', () => {
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

  it.each(prorations)('prorates as $system does: $id', async ({ currency, profile, lines, expected }) => {
    const reply = await api.call('POST', '/v1/proration/preview', { body: { currency, profile, lines } });
    expect(reply.body.lines.map((it: { amount: string }) => it.amount)).toEqual(expected);
  });

  it.each(periods)(
    'bills the periods that $system bills: $id',
    async ({ end, interval, expected, id: _, system: __, ...rest }) => {
      const { start, billDay, invoicing, until } = rest;
      const asked = {
        start,
        billDay,
        invoicing,
        until,
        interval: { unit: 'month', count: interval },
        firstBillDate: 'after-whole-intervals',
      };
      const body = end === null ? asked : { ...asked, end };
      const reply = await api.call('POST', '/v1/billing/preview', { body });
      expect(reply.body.total).toBe(expected);
    },
  );
});
