import { BlockList, isIP } from 'node:net';
import { oneSpelling } from '../../domain/subscription/network-address.js';

/** Addresses that are not of the public internet: of this machine, of local networks, reserved, for documentation, for many at once. */
const NOT_PUBLIC: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/32',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

const list = new BlockList();
for (const range of NOT_PUBLIC) {
  const [address = '', bits] = range.split('/');
  list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Tells whether an address is of the public internet; an IPv4 address within IPv6 is taken for what it is (PS-16). */
export function isPublicAddress(address: string): boolean {
  const spelled = oneSpelling(mappedAsHex(address));
  const family = isIP(spelled);
  return family !== 0 && !list.check(spelled, family === 6 ? 'ipv6' : 'ipv4');
}

/** `::ffff:7f00:1` is 127.0.0.1 in another spelling. */
function mappedAsHex(address: string): string {
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(oneSpelling(address));
  if (!hex) return address;
  const [high, low] = [Number.parseInt(hex[1] ?? '', 16), Number.parseInt(hex[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
