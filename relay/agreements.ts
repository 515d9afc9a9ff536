import { carryOutAccount } from '../prisma/stores/agreement-commands.store.js';
import { listDueAgreements } from '../prisma/stores/due.store.js';
import type { RelayDeps } from './relay.js';

const BATCH = 200;

/**
 * Issues what agreements have scheduled, once its day has come: the alarm of all agreements. They have no workflow of their own, since
 * there are many and nothing but a date is waited for. One that cannot be issued does not hold the others.
 */
export async function issueDue(deps: RelayDeps): Promise<number> {
  const due = await listDueAgreements(deps.prisma, deps.clock.now().toISOString(), BATCH);
  for (const { organizationId, accountId, agreementId } of due) {
    try {
      await carryOutAccount(deps, { organizationId, accountId });
    } catch (error) {
      deps.logger.warn({ err: error, agreementId }, 'an invoice of an agreement could not be issued');
    }
  }
  return due.length;
}
