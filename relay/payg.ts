import { carryOutAccount } from '../prisma/stores/agreement-commands.store.js';
import { listDuePayg } from '../prisma/stores/due.store.js';
import type { RelayDeps } from './relay.js';

const BATCH = 200;

/**
 * Posts time that was used as earned, and ends what was to end, once its instant has come: the alarm of all subscriptions that are paid as
 * you go. Nothing but a date is waited for, so they have no workflow of their own. One that fails does not hold the others.
 */
export async function carryOutPayg(deps: RelayDeps): Promise<number> {
  const due = await listDuePayg(deps.prisma, deps.clock.now().toISOString(), BATCH);
  for (const { organizationId, accountId, subscriptionId } of due) {
    try {
      await carryOutAccount(deps, { organizationId, accountId });
    } catch (error) {
      deps.logger.warn(
        { err: error, subscriptionId },
        'what is due of a subscription paid as you go could not be done',
      );
    }
  }
  return due.length;
}
