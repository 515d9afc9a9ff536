import { describe, expect, it } from 'vitest';
import { DomainError, ERROR_CODES, isDomainError } from '../../domain/errors.js';

describe('a refusal of the domain', () => {
  it('carries its code, its kind and the path of the field', () => {
    const error = new DomainError('invalid-amount', '12.345 has more than the 2 decimals of USD.', {
      path: 'lines.0.price',
    });
    expect(error).toMatchObject({
      code: 'invalid-amount',
      kind: 'invalid',
      path: 'lines.0.price',
      name: 'DomainError',
    });
    expect(isDomainError(error)).toBe(true);
    expect(isDomainError(new Error('invalid-amount'))).toBe(false);
  });

  it.each(Object.entries(ERROR_CODES))('explains %s and says what to do', (code, entry) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(['invalid', 'forbidden', 'conflict', 'not-found']).toContain(entry.kind);
    for (const text of [entry.title, entry.description, entry.whatToDo]) expect(text.length).toBeGreaterThan(5);
  });
});
