/** What PostgreSQL said, whichever way Prisma wrapped it. */
interface DatabaseError {
  /** SQLSTATE, `23505` for a unique violation; empty where the server was not reached. */
  readonly state: string;
  readonly message: string;
  readonly constraint: string | null;
  /** The driver's word where there is no SQLSTATE: `DatabaseNotReachable`, `ConnectionClosed`. */
  readonly kind: string;
}

/** Reads the error of a statement, of a commit or of plain `pg`; null where no database has spoken. */
export function databaseErrorOf(error: unknown): DatabaseError | null {
  const cause = driverCause(error);
  if (!cause) return null;
  const message = textOf(cause.originalMessage) || textOf(cause.message);
  return {
    state: textOf(cause.originalCode) || textOf(cause.code),
    message,
    constraint: constraintOf(cause) ?? /constraint "([^"]+)"/.exec(message)?.[1] ?? null,
    kind: textOf(cause.kind),
  };
}

/** Tells whether a row with the same key is there already; with a name, whether that key refused it. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const found = databaseErrorOf(error);
  return found?.state === '23505' && (constraint === undefined || found.constraint === constraint);
}

/** Tells whether a check of the schema refused the row: account credit below zero is `account_credit_not_below_zero`. */
export function isCheckViolation(error: unknown, constraint?: string): boolean {
  const found = databaseErrorOf(error);
  return found?.state === '23514' && (constraint === undefined || found.constraint === constraint);
}

/** Tells whether the same transaction may succeed when it is played again: a serialization failure or a deadlock. */
export function isPlayableAgain(error: unknown): boolean {
  const state = databaseErrorOf(error)?.state;
  return state === '40001' || state === '40P01' || codeOf(error) === 'P2034';
}

/** Reads the code of an error: Prisma's (`P1001`), Node's (`ECONNREFUSED`) or a SQLSTATE. */
export function codeOf(error: unknown): string {
  return isRecord(error) ? textOf(error.code) : '';
}

type Fields = Record<string, unknown>;

function driverCause(error: unknown): Fields | null {
  if (!isRecord(error)) return null;
  const wrapped =
    isRecord(error.meta) && isRecord(error.meta.driverAdapterError) ? error.meta.driverAdapterError.cause : error.cause;
  if (isRecord(wrapped) && typeof wrapped.kind === 'string') return wrapped;
  return typeof error.severity === 'string' && typeof error.code === 'string' ? error : null;
}

function constraintOf(cause: Fields): string | null {
  if (isRecord(cause.constraint)) return textOf(cause.constraint.index) || null;
  return textOf(cause.constraint) || null;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
