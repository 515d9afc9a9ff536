import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationList, SchemaFilter } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { root } from './bootstrap.mjs';
import { Failure, oneLine } from './failure.js';
import { withEngine } from './schema-engine.js';

export const migrationsFolder = join(root, 'prisma', 'migrations');
const schemaFile = join(root, 'prisma', 'schema.prisma');
const filters: SchemaFilter = { externalTables: [], externalEnums: [] };

/** Held while migrating, so that processes which start together migrate one after another. */
const migrationLock = 7_310_229;

interface Migration {
  name: string;
  sql: string;
}

function readMigrations(folder: string): Migration[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
    .map(({ name }) => ({ name, sql: readFileSync(join(folder, name, 'migration.sql'), 'utf8') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const asList = (folder: string, migrations: readonly Migration[]): MigrationList => ({
  baseDir: folder,
  shadowDbInitScript: '',
  lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
  migrationDirectories: migrations.map(({ name, sql }) => ({
    path: name,
    migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
  })),
});

interface AppliedMigration {
  name: string;
  checksum: string;
  finished: boolean;
}

async function readApplied(client: pg.Client): Promise<AppliedMigration[]> {
  const table = await client.query<{ found: string | null }>("SELECT to_regclass('_prisma_migrations')::text AS found");
  if (!table.rows[0]?.found) return [];
  const { rows } = await client.query<AppliedMigration>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  return rows;
}

/** Refuses a database that newer code has migrated, one in which a migration failed, and one whose migrations were edited since. */
function refuseOtherHistory(applied: readonly AppliedMigration[], known: readonly Migration[]): void {
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  for (const { name, checksum, finished } of applied) {
    const migration = byName.get(name);
    if (!finished) {
      throw new Failure(
        `Migration ${name} failed in this database earlier: repair it and mark it with "prisma migrate resolve", or restore a backup.`,
      );
    }
    if (!migration) {
      throw new Failure(
        `The database is too new: migration ${name} is not in this version of the program. Start a newer version, or use another database.`,
      );
    }
    if (createHash('sha256').update(migration.sql).digest('hex') !== checksum) {
      throw new Failure(
        `Migration ${name} was edited after this database had applied it: undo the edit, or use another database.`,
      );
    }
  }
}

/**
 * Applies what the database lacks of `prisma/migrations` and returns the names; twice in a row or at once does no harm.
 * Throws a Failure where the database is not one that this code can migrate.
 */
export async function applyMigrations(databaseUrl: string, folder = migrationsFolder): Promise<string[]> {
  const known = readMigrations(folder);
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    const applied = await readApplied(client);
    refuseOtherHistory(applied, known);
    if (applied.length === known.length) return [];
    return await withEngine(databaseUrl, schemaText(), async (engine) => {
      const { appliedMigrationNames } = await engine.applyMigrations({
        migrationsList: asList(folder, known),
        filters,
      });
      return appliedMigrationNames;
    });
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(`The database could not be migrated: ${oneLine(error)}`);
  } finally {
    await client.end();
  }
}

function schemaText(): string {
  if (!existsSync(schemaFile)) throw new Failure('prisma/schema.prisma is missing: check the project out again.');
  return readFileSync(schemaFile, 'utf8');
}

/**
 * Compares a migrated database with `prisma/schema.prisma` and returns the SQL that would make them equal: empty where they are.
 * It does not see triggers and checks, which is why those are tested by what they refuse.
 */
export async function findDrift(databaseUrl: string): Promise<string> {
  const schema = schemaText();
  const files = [{ path: 'schema.prisma', content: schema }];
  return withEngine(databaseUrl, schema, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: root },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters,
    });
    const sql = stdout?.trim() ?? '';
    return sql === '-- This is an empty migration.' ? '' : sql;
  });
}
