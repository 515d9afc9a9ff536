import { mkdtempSync } from 'node:fs';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../../scripts/lib/bootstrap.mjs';
import { endChild, endRemaining, hasEnded, removedAtEnd, run, startChild } from '../../scripts/lib/children.js';
import { Failure } from '../../scripts/lib/failure.js';
import { freePort } from '../../scripts/lib/ports.js';
import { startPostgres } from '../../scripts/lib/postgres-server.js';
import { listenForStop } from '../../scripts/lib/stopping.js';
import { type Expected, newArchiveName, pack } from './archive.js';
import { type Call, createWaiting, type Days } from './cast.js';
import { dumpDatabase } from './database-dump.js';

const READY_MS = 180_000;

/** `npm run kept-data:make`: writes a data folder full of waiting changes with today's code, for all later code to open. */
export async function main(): Promise<number> {
  const stop = listenForStop();
  const dataDir = mkdtempSync(join(tmpdir(), 'changeover-kept-'));
  const removeFolder = removedAtEnd(dataDir);
  try {
    const name = await newArchiveName(new Date().toISOString().slice(0, 10));
    const expected = await stop.orElse(liveOn(dataDir));
    const packed = join(dataDir, 'packed');
    await mkdir(packed);
    await dumpPostgres(dataDir, join(packed, 'database'));
    const files = (await readdir(dataDir)).filter((it) => /^temporal\.db(-wal)?$/.test(it));
    for (const file of files) await cp(join(dataDir, file), join(packed, file));
    await pack(name, packed, expected);
    console.log(`test/kept-data/${name}.tar.gz: ${expected.changes.length} waiting changes`);
    return 0;
  } finally {
    await endRemaining();
    removeFolder();
  }
}

/** Starts the system as everybody does, fills it, and ends it in good order. */
async function liveOn(dataDir: string): Promise<Expected> {
  const env = {
    ...process.env,
    DATA_DIR: dataDir,
    PORT: String(await freePort()),
    DATABASE_URL: '',
    TEMPORAL_ADDRESS: '',
  };
  const command = [process.execPath, join(root, 'scripts', 'start.mjs')];
  const child = await startChild(command, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const late = Date.now() + READY_MS;
  let system: { apiUrl: string; keys: { platform: string } } | undefined;
  while (!system) {
    if (hasEnded(child) || Date.now() > late) throw new Failure('The system did not start: its messages say why.');
    await delay(200);
    system = await readSystem(dataDir);
  }
  const expected = await fill(callerOf(system.apiUrl), system.keys.platform);
  await agreed(dataDir);
  await endChild(child, 'TERM', 60_000);
  return { ...expected, savedAt: new Date().toISOString() };
}

async function readSystem(dataDir: string) {
  try {
    const demo = JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8'));
    return (await fetch(`${demo.apiUrl}/readyz`)).ok ? demo : undefined;
  } catch {
    return undefined;
  }
}

function callerOf(apiUrl: string): (secret: string) => Call {
  return (secret) => async (method, path, body) => {
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    const reply = await fetch(`${apiUrl}${path}`, { method, headers, body: JSON.stringify(body ?? {}) });
    if (!reply.ok) throw new Failure(`${method} ${path}: ${reply.status} ${await reply.text()}`);
    return reply.json();
  };
}

async function fill(as: (secret: string) => Call, platformKey: string): Promise<Omit<Expected, 'savedAt'>> {
  const platform = as(platformKey);
  const settings = { timeZone: 'Europe/Berlin' };
  const organization = await platform('POST', '/v1/organizations', { name: 'Kept', test: true, settings });
  const advance = async (by: string): Promise<string> =>
    (await platform('POST', '/v1/clock/advance', { by, organizationId: organization.id })).now;
  const now = new Date(await advance('PT1S'));
  const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 11, 12);
  await advance(`PT${((start - now.getTime()) / 1000).toFixed(3)}S`);
  const days = daysOf(start);
  const waiting = await createWaiting(as(organization.adminKey.secret), days);
  await advance('P2D');
  return {
    organizationId: organization.id,
    calls: waiting.flatMap((it) => it.calls),
    until: days.next(15),
    changes: waiting.flatMap((it) => it.changes),
  };
}

function daysOf(start: number): Days {
  const [year, month] = [new Date(start).getUTCFullYear(), new Date(start).getUTCMonth()];
  const date = (months: number, day: number) =>
    new Date(Date.UTC(year, month + months, day)).toISOString().slice(0, 10);
  return { day: (day) => date(0, day), next: (day) => date(1, day), lastDay: date(1, 0) };
}

/** Waits until rows, workflows and ledger agree: until then somebody is still on the way to a workflow. */
async function agreed(dataDir: string): Promise<void> {
  const command = [process.execPath, '--import', 'tsx', join(root, 'main', 'verify.ts')];
  const late = Date.now() + READY_MS;
  for (;;) {
    const { code, output } = await run(command, { cwd: root, env: { ...process.env, DATA_DIR: dataDir } });
    if (code === 0) return;
    if (Date.now() > late) throw new Failure(`The system does not agree with itself: ${output}`);
  }
}

async function dumpPostgres(dataDir: string, folder: string): Promise<void> {
  const postgres = await startPostgres({ dataDir, port: await freePort() });
  await dumpDatabase(postgres.urlOf('changeover'), folder);
  await postgres.stop();
}
