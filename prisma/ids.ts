import { createHash, randomBytes } from 'node:crypto';
import type { Instant } from '../domain/calendar/civil-date.js';
import type { IdMaker } from '../domain/subscription/effects.js';

/** Bytes 6 and 7 of a UUIDv7 hold its version and a counter: ids of one millisecond sort as they were made, within this process. */
let lastMillisecond = 0;
let counter = 0;

/** Makes an id that people can read and that sorts by time: `acc_019ac2d4f3b17c3e8f0a5b6c7d8e9f01`. */
export function newId(prefix: string): string {
  const bytes = randomBytes(16);
  const now = Date.now();
  counter = now === lastMillisecond ? counter + 1 : bytes.readUInt16BE(6) & 0x3ff;
  lastMillisecond = now;
  bytes.writeUInt16BE(counter & 0xfff, 6);
  return written(prefix, bytes, now);
}

/** Makes the id that belongs to a key: the same organization, key and instant give the same id, in the layout of `newId`. */
export function derivedId(prefix: string, organizationId: string, key: string, at: Instant): string {
  const bytes = createHash('sha256').update(`${organizationId}\n${key}`).digest().subarray(0, 16);
  return written(prefix, bytes, Math.max(0, Date.parse(at)));
}

/** Makes the domain's maker of ids for one organization. */
export function idsOf(organizationId: string): IdMaker {
  return (prefix, key, at) => derivedId(prefix, organizationId, key, at);
}

/** Writes 16 bytes as a UUIDv7 without dashes: 48 bits of milliseconds, version 7, variant 2. */
function written(prefix: string, bytes: Buffer, milliseconds: number): string {
  bytes.writeUIntBE(milliseconds, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return `${prefix}_${bytes.toString('hex')}`;
}
