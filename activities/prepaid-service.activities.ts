import type { Turn } from '../domain/timeline/turn.js';
import { failpoint } from '../prisma/failpoint.js';
import { carryOutService } from '../prisma/stores/service-commands.store.js';
import type { StoreDeps } from '../prisma/stores/timeline.store.js';
import { refusing } from './failure.js';

export interface ServiceRef {
  readonly organizationId: string;
  readonly accountId: string;
  readonly subscriptionId: string;
}

export function createPrepaidServiceActivities(deps: StoreDeps) {
  return {
    /**
     * Carries out all that is due on the service's account, in order, its renewals among it, and tells when it is due next. Idempotent
     * by the rows: a renewal moves the paid-through date, and its ids derive from subscription and date.
     */
    carryOutService: async (ref: ServiceRef): Promise<Turn> => {
      const turn = await refusing(() => carryOutService(deps, ref));
      failpoint('carryOutService:committed');
      return turn;
    },
  };
}
