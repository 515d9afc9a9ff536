import { businessNow, type Clock } from '../../domain/timeline/clock.js';
import type { Organization } from '../../prisma/stores/organizations.store.js';

/** Shows an organization, with what its own clock says at this moment (EN-12). */
export function organizationView(organization: Organization, clock: Clock) {
  const { id, name, isTest } = organization;
  return { id, name, test: isTest, now: businessNow(clock, organization) };
}
