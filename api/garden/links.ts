import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../domain/calendar/instant.js';
import { findGardenSecrets, gardenSecretOf } from '../../prisma/stores/garden-secrets.store.js';
import type { ApiDeps } from '../deps.js';

/** What a signed link names: one service of one organization, for a time on the organization's clock. */
export interface GardenTarget {
  readonly organizationId: string;
  readonly subscriptionId: string;
  readonly expiresAt: Instant;
}

/** Makes a signed link to the page of one service (PS-08). */
export async function gardenLink(
  { prisma, gateways }: Pick<ApiDeps, 'prisma' | 'gateways'>,
  target: GardenTarget,
): Promise<string> {
  const secret = await gardenSecretOf(prisma, target.organizationId);
  const payload = encode([target.organizationId, target.subscriptionId, target.expiresAt]);
  return `${gateways.publicUrl()}/garden/s/${payload}.${signature(secret, payload)}`;
}

/**
 * Reads a signed link; null where no secret of its organization that is good now has signed it: nothing of what it says is believed before.
 * Whether it has expired is for the caller to tell, on the organization's clock.
 */
export async function readGardenLink(
  { prisma, clock }: Pick<ApiDeps, 'prisma' | 'clock'>,
  token: string,
): Promise<GardenTarget | null> {
  const [payload = '', given = '', more] = token.split('.');
  const parts = more === undefined && token.length <= 600 ? decode(payload) : null;
  if (!parts) return null;
  const [organizationId, subscriptionId, expiresAt] = parts;
  const secrets = await findGardenSecrets(prisma, organizationId, clock.now().toISOString());
  const isSigned = secrets.some((secret) => isSame(signature(secret, payload), given));
  return isSigned ? { organizationId, subscriptionId, expiresAt } : null;
}

function encode(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function decode(payload: string): readonly [string, string, string] | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || parts.length !== 3) return null;
    const [organizationId, subscriptionId, expiresAt]: unknown[] = parts;
    if (typeof organizationId !== 'string' || typeof subscriptionId !== 'string' || typeof expiresAt !== 'string')
      return null;
    return [organizationId, subscriptionId, expiresAt].some((it) => it.includes('\0'))
      ? null
      : [organizationId, subscriptionId, expiresAt];
  } catch {
    return null;
  }
}

function signature(secret: string, payload: string): string {
  return createHmac('sha256', Buffer.from(secret, 'base64url')).update(payload).digest('base64url');
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
