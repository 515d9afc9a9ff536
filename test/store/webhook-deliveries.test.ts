import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../prisma/client.js';
import { noteTry } from '../../prisma/stores/webhook-deliveries.store.js';
import { createWebhookEndpoint } from '../../prisma/stores/webhook-endpoints.store.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aStoredSubscription } from '../support/stored.js';

const AT = '2026-11-11T09:30:00.000Z';
let database: TestDatabase;

beforeAll(async () => {
  database = await aDatabase();
});
afterAll(() => database.drop());

it('a delivery that is tried twice at once stays delivered, whichever try is noted first (EN-03, PS-16)', async () => {
  const { prisma } = database;
  const { organizationId } = await aStoredSubscription(prisma);
  const of = (id: string) => ({ organizationId, id });
  for (let round = 0; round < 10; round += 1) {
    const id = `whd_${round}`;
    await inTransaction(prisma, async (tx) => {
      const { id: endpointId } = await createWebhookEndpoint(tx, {
        organizationId,
        url: 'https://b.example',
        events: [],
      });
      const about = { organizationId, id, endpointId, messageId: id, type: 'subscription.paused', body: '{}' };
      await tx.webhookDelivery.create({ data: { ...about, state: 'waiting', at: AT } });
    });
    const note = (status: number) =>
      inTransaction(prisma, (tx) => noteTry(tx, of(id), { at: AT, status, error: null }));
    await Promise.all([note(204), note(500)]);
    await note(500);
    const row = await prisma.webhookDelivery.findUniqueOrThrow({
      where: { organizationId_id: { organizationId, id } },
    });
    expect(row.state).toBe('delivered');
    expect(row.log).toHaveLength(row.attempts);
  }
});
