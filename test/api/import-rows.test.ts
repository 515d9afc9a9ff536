import { describe, expect, it } from 'vitest';
import { checkRows } from '../../api/import-rows.js';

const row = (line: number, cells: Readonly<Record<string, string>>) => ({
  line,
  cells: { name: 'Ann', currency: 'USD', billDay: '1', ...cells },
});

describe('the rows of a file (AG-23)', () => {
  it('are taken or refused one by one, each fault by its line and field', () => {
    const lines = [row(2, { reference: 'a' }), row(3, { reference: 'b', billDay: '40', currency: '' })];
    const { rows, refused, refusedRows } = checkRows('accounts', lines, new Map());
    expect(rows.map((it) => it.reference)).toEqual(['a']);
    expect(refused.map((it) => `${it.line} ${it.reference} ${it.field}`).sort()).toEqual([
      '3 b billDay',
      '3 b currency',
    ]);
    expect(refusedRows).toBe(1);
  });

  it('have a reference, once in a file', () => {
    const lines = [row(2, { reference: 'a' }), row(3, { reference: 'a' }), row(4, { reference: '' })];
    const { refused } = checkRows('accounts', lines, new Map());
    expect(refused).toMatchObject([
      { line: 3, field: 'reference', message: 'is in line 2 already' },
      { line: 4, reference: null, field: 'reference' },
    ]);
  });

  it('have no columns that the call does not know', () => {
    const { refused } = checkRows('accounts', [row(2, { reference: 'a', colour: 'red' })], new Map());
    expect(refused.map((it) => it.field)).toEqual(['colour']);
  });
});
