import { Failure } from './failure.js';
import { applyMigrations } from './migrations.js';
import { refusalOf } from './postgres-server.js';

/** Applies the migrations to the database in DATABASE_URL; `npm start` does it by itself. */
export async function main(): Promise<number> {
  const url = process.env.DATABASE_URL;
  if (!url)
    throw new Failure('Give the database: DATABASE_URL=postgresql://user:password@host:5432/name npm run db:migrate');
  const refused = await refusalOf(url);
  if (refused) throw new Failure(`The database in DATABASE_URL does not answer: ${refused}`);
  const applied = await applyMigrations(url);
  console.log(applied.length ? `Applied ${applied.join(', ')}.` : 'Nothing to apply: the database is up to date.');
  return 0;
}
