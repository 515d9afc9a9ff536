import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPrisma, inTransaction, isStoreReachable, type Tx } from '../../prisma/client.js';
import { isCheckViolation, isUniqueViolation } from '../../prisma/database-error.js';
import { asStoreUnavailable, StoreUnavailable } from '../../prisma/store-unavailable.js';
import { lockAccount } from '../../prisma/stores/accounts.store.js';
import { withClient } from '../../scripts/lib/databases.js';
import { freePort } from '../../scripts/lib/ports.js';
import { aServerThatEndsAtOnce } from '../support/broken-postgres.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { aStoredSubscription, type Stored } from '../support/stored.js';

let database: TestDatabase;
let first: Stored;
let second: Stored;
beforeAll(async () => {
  database = await aDatabase();
  first = await aStoredSubscription(database.prisma);
  second = await aStoredSubscription(database.prisma);
});
afterAll(() => database.drop());

const lock = (tx: Tx, { organizationId, accountId }: Stored) => lockAccount(tx, organizationId, accountId);

/** Lets as many wait for one another as it was made for. */
function aMeeting(parties: number): () => Promise<void> {
  let here = 0;
  let open = () => {};
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    here += 1;
    if (here >= parties) open();
    return all;
  };
}

describe('a transaction', () => {
  it('is played again after a deadlock, and both are done', async () => {
    const meet = aMeeting(2);
    let played = 0;
    const both = (one: Stored, other: Stored) =>
      inTransaction(database.prisma, async (tx) => {
        played += 1;
        await lock(tx, one);
        await meet();
        await lock(tx, other);
        return 'done';
      });
    expect(await Promise.all([both(first, second), both(second, first)])).toEqual(['done', 'done']);
    expect(played).toBe(3);
  });

  it('is played five times at most', async () => {
    let played = 0;
    const failing = inTransaction(database.prisma, (tx) => {
      played += 1;
      return tx.$executeRawUnsafe("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'serialization_failure'; END $$");
    });
    await expect(failing).rejects.toMatchObject({ name: 'PrismaClientKnownRequestError' });
    expect(played).toBe(5);
  });

  it('is rolled back whole when it throws, and its error arrives as it was', async () => {
    const refusal = new Error('no');
    const id = 'org_rolled_back';
    const failing = inTransaction(database.prisma, async (tx) => {
      await tx.organization.create({ data: { id, name: 'x' } });
      throw refusal;
    });
    await expect(failing).rejects.toBe(refusal);
    expect(await database.prisma.organization.findUnique({ where: { id } })).toBeNull();
  });

  it('reads what others have committed meanwhile (READ COMMITTED), whatever the default of the database', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await database.prisma.$executeRawUnsafe(
      `ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`,
    );
    const prisma = createPrisma(database.url, { max: 1 });
    const level = await inTransaction(prisma, (tx) =>
      tx.$queryRawUnsafe<{ transaction_isolation: string }[]>('SHOW transaction_isolation'),
    );
    await prisma.$disconnect();
    await database.prisma.$executeRawUnsafe(`ALTER DATABASE ${name} RESET default_transaction_isolation`);
    expect(level[0]?.transaction_isolation).toBe('read committed');
  });

  it('tells which key or check refused a row', async () => {
    const twice = inTransaction(database.prisma, (tx) =>
      tx.organization.create({ data: { id: first.organizationId, name: 'x' } }),
    );
    await expect(twice).rejects.toSatisfy(
      (error) => isUniqueViolation(error, 'organizations_pkey') && !isUniqueViolation(error, 'x'),
    );
    const late = inTransaction(database.prisma, (tx) =>
      tx.organization.create({ data: { id: 'x', name: 'x', clockOffsetMs: 1 } }),
    );
    await expect(late).rejects.toSatisfy((error) => isCheckViolation(error, 'organizations_clock_only_of_a_test'));
  });
});

describe('the loss of the database is StoreUnavailable', () => {
  const terminate = (but: string) =>
    withClient(database.url, (client) =>
      client.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = $1',
        [but],
      ),
    );
  const named = (name: string) => createPrisma(`${database.url}?application_name=${name}`, { max: 1 });

  it('where the connection is terminated in a transaction, and the next transaction succeeds', async () => {
    const prisma = named('terminated');
    const broken = inTransaction(prisma, async (tx) => {
      await tx.organization.count();
      await terminate('terminated');
      await tx.organization.count();
    });
    await expect(broken).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await inTransaction(prisma, (tx) => tx.organization.count())).toBeGreaterThan(0);
    await prisma.$disconnect();
  });

  it('where it is terminated before the commit', async () => {
    const prisma = named('committing');
    const broken = inTransaction(prisma, async (tx) => {
      await tx.organization.count();
      await terminate('committing');
    });
    await expect(broken).rejects.toBeInstanceOf(StoreUnavailable);
    await prisma.$disconnect();
  });

  it('where nobody listens', async () => {
    const prisma = createPrisma(`postgresql://postgres@127.0.0.1:${await freePort()}/nowhere`);
    await expect(inTransaction(prisma, (tx) => tx.organization.count())).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(isStoreReachable(prisma)).rejects.toBeInstanceOf(StoreUnavailable);
    await prisma.$disconnect();
    expect(await isStoreReachable(database.prisma)).toBe(true);
  });

  it('where the server ends a connection in the same breath in which it opens it, and the process lives', async () => {
    const server = await aServerThatEndsAtOnce();
    const prisma = createPrisma(`postgresql://postgres:any@127.0.0.1:${server.port}/any`, { max: 1 });
    for (let i = 0; i < 3; i += 1) {
      await expect(inTransaction(prisma, (tx) => tx.organization.count())).rejects.toBeInstanceOf(StoreUnavailable);
    }
    await expect(isStoreReachable(prisma)).rejects.toBeInstanceOf(StoreUnavailable);
    await prisma.$disconnect();
    await server.end();
  });

  it.each([
    ['starting up', { code: '57P03', severity: 'FATAL', message: 'the database system is starting up' }],
    ['shutting down', { code: '57P03', severity: 'FATAL', message: 'the database system is shutting down' }],
    [
      'crashed',
      {
        code: '57P02',
        severity: 'FATAL',
        message: 'terminating connection because of crash of another server process',
      },
    ],
    ['full', { code: '53300', severity: 'FATAL', message: 'sorry, too many clients already' }],
    ['too slow', { code: '57014', severity: 'ERROR', message: 'canceling statement due to statement timeout' }],
    ['not reachable', Object.assign(new Error('x'), { code: 'P1001' })],
    ['out of connections', Object.assign(new Error('x'), { code: 'P2024' })],
    ['out of time', Object.assign(new Error('x'), { code: 'P2028' })],
    ['closed', Object.assign(new Error('x'), { code: 'P1017' })],
    ['refusing', Object.assign(new Error('x'), { code: 'ECONNREFUSED' })],
    ['out of connections of the pool', new Error('timeout exceeded when trying to connect')],
    ['gone', new Error('Connection terminated unexpectedly')],
    ['broken', new Error('Client has encountered a connection error and is not queryable')],
    ['silent', new Error('Query read timeout')],
  ])('where it is %s', (_, error) => {
    expect(asStoreUnavailable(error)).toBeInstanceOf(StoreUnavailable);
  });

  it.each([
    ['a violated key', { code: '23505', severity: 'ERROR', message: 'duplicate key value' }],
    ['a fault of the program', new TypeError('x is not a function')],
    ['nothing', undefined],
  ])('and %s is not', (_, error) => {
    expect(asStoreUnavailable(error)).toBe(error);
  });
});
