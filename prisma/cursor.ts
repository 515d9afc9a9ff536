import { DomainError } from '../domain/errors.js';

export interface PageRequest {
  readonly cursor?: string | undefined;
  /** At most this many rows, 1 to 200; 50 where it is left out. */
  readonly limit?: number | undefined;
}

export interface Page<T> {
  readonly data: readonly T[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** Reads how many rows a page may have: at least 1, at most 200. */
export function limitOf({ limit = 50 }: PageRequest): number {
  return Math.min(Math.max(1, limit), 200);
}

/** Reads the place behind which a page begins; null for the first page. Refuses `invalid-cursor`. */
export function placeOf({ cursor }: PageRequest, parts: number): readonly (string | null)[] | null {
  if (cursor === undefined) return null;
  const place = parsed(cursor);
  if (place?.length === parts) return place;
  throw foreignCursor();
}

/** Says that a cursor is none that the list gave out. */
export function foreignCursor(): DomainError {
  const message = 'The cursor is not one that this list gave out; leave it out to begin again.';
  return new DomainError('invalid-cursor', message, { path: 'cursor' });
}

/** Makes a page of rows that were read with one more than its limit: that one only tells that there is a next page. */
export function pageOf<T>(rows: readonly T[], limit: number, place: (row: T) => readonly (string | null)[]): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? written(place(last)) : null;
  return { data, nextCursor };
}

function written(place: readonly (string | null)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function parsed(cursor: string): (string | null)[] | null {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(place) && place.every(isPart) ? place : null;
  } catch {
    return null;
  }
}

/** A NUL would be refused by PostgreSQL as a broken text. */
function isPart(part: unknown): part is string | null {
  return part === null || (typeof part === 'string' && !part.includes('\0'));
}
