import { readdir, readFile } from 'node:fs/promises';
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

  it('has each code once: no area hides one of another', async () => {
    const folder = new URL('../../domain/errors/', import.meta.url);
    const files = (await readdir(folder)).filter((it) => it.endsWith('.errors.ts'));
    const texts = await Promise.all(files.map((it) => readFile(new URL(it, folder), 'utf8')));
    const codes = texts.flatMap((text) => [...text.matchAll(/^ {2}'?([a-z-]+)'?: \{$/gm)].map(([, code]) => code));
    expect(codes.sort()).toEqual(Object.keys(ERROR_CODES).sort());
  });

  it.each(Object.entries(ERROR_CODES))('explains %s and says what to do', (code, entry) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(['invalid', 'forbidden', 'conflict', 'not-found']).toContain(entry.kind);
    for (const text of [entry.title, entry.description, entry.whatToDo]) expect(text.length).toBeGreaterThan(5);
  });
});
