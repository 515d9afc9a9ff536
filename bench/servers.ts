import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removedAtEnd } from '../scripts/lib/children.js';
import { createDatabase } from '../scripts/lib/databases.js';
import { freePort } from '../scripts/lib/ports.js';
import { startPostgres } from '../scripts/lib/postgres-server.js';
import { startTemporal } from '../scripts/lib/temporal-server.js';

/** PostgreSQL and Temporal of its own for one subject, alike for all of them. */
export interface Servers {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly address: string;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Temporal keeps its workflows in a file, as under `npm start`; else in memory. PostgreSQL always writes to its disk. */
  readonly temporalInFile: boolean;
}

/** Starts both on a temporary folder, which goes when they are stopped. */
export async function startServers({ temporalInFile }: ServerOptions): Promise<Servers> {
  const folder = mkdtempSync(join(tmpdir(), 'changeover-bench-'));
  const removeFolder = removedAtEnd(folder);
  const postgres = await startPostgres({ dataDir: folder, port: await freePort() });
  const temporal = await startTemporal({ dataDir: folder, inMemory: !temporalInFile, port: await freePort() });
  await createDatabase(postgres.urlOf('postgres'), 'bench');
  return {
    folder,
    databaseUrl: postgres.urlOf('bench'),
    address: temporal.address,
    stop: async () => {
      await temporal.stop();
      await postgres.stop();
      removeFolder();
    },
  };
}
