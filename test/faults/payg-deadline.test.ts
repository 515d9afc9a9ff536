import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aFaultSystem, type FaultSystem, ROW_TIMEOUT_MS, rounds, type Sent, send } from '../support/faults.js';
import { aPaygCatalog, aPaygCustomer } from '../support/payg.js';

/** Bookings whose window ends around each kill. */
const PER_KILL = 6;

describe('the worker, killed as the window of bookings ends (F8, PB-05, PB-06)', () => {
  let database: TestDatabase;
  let system: FaultSystem;
  beforeAll(async () => {
    database = await aDatabase();
    system = await aFaultSystem({ databaseUrl: database.url, prisma: database.prisma });
  });
  afterAll(async () => {
    await system?.end();
    await database?.drop();
  });

  it('leaves each booking paid or expired, and all money accounted for', { timeout: ROW_TIMEOUT_MS }, async () => {
    const [, worker] = await Promise.all([system.start('api'), system.start('worker')]);
    const settings = await system.call('PATCH', '/v1/settings', {
      body: { bookingWindow: 'PT4S', settlementGrace: 'PT1S' },
    });
    expect(settings.status).toBe(200);
    const { lamp, radio } = await aPaygCatalog(system);
    const payments: Promise<Sent>[] = [];
    let lastEnd = 0;

    const count = await rounds('F8', { inTest: 4, inFull: 40, unit: 'kills' }, async () => {
      const booked = await Promise.all(
        Array.from({ length: PER_KILL }, async () => {
          const { accountId } = await aPaygCustomer(system, lamp);
          const { reply } = await send(system, '/v1/bookings', { accountId, planIds: [radio] });
          return { accountId, expiresAt: reply.body.expiresAt as string };
        }),
      );
      // Payments begin a little before the windows end, and the worker dies in the middle of them.
      lastEnd = Date.parse(booked.at(-1)?.expiresAt ?? '');
      await system.untilClock(new Date(lastEnd - 1_500).toISOString());
      payments.push(...booked.map(({ accountId }) => payAround(accountId)));
      await worker?.restart();
      await Promise.all(payments);
    });

    // The last ones are settling until their grace is over.
    await system.untilClock(new Date(lastEnd + 1_500).toISOString());
    expect(await system.findings()).toEqual([]);
    const rows = await system.prisma.change.findMany({ where: { organizationId: system.organizationId } });
    expect(rows).toHaveLength(count * PER_KILL);
    for (const { state } of rows) expect(['install-collect', 'expired']).toContain(state);
    console.log(
      `F8: ${rows.length} bookings, ${rows.filter(({ state }) => state === 'expired').length} of them expired`,
    );
  });

  /** Paid at the moment at which it comes: before the window of the last one has ended, or after. */
  async function payAround(accountId: string): Promise<Sent> {
    await delay(randomInt(0, 2_000));
    const body = { amount: { amount: '100.00', currency: 'USD' }, reference: 'around the end' };
    return send(system, `/v1/accounts/${accountId}/payments`, body);
  }
});
