import type { Role } from '../prisma/stores/api-keys.store.js';

export type { Role };

/**
 * Who may call (EN-09): `admin` and `agent` work for an organization, `client` sees its own account only, `shop` takes payments.
 * The fifth role, `platform`, runs the installation and belongs to no organization.
 */
export const ORGANIZATION_ROLES = ['admin', 'agent', 'client', 'shop'] as const satisfies readonly Role[];

export type OrganizationRole = (typeof ORGANIZATION_ROLES)[number];
