import { expect, it } from 'vitest';
import { retryAfterOf } from '../../gateways/outgoing/send-webhook.js';

const NOW = Date.parse('2026-11-11T09:30:00.000Z');

it.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Wed, 11 Nov 2026 09:31:00 GMT', 60_000],
  ['Wed, 11 Nov 2026 09:00:00 GMT', 0],
  ['soon', null],
  ['-5', null],
  ['', null],
  [undefined, null],
])('an answer with Retry-After %j asks for %j ms (PS-16)', (header, expected) => {
  expect(retryAfterOf(header, NOW)).toBe(expected);
});
