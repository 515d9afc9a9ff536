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
import { aDatabase } from '../support/database.js';
import { aSystem, type TestSystem } from '../support/system.js';
import { type Expected, listArchives, readExpected, unpack } from './archive.js';
import { restoreDatabase } from './database-dump.js';

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
  let expected: Expected;
  let admin: { secret: string };
  beforeAll(async () => {
    expected = await readExpected(name);
    ({ system, temporal } = await open(name, folder));
    const { organizationId } = expected;
    admin = await inTransaction(system.prisma, (tx) =>
      createApiKey(tx, { organizationId, role: 'admin', name: 'test' }),
    );
  }, 60_000);
  afterAll(async () => {
    await system?.stop();
    await temporal?.stop();
    removeFolder();
  });

  it("starts with today's code, and every change that waits in it still ends rightly", async () => {
    const { organizationId, calls, until, changes } = expected;
    for (const { path, body } of calls) {
      const reply = await system.call('POST', path, { as: admin, body });
      expect([path, reply.status, reply.body.detail]).toEqual([path, 200, undefined]);
    }
    const now = await advance('PT1S');
    await advance(`PT${(Date.parse(`${until}T12:00:00.000Z`) - Date.parse(now)) / 1000}S`);

    const found = await Promise.all(
      changes.map(async ({ what, id }) => {
        const { state, effectiveDate, applied } = (await system.call('GET', `/v1/plan-changes/${id}`, { as: admin }))
          .body;
        return { what, id, state, effectiveDate, net: applied?.net ?? null };
      }),
    );
    expect(found).toEqual(changes);
    expect(await eventually(() => verify(system, organizationId))).toEqual([]);

    async function advance(by: string): Promise<string> {
      const reply = await system.call('POST', '/v1/clock/advance', { as: 'platform', body: { by, organizationId } });
      return reply.body.now;
    }
  }, 240_000);
});

/** The last workflows close, and the last pokes arrive, a moment after the rows. */
async function eventually<T>(look: () => Promise<readonly T[]>): Promise<readonly T[]> {
  const late = Date.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found.length === 0 || Date.now() > late) return found;
  }
}
