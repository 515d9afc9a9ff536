import { describe, expect, it } from 'vitest';
import { clientAddressBehind } from '../../../api/garden/client-address.js';

const addressOf = clientAddressBehind(['10.0.0.0/8', 'fd00::1']);

describe('the address of a client behind a proxy (PS-08)', () => {
  it.each([
    ['a trusted proxy', '10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['a trusted proxy, as IPv4 within IPv6', '::ffff:10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['two trusted proxies', 'fd00::1', '203.0.113.7, 10.0.0.2', '203.0.113.7'],
    [
      'a trusted proxy, to which the client has told another one',
      '10.0.0.1',
      '198.51.100.9, 203.0.113.7',
      '203.0.113.7',
    ],
    ['a trusted proxy, in another spelling', '10.0.0.1', '2001:DB8:0:0::1', '2001:db8::1'],
    ['an untrusted one, whatever it says', '203.0.113.1', '203.0.113.7', null],
    ['a trusted proxy that says nothing', '10.0.0.1', undefined, null],
    ['a trusted proxy that says what is no address', '10.0.0.1', '203.0.113.7, unknown', null],
    ['nobody', undefined, '203.0.113.7', null],
  ])('by %s', (_name, peer, forwarded, expected) => {
    expect(addressOf(peer, forwarded)).toBe(expected);
  });

  it('is not guessed from a range that is none', () => {
    expect(() => clientAddressBehind(['10.0.0.0/33'])).toThrow('10.0.0.0/33');
  });
});
