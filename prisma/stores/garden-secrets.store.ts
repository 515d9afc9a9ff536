import { randomBytes } from 'node:crypto';
import type { Instant } from '../../domain/calendar/instant.js';
import type { Db, Tx } from '../client.js';

/** Gives the secret that signs an organization's links; makes it the first time. */
export async function gardenSecretOf(db: Db, organizationId: string): Promise<string> {
  const known = await db.gardenSecret.findUnique({ where: { organizationId } });
  if (known) return known.secret;
  await db.gardenSecret.createMany({ data: { organizationId, secret: newSecret() }, skipDuplicates: true });
  return (await db.gardenSecret.findUniqueOrThrow({ where: { organizationId } })).secret;
}

/** Finds the secrets by which a link may be signed now, in real time: the newest, and for a while the one before. */
export async function findGardenSecrets(db: Db, organizationId: string, now: Instant): Promise<readonly string[]> {
  const row = await db.gardenSecret.findUnique({ where: { organizationId } });
  if (!row) return [];
  const { secret, previousSecret, previousUntil } = row;
  const isGood = previousSecret !== null && previousUntil !== null && previousUntil.toISOString() > now;
  return isGood ? [secret, previousSecret] : [secret];
}

/** Makes a new secret; the one before stays good until then. */
export async function rotateGardenSecret(tx: Tx, organizationId: string, previousUntil: Instant): Promise<void> {
  const previousSecret = await gardenSecretOf(tx, organizationId);
  const data = { secret: newSecret(), previousSecret, previousUntil };
  await tx.gardenSecret.update({ where: { organizationId }, data });
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
