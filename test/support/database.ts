import { randomUUID } from 'node:crypto';
import { createPrisma, type PrismaClient } from '../../prisma/client.js';
import { createDatabase, withClient } from '../../scripts/lib/databases.js';
import { applyMigrations } from '../../scripts/lib/migrations.js';

const TEMPLATE = 'changeover_template';

export interface TestDatabase {
  readonly url: string;
  readonly prisma: PrismaClient;
  /** Closes the pool and drops the database. */
  readonly drop: () => Promise<void>;
}

export interface DatabaseOptions {
  readonly max?: number;
  /** Makes the empty database what it shall be; by default it has today's tables, and no rows. */
  readonly make?: (url: string) => Promise<void>;
}

/** Creates a database of its own for a test file, on the server that TEST_DATABASE_ADMIN_URL names. */
export async function aDatabase({ max = 10, make }: DatabaseOptions = {}): Promise<TestDatabase> {
  const adminUrl = process.env.TEST_DATABASE_ADMIN_URL;
  if (!adminUrl) throw new Error('TEST_DATABASE_ADMIN_URL is not set: run the tests with npm test');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
  if (make) await createDatabase(adminUrl, name).then(() => make(url));
  else await create(adminUrl, name, url);
  const prisma = createPrisma(url, { max });
  const drop = async () => {
    await prisma.$disconnect();
    await withClient(adminUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  };
  return { url, prisma, drop };
}

/** Copies the migrated template, which is quick; without one, migrates an empty database. */
async function create(adminUrl: string, name: string, url: string): Promise<void> {
  const template = await withClient(adminUrl, (client) =>
    client.query('SELECT 1 FROM pg_database WHERE datname = $1', [TEMPLATE]),
  );
  if (template.rowCount) {
    await withClient(adminUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`));
    return;
  }
  await createDatabase(adminUrl, name);
  await applyMigrations(url);
}
