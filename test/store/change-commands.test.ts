import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MasterPlanChangeRequest } from '../../domain/master-plan-change/request.schema.js';
import {
  acceptMasterPlanChangeRequest,
  carryOutChange,
  reviseChange,
} from '../../prisma/stores/change-commands.store.js';
import { listChanges } from '../../prisma/stores/changes.store.js';
import { listHistory } from '../../prisma/stores/history.store.js';
import { listInvoices } from '../../prisma/stores/invoices.store.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aStoredSubscription, NOW, type Stored } from '../support/stored.js';

const DUE = '2026-11-21';

let database: TestDatabase;
let stored: Stored;
beforeAll(async () => {
  database = await aDatabase();
});
beforeEach(async () => {
  stored = await aStoredSubscription(database.prisma);
  await database.prisma.outboxMessage.deleteMany();
});
afterAll(() => database.drop());

const depsAt = (now: string) => ({ prisma: database.prisma, clock: { now: () => new Date(now) } });
const accept = (alongside?: () => Promise<void>) => {
  const { organizationId, accountId, subscriptionId, gold } = stored;
  const request: MasterPlanChangeRequest = {
    subscriptionId,
    planId: gold.id,
    units: 1,
    scope: 'on-date',
    effectiveDate: DUE,
  };
  return acceptMasterPlanChangeRequest(depsAt(NOW), {
    organizationId,
    accountId,
    request,
    by: 'test',
    ...(alongside ? { alongside } : {}),
  });
};
const refOf = ({ changeId }: { changeId: string }) => {
  const { organizationId, accountId } = stored;
  return { organizationId, accountId, kind: 'master-plan-change' as const, changeId };
};
const eventsOf = async (changeId: string) =>
  (await listHistory(database.prisma, stored.organizationId, { changeId })).map(({ event }) => event);
const tenTimes = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: 10 }, work));

describe('a change that is accepted (EN-05)', () => {
  it('is written with the intent to start its workflow', async () => {
    const { workflowId, outboxId } = await accept();
    expect(await database.prisma.outboxMessage.findMany({ where: { kind: 'start' } })).toMatchObject([
      { id: outboxId, kind: 'start', workflowId },
    ]);
  });

  it('leaves neither itself nor an intent where its transaction fails', async () => {
    await expect(accept(() => Promise.reject(new Error('crash')))).rejects.toThrow('crash');
    expect((await listChanges(database.prisma, stored.organizationId)).data).toEqual([]);
    expect(await database.prisma.outboxMessage.count()).toBe(0);
  });
});

describe('what an activity does ten times at once, and once more, has the effect of once (EN-03)', () => {
  it('carries a change out', async () => {
    const change = await accept();
    const carryOut = () => carryOutChange(depsAt(`${DUE}T00:00:01.000Z`), refOf(change));
    const turns = [...(await tenTimes(carryOut)), await carryOut()];
    expect(turns.map(({ state }) => state)).toEqual(Array(11).fill('applied'));
    expect(await eventsOf(change.changeId)).toEqual(['accepted', 'applied']);
    expect((await listInvoices(database.prisma, stored)).data).toHaveLength(1);
  });

  it('revises a change, by the id of the request', async () => {
    const change = await accept();
    const message = { ...refOf(change), revision: { command: 'complete-now' } as const, by: 'test', requestId: 'r1' };
    const revise = () => reviseChange(depsAt(NOW), message);
    const turns = [...(await tenTimes(revise)), await revise()];
    expect(turns.map(({ state }) => state)).toEqual(Array(11).fill('applied'));
    expect(await eventsOf(change.changeId)).toEqual(['accepted', 'completed-now', 'applied']);
    expect((await listInvoices(database.prisma, stored)).data).toHaveLength(1);
  });
});
