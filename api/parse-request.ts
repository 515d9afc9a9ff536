import type { z } from 'zod';
import { ApiError, type FieldError } from './api-error.js';
import { validationMessage } from './validation-message.js';

const DEPTH_MAX = 32;

/** Checks a JSON body; one that was not sent counts as `{}`, so that each missing field is named. */
export function parseBody<T extends z.ZodType>(schema: T | undefined, body: unknown): z.output<T> {
  return parse(schema, body ?? {});
}

/** Checks the query; it has text only. */
export function parseQuery<T extends z.ZodType>(schema: T | undefined, query: unknown): z.output<T> {
  return parse(schema, { ...(query as object) });
}

/** Checks the ids in the path: what cannot be an id is not there, hence 404. */
export function parseParams<T extends z.ZodType>(schema: T | undefined, params: unknown): z.output<T> {
  if (!schema) return {} as z.output<T>;
  const result = schema.safeParse({ ...(params as object) });
  if (!result.success || storageFaults(params).length > 0) {
    throw new ApiError('route-not-found', 'The path holds something that cannot be an id. Check the id.');
  }
  return result.data;
}

function parse<T extends z.ZodType>(schema: T | undefined, input: unknown): z.output<T> {
  if (!schema) return {} as z.output<T>;
  const faults = storageFaults(input);
  if (faults.length > 0) throw invalidRequest(faults);
  const result = schema.safeParse(input, { error: validationMessage });
  if (!result.success) throw invalidRequest(result.error.issues.flatMap(fieldErrors));
  return result.data;
}

/** Refuses with 422 and the fields that are wrong; the first is in the sentence too. */
export function invalidRequest(errors: readonly FieldError[]): ApiError {
  const first = errors[0];
  const rest = errors.length > 1 ? ` (and ${errors.length - 1} more, see errors)` : '';
  const detail = first
    ? `${first.path || 'The body'}: ${first.message}${rest}.`.replace(/\.\.$/, '.')
    : 'The request is not valid.';
  return new ApiError('invalid-request', detail, { errors });
}

/** Checks something by a schema in the words of the API: its value, or the fields that are wrong. */
export function checkBy<T extends z.ZodType>(
  schema: T,
  input: unknown,
): { readonly value: z.output<T> } | { readonly issues: readonly z.core.$ZodIssue[] } {
  const result = schema.safeParse(input, { error: validationMessage });
  return result.success ? { value: result.data } : { issues: result.error.issues };
}

function fieldErrors(issue: z.core.$ZodIssue): readonly FieldError[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: fieldPath(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({ path: fieldPath([...issue.path, key]), message: issue.message }));
}

/** Writes a path as a program would: `rateSchedules[0].tiers[1].price`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

interface Part {
  readonly value: unknown;
  readonly path: readonly PropertyKey[];
}

/**
 * Finds what PostgreSQL could not store or a program could trip over: the character NUL, halves of characters, JSON nested deeper
 * than 32 levels. Goes through a list and not by recursion, since the input decides how deep it goes.
 */
function storageFaults(input: unknown): readonly FieldError[] {
  const parts: Part[] = [{ value: input, path: [] }];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const { value, path } = part;
    if (typeof value === 'string' && !isStorable(value)) {
      return [{ path: fieldPath(path), message: 'holds the character NUL or half of a character: leave it out' }];
    }
    if (typeof value !== 'object' || value === null) continue;
    if (path.length >= DEPTH_MAX) return [{ path: '', message: `is nested deeper than ${DEPTH_MAX} levels` }];
    for (const [key, child] of Object.entries(value)) {
      if (!isStorable(key))
        return [{ path: fieldPath(path), message: 'has a field whose name holds the character NUL' }];
      parts.push({ value: child, path: [...path, Array.isArray(value) ? Number(key) : key] });
    }
  }
  return [];
}

const HALF_CHARACTER = /\p{Surrogate}/u;

function isStorable(text: string): boolean {
  return !text.includes('\0') && !HALF_CHARACTER.test(text);
}
