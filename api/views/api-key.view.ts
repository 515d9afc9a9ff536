import type { ApiKey } from '../../prisma/stores/api-keys.store.js';
import type { OrganizationRole } from '../roles.js';

/** Shows a key of an organization; its secret is nowhere to be had. */
export function apiKeyView({ id, role, name, accountId, revokedAt }: ApiKey) {
  return { id, role: organizationRole(role), name, accountId, revokedAt };
}

function organizationRole(role: ApiKey['role']): OrganizationRole {
  if (role === 'platform') throw new Error('A platform key belongs to no organization.');
  return role;
}
