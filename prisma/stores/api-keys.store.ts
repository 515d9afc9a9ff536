import { createHash, randomBytes } from 'node:crypto';
import type { Instant } from '../../domain/calendar/civil-date.js';
import { DomainError } from '../../domain/errors.js';
import type { Db, Tx } from '../client.js';
import { newId } from '../ids.js';
import { instantOf } from '../rows.js';

/** What a key may do (EN-09). A platform key belongs to no organization, a client's to one account. */
export type Role = 'agent' | 'admin' | 'client' | 'shop' | 'platform';

export interface ApiKey {
  readonly id: string;
  readonly organizationId: string | null;
  readonly role: Role;
  readonly accountId: string | null;
  readonly name: string;
  readonly recordedAt: Instant;
  readonly revokedAt: Instant | null;
}

/** Creates a key. Its secret, `co_admin_` and 256 bits in 43 characters, is given out here and never again. */
export async function createApiKey(
  tx: Tx,
  input: { organizationId: string | null; role: Role; accountId?: string; name: string },
): Promise<{ id: string; secret: string }> {
  const secret = `co_${input.role}_${randomBytes(32).toString('base64url')}`;
  const { organizationId, role, accountId = null, name } = input;
  const id = newId('key');
  await tx.apiKey.create({ data: { id, organizationId, role, accountId, name, secretHash: hashOf(secret) } });
  return { id, secret };
}

/** Finds the key that a request carries; null for one that is unknown or revoked. */
export async function findApiKeyBySecret(db: Db, secret: string): Promise<ApiKey | null> {
  const row = await db.apiKey.findUnique({ where: { secretHash: hashOf(secret) } });
  return row && row.revokedAt === null ? apiKeyOf(row) : null;
}

/** Lists the keys of an organization, the revoked ones too; null lists the platform's. */
export async function listApiKeys(db: Db, organizationId: string | null): Promise<readonly ApiKey[]> {
  const rows = await db.apiKey.findMany({ where: { organizationId }, orderBy: { id: 'asc' } });
  return rows.map(apiKeyOf);
}

/** Revokes a key for good; twice leaves the first instant. Throws `api-key-not-found`. */
export async function revokeApiKey(
  tx: Tx,
  key: { organizationId: string | null; id: string; now: Instant },
): Promise<void> {
  const { organizationId, id, now } = key;
  await tx.apiKey.updateMany({ where: { organizationId, id, revokedAt: null }, data: { revokedAt: now } });
  if ((await tx.apiKey.count({ where: { organizationId, id } })) === 0) {
    throw new DomainError('api-key-not-found', `There is no API key ${id}; check the id.`);
  }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

interface ApiKeyRow extends Omit<ApiKey, 'role' | 'recordedAt' | 'revokedAt'> {
  role: string;
  recordedAt: Date;
  revokedAt: Date | null;
}

function apiKeyOf(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    organizationId: row.organizationId,
    role: row.role as Role,
    accountId: row.accountId,
    name: row.name,
    recordedAt: instantOf(row.recordedAt),
    revokedAt: row.revokedAt && instantOf(row.revokedAt),
  };
}
