import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDrift } from '../../scripts/lib/migrations.js';

const adminUrl = process.env.TEST_DATABASE_ADMIN_URL ?? '';
const name = `drift_${randomUUID().replaceAll('-', '')}`;
const url = new URL(adminUrl || 'postgresql://none');
url.pathname = `/${name}`;

async function query(databaseUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

describe('the migrations', () => {
  beforeAll(() => query(adminUrl, `CREATE DATABASE ${name} TEMPLATE changeover_template`));
  afterAll(() => query(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`));

  it('make exactly the tables of schema.prisma', async () => {
    expect(await findDrift(url.href)).toBe('');
  });

  it('would be found to differ by one column', async () => {
    await query(url.href, 'ALTER TABLE organizations ADD COLUMN not_in_the_schema text');
    expect(await findDrift(url.href)).toMatch(/ALTER TABLE "organizations" DROP COLUMN "not_in_the_schema"/);
  });
});
