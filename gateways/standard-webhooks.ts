import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Instant, instantAt, millisecondsBetween } from '../domain/calendar/instant.js';
import type { WebhookHeaders } from './gateway.js';

/** How far the time of a signature may be from ours, both ways: what is older may be a replay. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * Holds a webhook against the Standard Webhooks scheme: HMAC-SHA256 over `id.timestamp.body`, in `webhook-signature` as one or several
 * `v1,<base64>`. One that is valid under one of the secrets is enough, so that a secret can be rotated. Answers the message's id.
 */
export function verifyStandardWebhook(
  rawBody: Buffer,
  headers: WebhookHeaders,
  secrets: readonly string[],
  now: Instant,
): string | null {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (!id || !timestamp || !signatures || !/^\d{1,11}$/.test(timestamp)) return null;
  if (Math.abs(millisecondsBetween(instantAt(Number(timestamp) * 1000), now)) > TOLERANCE_MS) return null;
  const given = signatures
    .split(' ')
    .flatMap((it) => (it.startsWith('v1,') ? [Buffer.from(it.slice(3), 'base64')] : []));
  const wanted = secrets.map((secret) => signature(secret, id, timestamp, rawBody));
  return wanted.some((mac) => given.some((it) => isSame(mac, it))) ? id : null;
}

/** Signs a message as its sender does: gives the three headers. */
export function signStandardWebhook(rawBody: Buffer, secret: string, id: string, at: Instant): Record<string, string> {
  const timestamp = String(Math.floor(Date.parse(at) / 1000));
  const mac = signature(secret, id, timestamp, rawBody).toString('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` };
}

function signature(secret: string, id: string, timestamp: string, rawBody: Buffer): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(rawBody).digest();
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
