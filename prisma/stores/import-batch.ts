import type { Instant } from '../../domain/calendar/instant.js';
import { isDomainError } from '../../domain/errors.js';
import { type RowBody, type RowError, stepsOf } from '../../domain/import/row.js';
import type { Tx } from '../client.js';
import type { StoreDeps } from './timeline.store.js';

/** A row that its schema let pass: the body of the API's call, with what names other things by their references. */
export interface ImportRow<Body = unknown> {
  readonly line: number;
  /** What the other system knows it by. */
  readonly reference: string;
  readonly body: Body;
  /** The account and the plan by reference and code, where the file names them so. */
  readonly accountReference: string | null;
  readonly planCode: string | null;
  readonly columnOf: RowBody['columnOf'];
}

export interface BatchOf {
  readonly deps: StoreDeps;
  readonly organizationId: string;
  readonly importId: string;
  readonly by: string;
  readonly now: Instant;
}

/** What became of a row of a batch. */
export type RowOutcome = { readonly resourceId: string } | { readonly errors: readonly RowError[] };

/** Imports rows of one kind within a transaction: each either becomes something, or is refused by the field that is wrong. */
export type Importer<Body> = (
  tx: Tx,
  batch: BatchOf,
  rows: readonly ImportRow<Body>[],
) => Promise<readonly RowOutcome[]>;

/** Says what is wrong in a row, by the column. */
export function rowError(row: ImportRow, path: string | undefined, message: string): { errors: readonly RowError[] } {
  const field = path === undefined || path === '' ? 'reference' : row.columnOf(stepsOf(path));
  return { errors: [{ line: row.line, reference: row.reference, field, message }] };
}

/** Carries a row out, and takes a refusal of the domain for the fault of the row. */
export async function orRefused<T extends RowOutcome>(row: ImportRow, work: () => Promise<T> | T): Promise<RowOutcome> {
  try {
    return await work();
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return rowError(row, error.path, error.message);
  }
}
