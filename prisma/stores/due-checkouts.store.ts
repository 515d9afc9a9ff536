import type { Instant } from '../../domain/calendar/instant.js';
import { businessNow } from '../../domain/timeline/clock.js';
import { type Db, inTransaction } from '../client.js';
import { instantOf } from '../rows.js';
import { endCheckout } from './checkout-commands.store.js';
import { findCheckout } from './checkouts.store.js';
import { findOrganization } from './organizations.store.js';
import { realNow, type StoreDeps } from './timeline.store.js';

const BATCH = 200;

/**
 * Ends the open checkouts whose time is over on their organization's clock, of one organization or of all; each in a transaction of its
 * own. A payment that comes at the same moment is before or after it, and counts in both cases. Tells how many there were.
 */
export async function endDueCheckouts(deps: StoreDeps, organizationId: string | null = null): Promise<number> {
  const due = await listDueCheckouts(deps.prisma, { realNow: realNow(deps.clock), organizationId, limit: BATCH });
  for (const { organizationId, id } of due) {
    await inTransaction(deps.prisma, async (tx) => {
      const organization = await findOrganization(tx, organizationId);
      const checkout = await findCheckout(tx, organizationId, id);
      if (!organization || !checkout) return;
      await endCheckout(tx, deps.clock, { organizationId, checkout, now: businessNow(deps.clock, organization) });
    });
  }
  return due.length;
}

/** Tells when the next checkout of an organization ends, after an instant; null where none does. */
export async function nextCheckoutEnd(db: Db, organizationId: string, after: Instant): Promise<Instant | null> {
  const row = await db.checkout.findFirst({
    where: { organizationId, state: { in: ['opening', 'open'] }, expiresAt: { gt: after } },
    orderBy: { expiresAt: 'asc' },
    select: { expiresAt: true },
  });
  return row && instantOf(row.expiresAt);
}

function listDueCheckouts(
  db: Db,
  due: { realNow: Instant; organizationId: string | null; limit: number },
): Promise<readonly { organizationId: string; id: string }[]> {
  return db.$queryRaw`
    SELECT checkout.organization_id AS "organizationId", checkout.id FROM checkouts checkout
    JOIN organizations organization ON organization.id = checkout.organization_id
    WHERE checkout.state IN ('opening', 'open')
      AND checkout.expires_at <= ${due.realNow}::timestamptz + organization.clock_offset_ms * interval '1 millisecond'
      AND (${due.organizationId}::text IS NULL OR checkout.organization_id = ${due.organizationId})
    ORDER BY checkout.expires_at, checkout.id LIMIT ${due.limit}`;
}
