import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrisma, type PrismaClient } from '../../prisma/client.js';
import { removedAtEnd } from '../../scripts/lib/children.js';
import { createDatabase } from '../../scripts/lib/databases.js';
import { applyMigrations } from '../../scripts/lib/migrations.js';
import { freePort } from '../../scripts/lib/ports.js';
import { type PostgresServer, startPostgres } from '../../scripts/lib/postgres-server.js';
import { startTemporal, type TemporalServer } from '../../scripts/lib/temporal-server.js';

/** A PostgreSQL of the test's own, with a migrated database, which it may kill and start again on the same data. */
export interface OwnPostgres {
  readonly server: PostgresServer;
  readonly url: string;
  readonly prisma: PrismaClient;
  end(): Promise<void>;
}

export async function aPostgres(): Promise<OwnPostgres> {
  const dataDir = mkdtempSync(join(tmpdir(), 'changeover-faults-'));
  const removeFolder = removedAtEnd(dataDir);
  const server = await startPostgres({ dataDir, port: await freePort(), fast: true });
  await createDatabase(server.urlOf('postgres'), 'changeover');
  const url = server.urlOf('changeover');
  await applyMigrations(url);
  const prisma = createPrisma(url, { max: 5 });
  const end = async () => {
    await prisma.$disconnect();
    await server.stop();
    removeFolder();
  };
  return { server, url, prisma, end };
}

/** A Temporal server of the test's own, on a database file, so that it may be killed and started again on the same data. */
export async function aTemporal(): Promise<TemporalServer> {
  return startTemporal({ port: await freePort() });
}
