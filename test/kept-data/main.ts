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
import { startTemporal } from '../../scripts/lib/temporal-server.js';
import { callerOf, type TestApi } from '../support/api.js';
import { type Expected, newArchiveName, pack } from './archive.js';
import { tenYears } from './cast/ten-years.js';
import { dumpDatabase } from './database-dump.js';
import { play } from './play.js';
import type { Names } from './script.js';

const READY_MS = 180_000;

/** `npm run kept-data:make`: lives three years with today's code and packs what waits then, for all later code to go on with. */
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
    await foldTemporal(dataDir);
    await cp(join(dataDir, 'temporal.db'), join(packed, 'temporal.db'));
    await pack(name, packed, expected);
    console.log(`test/kept-data/${name}.tar.gz: ${expected.steps.length} steps to go`);
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
  const expected = await live(system.apiUrl, system.keys.platform);
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

/** Lives the story up to where it is packed; what is left of it is for later code. */
async function live(url: string, platform: string): Promise<Omit<Expected, 'savedAt'>> {
  const api = await anOrganization(url, platform);
  const { organizationId } = api;
  const advance = async (by: string): Promise<string> => {
    const reply = await api.call('POST', '/v1/clock/advance', { as: 'platform', body: { by, organizationId } });
    if (reply.status !== 200) throw new Failure(`the clock did not advance: ${JSON.stringify(reply.body)}`);
    return reply.body.now;
  };
  const names: Names = { organization: organizationId };
  const today = (await advance('PT1S')).slice(0, 10);
  const year = Number(today.slice(0, 4));
  const { steps, packedAt } = tenYears(today < `${year}-01-11` ? year : year + 1);
  const isLived = ({ at }: { at: string | null }) => at !== null && at <= packedAt;
  await play({ api, advance, clock: { now: () => new Date() } }, steps.filter(isLived), names);
  const left = steps.filter((it) => !isLived(it));
  if (left.some((it) => 'prepare' in it)) throw new Failure('A step that comes after the packing cannot be prepared.');
  return { organizationId, names, steps: left };
}

async function anOrganization(url: string, platform: string): Promise<TestApi> {
  const secrets = { admin: '', agent: '', client: '', shop: '', platform };
  const call = callerOf(url, { organizationId: '', accountId: '', secrets });
  const body = { name: 'Kept', test: true, settings: { timeZone: 'Europe/Berlin' } };
  const { body: made } = await call('POST', '/v1/organizations', { as: 'platform', body });
  secrets.admin = made.adminKey.secret;
  for (const role of ['agent', 'shop'] as const)
    secrets[role] = (await call('POST', '/v1/api-keys', { body: { role, name: role } })).body.secret;
  return { organizationId: made.id, accountId: '', secrets, url, call, close: async () => {} };
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

/** Has Temporal's log written into its database file, which makes the archive a third smaller. */
async function foldTemporal(dataDir: string): Promise<void> {
  const temporal = await startTemporal({ dataDir, port: await freePort(), journal: 'delete' });
  await temporal.stop();
  const left = (await readdir(dataDir)).filter((it) => /^temporal\.db-/.test(it));
  if (left.length > 0) throw new Failure(`Temporal has left ${left.join(', ')} beside its database file.`);
}

async function dumpPostgres(dataDir: string, folder: string): Promise<void> {
  const postgres = await startPostgres({ dataDir, port: await freePort() });
  await dumpDatabase(postgres.urlOf('changeover'), folder);
  await postgres.stop();
}
