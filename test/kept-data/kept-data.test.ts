import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../prisma/client.js';
import { createApiKey } from '../../prisma/stores/api-keys.store.js';
import { verify } from '../../relay/verify.js';
import { removedAtEnd } from '../../scripts/lib/children.js';
import { applyMigrations } from '../../scripts/lib/migrations.js';
import { freePort } from '../../scripts/lib/ports.js';
import { startTemporal, type TemporalServer } from '../../scripts/lib/temporal-server.js';
import { TASK_QUEUE } from '../../workflows/lib/task-queue.messages.js';
import { callerOf, type TestApi } from '../support/api.js';
import { aDatabase } from '../support/database.js';
import { sumOfPostings } from '../support/prepaid.js';
import { aReceiver } from '../support/receiver.js';
import { aSystem, type TestSystem } from '../support/system.js';
import { listArchives, readExpected, unpack } from './archive.js';
import { restoreDatabase } from './database-dump.js';
import { scriptOfFirst } from './first-archive.js';
import { play } from './play.js';

/** Opens an archive with today's code, at the business time at which it was written. */
async function open(name: string, folder: string): Promise<{ system: TestSystem; temporal: TemporalServer }> {
  await unpack(name, folder);
  const { savedAt } = await readExpected(name);
  const temporal = await startTemporal({ dataDir: folder, port: await freePort() });
  const database = await aDatabase({
    make: async (url) => {
      await restoreDatabase(url, join(folder, 'database'));
      await applyMigrations(url);
    },
  });
  const system = await aSystem({ now: savedAt, on: { database, address: temporal.address, taskQueue: TASK_QUEUE } });
  return { system, temporal };
}

describe.each(await listArchives())('the data folder that %s wrote', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'changeover-kept-'));
  const removeFolder = removedAtEnd(folder);
  let system: TestSystem;
  let temporal: TemporalServer;
  let receiver: Awaited<ReturnType<typeof aReceiver>>;
  beforeAll(async () => {
    receiver = await aReceiver();
    ({ system, temporal } = await open(name, folder));
  }, 300_000);
  afterAll(async () => {
    await system?.stop();
    await temporal?.stop();
    await receiver?.close();
    removeFolder();
  });

  it("starts with today's code, all that waits in it ends rightly, and it lives on to its tenth year (EN-03, EN-05, EN-08)", async () => {
    const expected = await readExpected(name);
    const { organizationId } = expected;
    const api = await ownersOf(system, organizationId);
    const { names, steps } = 'steps' in expected ? expected : await scriptOfFirst(expected, api.call);
    const advance = async (by: string): Promise<string> => {
      const reply = await api.call('POST', '/v1/clock/advance', { as: 'platform', body: { by, organizationId } });
      if (reply.status !== 200) throw new Error(`the clock did not advance: ${JSON.stringify(reply.body)}`);
      return reply.body.now;
    };
    const { clock, restartWorker: restart, orchestrator } = system;
    const { fastForward } = orchestrator;
    await play({ api, advance, clock, restart, fastForward }, steps, { ...names, receiver: receiver.url });

    expect(await eventually(() => verify(system, organizationId))).toEqual([]);
    expect(await sumOfPostings({ ...system, organizationId })).toBe(0);
  }, 600_000);
});

/** Gives the API with new keys to an organization that was there: the secrets of its own are nowhere. */
async function ownersOf(system: TestSystem, organizationId: string): Promise<TestApi> {
  const keyFor = (role: 'admin' | 'agent' | 'shop') =>
    inTransaction(system.prisma, async (tx) => (await createApiKey(tx, { organizationId, role, name: role })).secret);
  const { client, platform } = system.secrets;
  const [admin, agent, shop] = [await keyFor('admin'), await keyFor('agent'), await keyFor('shop')];
  const organization = { organizationId, accountId: '', secrets: { admin, agent, shop, client, platform } };
  return { ...organization, url: system.url, call: callerOf(system.url, organization), close: async () => {} };
}

/** The last workflows close, and the last pokes arrive, a moment after the rows. */
async function eventually<T>(look: () => Promise<readonly T[]>): Promise<readonly T[]> {
  const late = Date.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found.length === 0 || Date.now() > late) return found;
  }
}
