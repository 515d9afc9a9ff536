import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removedAtEnd } from './children.js';
import { createDatabase } from './databases.js';
import { Failure } from './failure.js';
import { applyMigrations, findDrift, migrationsFolder } from './migrations.js';
import { freePort } from './ports.js';
import { startPostgres } from './postgres-server.js';

/** Writes the next migration: what `schema.prisma` has and the migrations so far do not. */
export async function main([name]: string[]): Promise<number> {
  if (!name || !/^[a-z0-9]+([_-][a-z0-9]+)*$/.test(name)) {
    throw new Failure('Give the migration a name of small letters: npm run db:diff -- add_refunds');
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'changeover-diff-'));
  const removeFolder = removedAtEnd(dataDir);
  try {
    const postgres = await startPostgres({ dataDir, port: await freePort(), fast: true });
    try {
      await createDatabase(postgres.urlOf('postgres'), 'diff');
      await applyMigrations(postgres.urlOf('diff'));
      const sql = await findDrift(postgres.urlOf('diff'));
      console.log(
        sql
          ? `Wrote ${writeMigration(name, sql)}: read it before you commit it.`
          : 'Nothing to write: the migrations have all of schema.prisma.',
      );
    } finally {
      await postgres.stop();
    }
  } finally {
    removeFolder();
  }
  return 0;
}

function writeMigration(name: string, sql: string): string {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join(migrationsFolder, `${stamp}_${name.replaceAll('-', '_')}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), `${sql}\n`);
  const lock = join(migrationsFolder, 'migration_lock.toml');
  if (!existsSync(lock)) writeFileSync(lock, 'provider = "postgresql"\n');
  return join(folder, 'migration.sql');
}
