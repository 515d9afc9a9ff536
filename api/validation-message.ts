import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

/** Says in words what is wrong with a field and what it has to be; schemas may say it better, then theirs is taken. */
export function validationMessage(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `is missing: give ${nameOf(issue.expected)}`
        : `must be ${nameOf(issue.expected)}`;
    case 'too_small':
      return `must ${bound(issue.origin, 'at least', issue.minimum)}`;
    case 'too_big':
      return `must ${bound(issue.origin, 'at most', issue.maximum)}`;
    case 'invalid_value':
      return `${issue.input === undefined ? 'is missing: it' : 'must be'} ${oneOf(issue.values, issue.input === undefined)}`;
    case 'invalid_format':
      return issue.format === 'regex' ? `must match the pattern ${issue.pattern}` : `must be a valid ${issue.format}`;
    case 'unrecognized_keys':
      return 'is not known here: leave it out, or check its spelling';
    case 'invalid_union':
      return 'has none of the forms that are accepted here: see the documentation at /docs';
    default:
      return undefined;
  }
}

function oneOf(values: readonly unknown[], missing: boolean): string {
  const names = values.map(String).join(', ');
  if (missing) return values.length === 1 ? `has to be ${names}` : `has to be one of ${names}`;
  return values.length === 1 ? names : `one of ${names}`;
}

function bound(origin: string, direction: string, limit: number | bigint): string {
  if (origin === 'string') return `have ${direction} ${limit} characters`;
  if (origin === 'array' || origin === 'set') return `have ${direction} ${limit} entries`;
  return `be ${direction} ${limit}`;
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  undefined: 'left out',
};

function nameOf(expected: string): string {
  return NAMES[expected] ?? expected;
}
