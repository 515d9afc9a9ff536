import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks, type StepResult } from './checks.js';
import { endRemaining, removedAtEnd } from './children.js';
import { createDatabase } from './databases.js';
import { oneLine } from './failure.js';
import { applyMigrations, migrationsFolder } from './migrations.js';
import { freePort } from './ports.js';
import { startPostgres } from './postgres-server.js';
import { generatePrismaClient } from './prisma-client.js';
import { Interrupted, listenForStop } from './stopping.js';
import { startTemporal } from './temporal-server.js';
import { runVitest } from './vitest.js';

/** What is to be undone at the end, the last first. */
type Undo = (() => void | Promise<void>)[];

const template = 'changeover_template';

/** Runs the checks, then all tests on servers of their own; with arguments only those tests, with `--checks` no servers. */
export async function main(args: string[]): Promise<number> {
  const stop = listenForStop();
  const undo: Undo = [];
  const results: StepResult[] = [];
  let interrupted = false;
  try {
    await stop.orElse(args[0] === '--checks' ? checkOnly(undo, results) : testAll(args, undo, results));
  } catch (error) {
    interrupted = error instanceof Interrupted;
    if (!interrupted) results.push({ step: 'setting up', passed: 0, failed: 1, remark: oneLine(error) });
  } finally {
    if (interrupted) console.log('\nInterrupted: ending everything.');
    if (interrupted) await endRemaining();
    for (const step of undo.reverse()) await step();
    await endRemaining();
  }
  return interrupted ? 1 : summarize(results);
}

async function checkOnly(undo: Undo, results: StepResult[]): Promise<void> {
  await generatePrismaClient();
  results.push(...(await runChecks()));
  results.push({ ...(await runVitest(['test/architecture'], {}, temporaryFolder(undo))), step: 'architecture' });
}

async function testAll(args: string[], undo: Undo, results: StepResult[]): Promise<void> {
  await generatePrismaClient();
  if (args.length === 0) results.push(...(await runChecks()));
  const folder = temporaryFolder(undo);
  const [adminUrl, address] = await Promise.all([openDatabases(undo, folder), openTemporal(undo, folder)]);
  const env = { TEST_DATABASE_ADMIN_URL: adminUrl, TEMPORAL_ADDRESS: address };
  results.push(await runVitest(args, env, folder));
}

function temporaryFolder(undo: Undo): string {
  const folder = mkdtempSync(join(tmpdir(), 'changeover-test-'));
  undo.push(removedAtEnd(folder));
  return folder;
}

/** Starts PostgreSQL with a migrated template, from which each test file makes its own database; returns the address for that. */
async function openDatabases(undo: Undo, folder: string): Promise<string> {
  if (process.env.TEST_DATABASE_ADMIN_URL) return process.env.TEST_DATABASE_ADMIN_URL;
  const postgres = await startPostgres({ dataDir: folder, port: await freePort(), fast: true });
  undo.push(() => postgres.stop());
  const adminUrl = postgres.urlOf('postgres');
  await createDatabase(adminUrl, template);
  if (existsSync(migrationsFolder)) await applyMigrations(postgres.urlOf(template));
  return adminUrl;
}

async function openTemporal(undo: Undo, folder: string): Promise<string> {
  if (process.env.TEMPORAL_ADDRESS) return process.env.TEMPORAL_ADDRESS;
  const port = await freePort();
  const temporal = await startTemporal({ dataDir: folder, inMemory: true, port, report: console.log });
  undo.push(() => temporal.stop());
  return temporal.address;
}

/** Prints a line for each step and the totals as the last line; returns the exit code. */
function summarize(results: readonly StepResult[]): number {
  console.log('');
  for (const { step, passed, failed, remark } of results) {
    const outcome = passed + failed === 1 ? (failed ? 'failed' : 'passed') : `${passed} passed, ${failed} failed`;
    console.log(`${step}: ${outcome}${remark ? ` (${remark})` : ''}`);
  }
  const sum = (key: 'passed' | 'failed'): number => results.reduce((total, result) => total + result[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
}
