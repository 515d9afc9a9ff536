import type { ChangeKind } from '../domain/subscription/state.js';
import type { ChangeRevision } from '../domain/timeline/kinds.js';
import type { Turn } from '../domain/timeline/turn.js';
import { failpoint } from '../prisma/failpoint.js';
import { carryOutChange, reviseChange } from '../prisma/stores/change-commands.store.js';
import type { StoreDeps } from '../prisma/stores/timeline.store.js';
import { refusing } from './failure.js';

export interface ChangeRef {
  readonly organizationId: string;
  readonly accountId: string;
  readonly kind: ChangeKind;
  readonly changeId: string;
}

export interface ReviseChange extends ChangeRef {
  readonly revision: ChangeRevision;
  readonly by: string;
  readonly requestId: string;
}

/** The activities of changes of every kind: the rows tell what of which kind there is to do (EN-01). */
export function createChangeActivities(deps: StoreDeps) {
  return {
    /**
     * Carries out all that is due on the change's account, in order, itself among it, and tells how the change stands. Idempotent by
     * the rows: what is applied is not due any more, and all it creates has ids derived from the change.
     */
    carryOutChange: async (ref: ChangeRef): Promise<Turn> => {
      const turn = await refusing(() => carryOutChange(deps, ref));
      failpoint('carryOutChange:committed');
      return turn;
    },

    /** Does what somebody asks of the change and carries out what that makes due. Idempotent by `requestId`: the second time gives the first answer. */
    reviseChange: async (message: ReviseChange): Promise<Turn> => {
      const turn = await refusing(() => reviseChange(deps, message));
      failpoint('reviseChange:committed');
      return turn;
    },
  };
}
