import { z } from 'zod';

/** An IPv4 or IPv6 address, in one spelling: IPv6 in lower case, an IPv4 address within IPv6 as IPv4. */
export const networkAddressSchema = z
  .union([z.ipv4(), z.ipv6()], { error: 'must be an IPv4 or IPv6 address' })
  .transform(oneSpelling)
  .meta({ description: 'IPv4 or IPv6 address', example: '203.0.113.7' });

/**
 * Spells an address in one way, so that the same ones are equal: `2001:DB8:0:0::1` is `2001:db8::1`, `::ffff:203.0.113.7` is `203.0.113.7`.
 * What is no address at all stays as it is.
 */
export function oneSpelling(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  if (!address.includes(':')) return address;
  const groups = groupsOf(address.toLowerCase());
  return groups === null ? address : compressed(groups);
}

function groupsOf(address: string): readonly string[] | null {
  const [head = '', tail, more] = address.split('::');
  if (more !== undefined) return null;
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...before, ...Array<string>(Math.max(missing, 0)).fill('0'), ...after];
  return groups.every((it) => /^[0-9a-f]{1,4}$/.test(it)) ? groups.map((it) => it.replace(/^0+(?=.)/, '')) : null;
}

/** Leaves out the longest run of zeros, the first of several. */
function compressed(groups: readonly string[]): string {
  const runs = [...groups.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map((it) => it[0]);
  const longest = runs.toSorted((a, b) => b.length - a.length)[0];
  if (longest === undefined) return groups.join(':');
  const whole = groups.join(':');
  const at = whole.indexOf(longest);
  return `${whole.slice(0, at)}::${whole.slice(at + longest.length).replace(/^:/, '')}`;
}
