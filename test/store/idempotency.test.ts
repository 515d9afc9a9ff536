import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../prisma/client.js';
import { newId } from '../../prisma/ids.js';
import { createAccount, listAccounts } from '../../prisma/stores/accounts.store.js';
import { type Claim, claimKey, linkResource, storeAnswer } from '../../prisma/stores/idempotency.store.js';
import { createOrganization } from '../../prisma/stores/organizations.store.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { NOW } from '../support/stored.js';

let database: TestDatabase;
let organizationId: string;
let key: string;
beforeAll(async () => {
  database = await aDatabase();
  organizationId = (
    await inTransaction(database.prisma, (tx) => createOrganization(tx, { name: 'x', isTest: true, by: 'test' }))
  ).id;
});
beforeEach(() => {
  key = newId('key');
});
afterAll(() => database.drop());

const LATER = '2026-11-11T09:31:00.000Z';
const asked = { requestHash: 'hash', leaseMs: 30_000, now: NOW };
const claim = (changed: Partial<typeof asked> = {}): Promise<Claim> =>
  inTransaction(database.prisma, (tx) => claimKey(tx, { organizationId, key, ...asked, ...changed }));
const answer = (body: unknown) =>
  inTransaction(database.prisma, (tx) => storeAnswer(tx, { organizationId, key, status: 201, body }));

describe('an idempotency key (EN-03, EN-10)', () => {
  it('is new once, and then gives the answer that was stored', async () => {
    expect(await claim()).toEqual({ kind: 'new' });
    await answer({ id: 'acc_1' });
    expect(await claim()).toEqual({ kind: 'done', status: 201, body: { id: 'acc_1' } });
    expect(await claim({ now: LATER })).toEqual({ kind: 'done', status: 201, body: { id: 'acc_1' } });
  });

  it('keeps the first answer', async () => {
    await claim();
    await answer('first');
    await answer('second');
    expect(await claim()).toMatchObject({ body: 'first' });
  });

  it('is refused for another request, also while the first is under way', async () => {
    await claim();
    await expect(claim({ requestHash: 'other' })).rejects.toMatchObject({
      code: 'idempotency-key-reused',
      kind: 'invalid',
    });
    await answer('x');
    await expect(claim({ requestHash: 'other' })).rejects.toMatchObject({ code: 'idempotency-key-reused' });
  });

  it('is in progress until its lease is over', async () => {
    await claim();
    await expect(claim({ now: '2026-11-11T09:30:29.999Z' })).rejects.toMatchObject({
      code: 'request-in-progress',
      kind: 'conflict',
    });
    expect(await claim({ now: '2026-11-11T09:30:30.000Z' })).toEqual({ kind: 'new' });
    await expect(claim({ now: '2026-11-11T09:30:31.000Z' })).rejects.toMatchObject({ code: 'request-in-progress' });
  });

  it('gives what the request created, where its answer was lost in a crash', async () => {
    await inTransaction(database.prisma, async (tx) => {
      await claimKey(tx, { organizationId, key, ...asked });
      await linkResource(tx, { organizationId, key, resourceKind: 'change', resourceId: 'mpc_1' });
    });
    await expect(claim()).rejects.toMatchObject({ code: 'request-in-progress' });
    expect(await claim({ now: LATER })).toEqual({ kind: 'resource', resourceKind: 'change', resourceId: 'mpc_1' });
  });

  it('is free again where the transaction that claimed it was rolled back', async () => {
    const failed = inTransaction(database.prisma, async (tx) => {
      await claimKey(tx, { organizationId, key, ...asked });
      throw new Error('crash');
    });
    await expect(failed).rejects.toThrow('crash');
    expect(await claim()).toEqual({ kind: 'new' });
  });

  it('means another request in another organization', async () => {
    await claim();
    const other = await inTransaction(database.prisma, (tx) =>
      createOrganization(tx, { name: 'y', isTest: true, by: 'test' }),
    );
    const elsewhere = inTransaction(database.prisma, (tx) =>
      claimKey(tx, { organizationId: other.id, key, ...asked, requestHash: 'other' }),
    );
    expect(await elsewhere).toEqual({ kind: 'new' });
  });

  it('sent a hundred times at once creates once, and all get that answer (F10)', async () => {
    const create = () =>
      inTransaction(database.prisma, async (tx) => {
        const claimed = await claimKey(tx, { organizationId, key, ...asked });
        if (claimed.kind === 'done') return claimed.body as { id: string };
        const { id } = await createAccount(tx, { organizationId, name: 'Ada', currency: 'USD', billDay: 1 });
        await storeAnswer(tx, { organizationId, key, status: 201, body: { id } });
        return { id };
      });
    const answers = await Promise.all(Array.from({ length: 100 }, create));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect((await listAccounts(database.prisma, organizationId)).data).toHaveLength(1);
  });
});
