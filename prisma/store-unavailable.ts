import { codeOf, databaseErrorOf } from './database-error.js';

/** Says that PostgreSQL cannot be reached or is too busy: nothing of the transaction is known to be done; the API answers 503. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly code = 'store-unavailable';

  constructor(cause: unknown) {
    super('The database does not answer at the moment; the same request may be sent again.', { cause });
  }
}

/** Turns the loss of the database into `StoreUnavailable` and gives every other error back as it is. */
export function asStoreUnavailable(error: unknown): unknown {
  return isLossOfStore(error) ? new StoreUnavailable(error) : error;
}

/** Classes 08 (connection) and 57P (shutdown, crash, starting up), too many connections, cancelled by a time bound. */
const LOST_STATES = /^(08...|57P0.|53300|57014|55P03|25P03|25P04)$/;

/** Prisma's own: not reachable, timed out, closed; no connection or no transaction within the time bound. */
const LOST_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037']);
const LOST_SOCKETS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
const LOST_KINDS = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);

/** What `pg` and its pool say without any code. */
const LOST_MESSAGES = [
  'terminating connection',
  'connection terminated',
  'not queryable',
  'timeout exceeded when trying to connect',
  'query read timeout',
  'the database system is',
  'client was closed',
];

function isLossOfStore(error: unknown): boolean {
  if (error instanceof StoreUnavailable) return false;
  const said = databaseErrorOf(error);
  if (said && (LOST_STATES.test(said.state) || LOST_KINDS.has(said.kind))) return true;
  const code = codeOf(error);
  if (LOST_CODES.has(code) || LOST_SOCKETS.has(code) || LOST_STATES.test(code)) return true;
  const message = (said?.message || (error instanceof Error ? error.message : '')).toLowerCase();
  return LOST_MESSAGES.some((part) => message.includes(part));
}
