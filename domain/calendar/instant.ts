import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { DomainError } from '../errors.js';

/** A moment in UTC with milliseconds: `2026-11-11T00:00:00.000Z`. Strings compare and sort as the moments do. */
export type Instant = string;

/** An RFC 3339 moment, whatever its offset; parsing writes it in UTC with milliseconds. */
export const instantSchema = z.iso
  .datetime({ offset: true })
  .refine(isInRange, 'must be between the years 1 and 9999')
  .transform(toInstant)
  .meta({ description: 'Moment in UTC (RFC 3339)', example: '2026-11-11T00:00:00.000Z' });

/** Writes an RFC 3339 moment in UTC with milliseconds: `2024-01-21T22:55:18+01:00` is `2024-01-21T21:55:18.000Z`. */
export function toInstant(text: string): Instant {
  return writeInstant(Temporal.Instant.from(text));
}

/** Orders two moments: -1, 0 or 1. */
export function compareInstants(a: Instant, b: Instant): -1 | 0 | 1 {
  return Temporal.Instant.compare(a, b) as -1 | 0 | 1;
}

/** Moves a moment by elapsed milliseconds, back with a negative number. */
export function addMilliseconds(instant: Instant, milliseconds: number): Instant {
  return inRange(() => Temporal.Instant.from(instant).add({ milliseconds }));
}

/** Counts the milliseconds from one moment to another; negative backwards. */
export function millisecondsBetween(from: Instant, to: Instant): number {
  return epochMilliseconds(to) - epochMilliseconds(from);
}

/** Gives the milliseconds since 1970-01-01T00:00:00Z. */
export function epochMilliseconds(instant: Instant): number {
  return Temporal.Instant.from(instant).epochMilliseconds;
}

/** Gives the moment that is so many whole milliseconds after 1970-01-01T00:00:00Z. Refuses `date-out-of-range`. */
export function instantAt(milliseconds: number): Instant {
  const date = new Date(milliseconds);
  const year = Number.isInteger(milliseconds) ? date.getUTCFullYear() : Number.NaN;
  if (!(year >= 0 && year <= 9999)) throw outOfRange();
  return date.toISOString();
}

/** Carries a calculation out and writes its moment; refuses `date-out-of-range` where it leaves the years 1 to 9999. */
export function inRange(calculate: () => Temporal.Instant): Instant {
  let written: Instant | undefined;
  try {
    written = writeInstant(calculate());
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  if (!written || !/^\d{4}-/.test(written)) throw outOfRange();
  return written;
}

function outOfRange(): DomainError {
  return new DomainError('date-out-of-range', 'The calculation leaves the years 1 to 9999.');
}

function writeInstant(instant: Temporal.Instant): Instant {
  return instant.toString({ smallestUnit: 'millisecond' });
}

function isInRange(text: string): boolean {
  try {
    return /^\d{4}-/.test(toInstant(text));
  } catch {
    return false;
  }
}
