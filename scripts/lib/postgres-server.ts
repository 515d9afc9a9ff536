import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { oneLine } from './failure.js';
import { postgresPrograms, prepareCluster } from './postgres-programs.js';
import { type Server, startServer } from './server.js';

export interface PostgresServer extends Server {
  readonly port: number;
  /** Gives the address of a database on this server, with its password: `urlOf('postgres')` is the one for administration. */
  urlOf(database: string): string;
}

interface PostgresOptions {
  dataDir: string;
  port: number;
  /** Gives up what protects from a power cut, for tests: a killed process still loses nothing. */
  fast?: boolean;
}

/** Commits stay synchronous, which costs little without fsync: else a SIGKILL would lose those of the last moment. */
const fastSettings = ['fsync=off', 'full_page_writes=off'];

/**
 * Starts PostgreSQL on `dataDir/postgres`, which is made where it is missing, and waits until it answers.
 * Throws a Failure that says what to do where it will not start.
 */
export async function startPostgres({ dataDir, port, fast = false }: PostgresOptions): Promise<PostgresServer> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const programs = await postgresPrograms();
  const cluster = join(dataDir, 'postgres');
  const password = keptPassword(join(dataDir, 'postgres-password'));
  await prepareCluster(programs, cluster, password);
  const urlOf = (database: string): string => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
  const settings = [
    ...[
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      'unix_socket_directories=',
      'max_connections=200',
      'timezone=UTC',
    ],
    ...(fast ? fastSettings : []),
  ];
  const server = await startServer({
    name: 'PostgreSQL',
    dataDir,
    command: [programs.postgres, '-D', cluster, ...settings.flatMap((setting) => ['-c', setting])],
    prefix: programs.prefix,
    endSignal: 'INT',
    refusal: () => refusalOf(urlOf('postgres')),
    // After a SIGKILL the last backends need a moment to notice it and to let go of their memory.
    passing: /pre-existing shared memory block|lock file "postmaster.pid" already exists/,
  });
  return Object.assign(server, { port, urlOf });
}

function keptPassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(18).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

/** Says why the database at an address cannot be used, or undefined where it can. */
export async function refusalOf(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
    return undefined;
  } catch (error) {
    return oneLine(error instanceof AggregateError ? error.errors[0] : error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
