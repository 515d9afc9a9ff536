import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { withClient } from '../../scripts/lib/databases.js';
import { applyMigrations, migrationsFolder } from '../../scripts/lib/migrations.js';

const MIGRATIONS = '_prisma_migrations';

/** Writes the rows of each table as JSON into a file of its own: small, and readable by every later PostgreSQL. */
export async function dumpDatabase(url: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await withClient(url, async (client) => {
    const tables = await client.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables.rows) {
      // As text from end to end: JavaScript would make 20.00 of numeric a 20.
      const found = await client.query<{ rows: string }>(
        `SELECT coalesce(json_agg(it), '[]')::text AS rows FROM ${client.escapeIdentifier(name)} it`,
      );
      await writeFile(join(folder, `${name}.json`), found.rows[0]?.rows ?? '[]');
    }
  });
}

/**
 * Makes an empty database what it was when it was dumped: the migrations that it had then, and the rows. The checksums of those
 * migrations are restored too, so that one that was edited since is refused as it would be for any user.
 */
export async function restoreDatabase(url: string, folder: string): Promise<void> {
  const applied: { migration_name: string }[] = JSON.parse(await readFile(join(folder, `${MIGRATIONS}.json`), 'utf8'));
  const then = join(folder, '..', 'migrations');
  for (const { migration_name: name } of applied) {
    await cp(join(migrationsFolder, name), join(then, name), { recursive: true });
  }
  await applyMigrations(url, then);
  const tables = (await readdir(folder)).map((it) => it.slice(0, -'.json'.length));
  await withClient(url, async (client) => {
    await client.query(`SET session_replication_role = 'replica'`);
    for (const table of tables) await fill(client, table, await readFile(join(folder, `${table}.json`), 'utf8'));
  });
}

async function fill(client: pg.Client, name: string, rows: string): Promise<void> {
  const table = client.escapeIdentifier(name);
  const { rows: columns } = await client.query<{ name: string; sequence: string | null }>(
    `SELECT attname AS name, pg_get_serial_sequence($1, attname) AS sequence FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    [table],
  );
  const names = columns.map((it) => client.escapeIdentifier(it.name)).join(', ');
  await client.query(`DELETE FROM ${table}`);
  await client.query(
    `INSERT INTO ${table} (${names}) OVERRIDING SYSTEM VALUE
      SELECT ${names} FROM json_populate_recordset(NULL::${table}, $1::json)`,
    [rows],
  );
  for (const { name, sequence } of columns) {
    if (sequence === null) continue;
    const column = client.escapeIdentifier(name);
    await client.query(`SELECT setval($1, coalesce(max(${column}), 0) + 1, false) FROM ${table}`, [sequence]);
  }
}
