import { describe, expect, it } from 'vitest';
import { derivedId, idsOf, newId } from '../../prisma/ids.js';

const LAYOUT = /^acc_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/;

describe('a new id', () => {
  it('is a readable prefix and a UUIDv7 without dashes', () => expect(newId('acc')).toMatch(LAYOUT));

  it('is never given twice, and sorts by time', () => {
    const ids = Array.from({ length: 5000 }, () => newId('acc'));
    expect(new Set(ids).size).toBe(5000);
    expect([...ids].sort()).toEqual(ids);
  });
});

describe('a derived id', () => {
  const at = '2026-11-11T00:00:00.000Z';
  const id = derivedId('acc', 'org_1', 'change/1/invoice', at);

  it('has the layout of a new one, with the instant in front', () => {
    expect(id).toMatch(LAYOUT);
    expect(Number.parseInt(id.slice(4, 16), 16)).toBe(Date.parse(at));
  });

  it('is the same for the same key and instant, also as the maker of ids of an organization', () => {
    expect(derivedId('acc', 'org_1', 'change/1/invoice', at)).toBe(id);
    expect(idsOf('org_1')('acc', 'change/1/invoice', at)).toBe(id);
  });

  it.each([
    ['prefix', derivedId('inv', 'org_1', 'change/1/invoice', at)],
    ['organization', derivedId('acc', 'org_2', 'change/1/invoice', at)],
    ['key', derivedId('acc', 'org_1', 'change/2/invoice', at)],
    ['instant', derivedId('acc', 'org_1', 'change/1/invoice', '2026-11-11T00:00:00.001Z')],
  ])('is another one for another %s', (_, other) => expect(other).not.toBe(id));

  it('is there for instants before 1970, too', () => {
    expect(derivedId('acc', 'org_1', 'x', '1903-01-01T00:00:00.000Z')).toMatch(/^acc_0{12}7/);
  });
});
