import { BlockList, isIP } from 'node:net';
import { oneSpelling } from '../../domain/subscription/network-address.js';

/**
 * Makes the function that finds the address of a client behind trusted proxies (PS-08). The header is believed only where the connection
 * comes from one of them, and read from its end: the first address that is none of theirs is the client's. Null: nobody can be told.
 */
export function clientAddressBehind(trustedProxies: readonly string[]) {
  const trusted = blockList(trustedProxies);
  const isTrusted = (address: string) => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return (peer: string | undefined, forwardedFor: string | undefined): string | null => {
    const from = oneSpelling(peer ?? '');
    if (isIP(from) === 0 || !isTrusted(from)) return null;
    for (const hop of (forwardedFor ?? '').split(',').toReversed()) {
      const address = oneSpelling(hop.trim());
      if (isIP(address) === 0) return null;
      if (!isTrusted(address)) return address;
    }
    return null;
  };
}

/** Reads addresses and ranges: `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`. Throws on what is neither. */
function blockList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address);
    const bits = prefix === undefined ? null : Number(prefix);
    const isRange = bits !== null && Number.isInteger(bits) && bits >= 0 && bits <= (family === 6 ? 128 : 32);
    if (family === 0 || (prefix !== undefined && !isRange))
      throw new Error(`"${entry}" is neither an address nor a range: write 10.0.0.1 or 10.0.0.0/8`);
    const type = family === 6 ? 'ipv6' : 'ipv4';
    if (bits === null) list.addAddress(address, type);
    else list.addSubnet(address, bits, type);
  }
  return list;
}
