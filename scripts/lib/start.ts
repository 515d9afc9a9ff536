import { resolve } from 'node:path';
import { startApplication, startWatched } from './application.js';
import { endRemaining } from './children.js';
import { createDatabase } from './databases.js';
import { Failure } from './failure.js';
import { holdDataFolder, makeDataFolder } from './lock.js';
import { applyMigrations } from './migrations.js';
import { keptPorts, publicPort } from './ports.js';
import { refusalOf as postgresRefusal, startPostgres } from './postgres-server.js';
import { generatePrismaClient } from './prisma-client.js';
import type { Server } from './server.js';
import { Interrupted, listenForStop } from './stopping.js';
import { startTemporal, refusalOf as temporalRefusal } from './temporal-server.js';

/** What is to be undone at the end, the last first. */
type Undo = (() => void | Promise<void>)[];

interface Database {
  url: string;
  server?: Server;
}

interface Temporal {
  address: string;
  uiUrl: string | undefined;
  server?: Server;
}

/** Starts the whole system for development, and ends all of it when it is asked to, or when a part of it fails. */
export async function main(args: string[]): Promise<number> {
  const stop = listenForStop();
  const undo: Undo = [];
  try {
    const parts = await stop.orElse(startSystem(undo, args.includes('--watch')));
    await stop.orElse(Promise.race(parts));
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) return 0;
    throw error;
  } finally {
    for (const step of undo.reverse()) await step();
    await endRemaining();
  }
}

/** Returns one promise for each part, which fails when the part ends. */
async function startSystem(undo: Undo, watched: boolean): Promise<Promise<never>[]> {
  const port = await publicPort(process.env.PORT);
  const dataDir = resolve(process.env.DATA_DIR || '.changeover');
  makeDataFolder(dataDir);
  undo.push(holdDataFolder(dataDir));
  await generatePrismaClient();
  const ports = await keptPorts(dataDir, ['postgres', 'temporal', 'temporalUi']);
  const [database, temporal] = await both(
    openDatabase(undo, dataDir, ports.postgres),
    openTemporal(undo, dataDir, ports.temporal, ports.temporalUi),
  );
  const env = {
    CHANGEOVER_DEVELOPMENT: '1',
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: process.env.TEMPORAL_NAMESPACE || 'default',
    ...(temporal.uiUrl ? { TEMPORAL_UI_URL: temporal.uiUrl } : {}),
    PORT: String(port),
    DATA_DIR: dataDir,
  };
  const application = await (watched ? startWatched(env) : startApplication(env));
  undo.push(() => application.stop());
  await application.ready;
  console.log(`Data in ${dataDir}. Ctrl-C ends everything.`);
  const failures = [failureOf('The application', application.ended, 'its messages above say why')];
  if (database.server) failures.push(failureOf('PostgreSQL', database.server.ended, `see ${dataDir}/postgresql.log`));
  if (temporal.server) failures.push(failureOf('Temporal', temporal.server.ended, `see ${dataDir}/temporal.log`));
  return failures;
}

async function failureOf(part: string, ended: Promise<unknown>, why: string): Promise<never> {
  await ended;
  throw new Failure(`${part} has ended by itself: ${why}. Everything else is ended too; start again.`);
}

/** Waits for both, also where one fails, so that whatever was started is known and can be undone. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'rejected') throw a.reason;
  if (b.status === 'rejected') throw b.reason;
  return [a.value, b.value];
}

async function openDatabase(undo: Undo, dataDir: string, port: number): Promise<Database> {
  const given = process.env.DATABASE_URL;
  if (given) {
    const refused = await postgresRefusal(given);
    if (refused)
      throw new Failure(
        `The database in DATABASE_URL does not answer: ${refused}. Start it, correct the address, or leave DATABASE_URL away.`,
      );
  }
  const database = given ? { url: given } : await openOwnDatabase(undo, dataDir, port);
  const applied = await applyMigrations(database.url);
  if (applied.length > 0) console.log(`PostgreSQL: applied ${applied.length} migrations`);
  return database;
}

async function openOwnDatabase(undo: Undo, dataDir: string, port: number): Promise<Database> {
  const postgres = await startPostgres({ dataDir, port });
  undo.push(() => postgres.stop());
  await createDatabase(postgres.urlOf('postgres'), 'changeover');
  return { url: postgres.urlOf('changeover'), server: postgres };
}

async function openTemporal(undo: Undo, dataDir: string, port: number, uiPort: number): Promise<Temporal> {
  const given = process.env.TEMPORAL_ADDRESS;
  if (!given) {
    const server = await startTemporal({ dataDir, port, uiPort, report: console.log });
    undo.push(() => server.stop());
    return { address: server.address, uiUrl: server.uiUrl, server };
  }
  const namespace = process.env.TEMPORAL_NAMESPACE || 'default';
  const refused = await temporalRefusal(given, ({ workflowService }) =>
    workflowService.describeNamespace({ namespace }),
  );
  if (refused)
    throw new Failure(
      `Temporal at TEMPORAL_ADDRESS ${given} does not answer: ${refused}. Start it, correct the address, or leave TEMPORAL_ADDRESS away.`,
    );
  console.log(`Temporal: taking the one at ${given}`);
  return { address: given, uiUrl: process.env.TEMPORAL_UI_URL };
}
