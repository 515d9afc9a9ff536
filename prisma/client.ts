import { setTimeout as delay } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import { isPlayableAgain } from './database-error.js';
import { type Prisma, PrismaClient } from './generated/client.js';
import { asStoreUnavailable } from './store-unavailable.js';

export type { PrismaClient };

/** One transaction: what is written through it is written whole or not at all. */
export type Tx = Prisma.TransactionClient;

/** Where a store may read: within a transaction or on its own. */
export type Db = Tx | PrismaClient;

/** How long a transaction waits for a connection, and how long it may take: beyond both, the caller gets 503. */
const WAIT_MS = 10_000;
const TAKE_MS = 10_000;
const PLAYED_AT_MOST = 5;

/** READ COMMITTED whatever the server's default; a client that fell silent gives its locks back. */
const SESSION = `-c default_transaction_isolation=read\\ committed -c idle_in_transaction_session_timeout=${2 * TAKE_MS}`;

/** Opens a pool of at most `max` connections; `$disconnect()` closes it. */
export function createPrisma(databaseUrl: string, { max = 10 }: { max?: number } = {}): PrismaClient {
  const adapter = new PrismaPg(
    {
      connectionString: databaseUrl,
      max,
      options: SESSION,
      connectionTimeoutMillis: WAIT_MS,
      query_timeout: TAKE_MS,
      statement_timeout: TAKE_MS,
      keepAlive: true,
      onConnect: (connection) => connection.on('error', leftToItsUser),
    },
    { statementNameGenerator: ({ sql }) => statementName(sql) },
  );
  return new PrismaClient({ adapter });
}

/**
 * Hears what breaks a connection between the pool and who takes it, when neither listens: without a listener that would end the process.
 * It is known to be broken from then on, and its first statement says so.
 */
function leftToItsUser(): void {}

/**
 * Carries out a transaction and plays it again, five times at most, where PostgreSQL gave it up for another (serialization
 * failure, deadlock). Throws `StoreUnavailable` where the database is away: whether it was committed is then unknown.
 */
export async function inTransaction<T>(prisma: PrismaClient, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let played = 1; ; played += 1) {
    try {
      return await prisma.$transaction(work, { maxWait: WAIT_MS, timeout: TAKE_MS });
    } catch (error) {
      if (played === PLAYED_AT_MOST || !isPlayableAgain(error)) throw asStoreUnavailable(error);
      await delay(Math.random() * 10 * played);
    }
  }
}

/** Tells whether the database answers; throws `StoreUnavailable` where it does not. */
export async function isStoreReachable(prisma: PrismaClient): Promise<boolean> {
  try {
    await prisma.$queryRaw`SELECT 1`;
    return true;
  } catch (error) {
    throw asStoreUnavailable(error);
  }
}

const names = new Map<string, string>();
const NAMED_AT_MOST = 300;

/** Names a statement, so that PostgreSQL plans it once per connection; the stores' texts are few, and the rest stays nameless. */
function statementName(sql: string): string {
  let name = names.get(sql);
  if (name === undefined && names.size < NAMED_AT_MOST) {
    name = `s${names.size}`;
    names.set(sql, name);
  }
  return name ?? '';
}
