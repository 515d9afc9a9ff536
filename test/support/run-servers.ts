import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endRemaining, removedAtEnd } from '../../scripts/lib/children.js';
import { createDatabase } from '../../scripts/lib/databases.js';
import { applyMigrations } from '../../scripts/lib/migrations.js';
import { freePort } from '../../scripts/lib/ports.js';
import { startPostgres } from '../../scripts/lib/postgres-server.js';
import { listenForStop } from '../../scripts/lib/stopping.js';
import { startTemporal } from '../../scripts/lib/temporal-server.js';

/** Runs a program of the tests on a PostgreSQL and a Temporal of its own, named in the environment as `npm test` names them. */
export async function withServers(run: () => Promise<number>): Promise<number> {
  const stop = listenForStop();
  const dataDir = mkdtempSync(join(tmpdir(), 'changeover-test-'));
  const removeFolder = removedAtEnd(dataDir);
  try {
    return await stop.orElse(started(dataDir).then(run));
  } finally {
    await endRemaining();
    removeFolder();
  }
}

async function started(dataDir: string): Promise<void> {
  const postgres = await startPostgres({ dataDir, port: await freePort(), fast: true });
  await createDatabase(postgres.urlOf('postgres'), 'changeover_template');
  await applyMigrations(postgres.urlOf('changeover_template'));
  const temporal = await startTemporal({ dataDir, inMemory: true, port: await freePort(), report: console.log });
  process.env.TEST_DATABASE_ADMIN_URL = postgres.urlOf('postgres');
  process.env.TEMPORAL_ADDRESS = temporal.address;
}
