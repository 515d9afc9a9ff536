import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction, type Tx } from '../../prisma/client.js';
import { listDue, nextDueAt } from '../../prisma/stores/due.store.js';
import { claimOutbox, countOutbox, enqueue, postponeOutbox, removeOutbox } from '../../prisma/stores/outbox.store.js';
import { findSubscription, setNextDueAt } from '../../prisma/stores/subscriptions.store.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aStoredChange, aStoredSubscription, NOW, persist, type Stored } from '../support/stored.js';

let database: TestDatabase;
let stored: Stored;
beforeAll(async () => {
  database = await aDatabase();
});
beforeEach(async () => {
  stored = await aStoredSubscription(database.prisma);
});
afterAll(() => database.drop());

const write = <T>(work: (tx: Tx) => Promise<T>) => inTransaction(database.prisma, work);
const DECEMBER = '2026-12-01T00:00:00.000Z';
const JANUARY = '2027-01-01T00:00:00.000Z';

describe('what is due next', () => {
  const next = (after = NOW) => nextDueAt(database.prisma, [stored.organizationId], after);
  const renewAt = (at: string | null) =>
    write((tx) => setNextDueAt(tx, stored.organizationId, stored.subscriptionId, at));

  it('is the earliest of changes and renewals after an instant; nothing at first', async () => {
    expect(await next()).toBeNull();
    await renewAt(JANUARY);
    await aStoredChange(database.prisma, stored);
    await aStoredChange(database.prisma, stored, { effectiveDate: null });
    expect(await next()).toBe(DECEMBER);
    expect(await next(DECEMBER)).toBe(JANUARY);
    expect(await next(JANUARY)).toBeNull();
    expect(await nextDueAt(database.prisma, [], NOW)).toBeNull();
    expect((await findSubscription(database.prisma, stored.organizationId, stored.subscriptionId))?.nextDueAt).toBe(
      JANUARY,
    );
  });

  it('leaves out what is closed, needs attention or is cancelled', async () => {
    const change = await aStoredChange(database.prisma, stored);
    const attention = { code: 'x', message: 'y' };
    await renewAt(JANUARY);
    await persist(database.prisma, stored, [
      { type: 'change-moved', changeId: change.id, state: 'needs-attention', at: NOW, attention, plan: null },
      { type: 'subscription-changed', subscriptionId: stored.subscriptionId, set: { status: 'cancelled' } },
    ]);
    expect(await next()).toBeNull();
    expect(await listDue(database.prisma, stored.organizationId, JANUARY)).toEqual([]);
  });

  it('is listed with its workflow, changes first on one instant, and not what is due later', async () => {
    const { id: changeId, workflowId } = await aStoredChange(database.prisma, stored);
    await aStoredChange(database.prisma, stored, { effectiveDate: '2027-01-01' });
    await renewAt(DECEMBER);
    const { organizationId, accountId, subscriptionId } = stored;
    expect(await listDue(database.prisma, organizationId, DECEMBER)).toEqual([
      { accountId, subscriptionId, changeId, workflowId, dueAt: DECEMBER },
      { accountId, subscriptionId, changeId: null, workflowId: null, dueAt: DECEMBER },
    ]);
    expect(await listDue(database.prisma, organizationId, NOW)).toEqual([]);
  });
});

describe('the outbox (EN-05)', () => {
  const put = (workflowId: string, availableAt = NOW) =>
    write((tx) =>
      enqueue(tx, {
        organizationId: stored.organizationId,
        kind: 'start',
        workflowId,
        payload: { a: [1] },
        availableAt,
      }),
    );
  const claim = (now = NOW, limit = 10) => write((tx) => claimOutbox(tx, now, limit));
  beforeEach(() => database.prisma.outboxMessage.deleteMany());

  it('gives out what is available, oldest first, until it is removed', async () => {
    const id = await put('w1');
    await put('w2', '2026-11-11T09:29:00.000Z');
    await put('w3', DECEMBER);
    expect((await claim()).map(({ workflowId }) => workflowId)).toEqual(['w2', 'w1']);
    expect((await claim(NOW, 1)).map(({ workflowId }) => workflowId)).toEqual(['w2']);
    expect((await claim())[1]).toMatchObject({
      id,
      kind: 'start',
      payload: { a: [1] },
      availableAt: NOW,
      attempts: 0,
      lastError: null,
    });
    await removeOutbox(database.prisma, id);
    await removeOutbox(database.prisma, id);
    expect(await countOutbox(database.prisma)).toBe(2);
  });

  it('puts off what was not delivered, with the reason', async () => {
    const id = await put('w1');
    await postponeOutbox(database.prisma, id, 'away\0', DECEMBER);
    expect(await claim()).toEqual([]);
    expect(await claim(DECEMBER)).toMatchObject([{ id, attempts: 1, lastError: 'away', availableAt: DECEMBER }]);
  });

  it('gives no message to two at once', async () => {
    for (const id of ['w1', 'w2', 'w3', 'w4']) await put(id);
    const [mine, others] = await write(async (tx) => [await claimOutbox(tx, NOW, 3), await claim()] as const);
    expect([...mine, ...others].map(({ workflowId }) => workflowId)).toEqual(['w1', 'w2', 'w3', 'w4']);
    expect(mine).toHaveLength(3);
  });

  it('keeps nothing of a transaction that is rolled back', async () => {
    const failed = write(async (tx) => {
      await enqueue(tx, {
        organizationId: stored.organizationId,
        kind: 'poke',
        workflowId: 'w',
        payload: {},
        availableAt: NOW,
      });
      throw new Error('crash');
    });
    await expect(failed).rejects.toThrow('crash');
    expect(await countOutbox(database.prisma)).toBe(0);
  });
});
