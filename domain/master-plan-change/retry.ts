import type { Instant } from '../calendar/instant.js';
import { DomainError } from '../errors.js';
import type { AccountState, MasterPlanChange } from '../subscription/state.js';
import { refuseClash } from './accept.js';
import { timingOf } from './quote.js';

/** What a change becomes when it is revised. */
export interface Revised extends Pick<MasterPlanChange, 'request' | 'effectiveDate' | 'dueAt'> {
  readonly state: 'accepted' | 'waiting';
}

/**
 * Tries a change again as of its original date, however late (MP-26); an end-of-period change as of the day after what is paid by
 * then (MP-03). Throws `change-state` where a later change has been applied since, so that plans never follow each other backwards,
 * and `change-already-open` where another change still holds its date.
 */
export function retried(state: AccountState, change: MasterPlanChange, now: Instant): Revised {
  const { request, attention } = change;
  if (attention?.code === 'overtaken') {
    throw new DomainError(
      'change-state',
      `The plan change ${change.id} cannot be tried again as of ${change.effectiveDate}. ${attention.message}`,
      {
        details: { state: change.state },
      },
    );
  }
  if (request.scope !== 'end-of-period') {
    return { state: 'accepted', request, effectiveDate: change.effectiveDate, dueAt: change.dueAt };
  }
  const { effectiveDate, dueAt } = timingOf(state, request, now);
  if (attention?.code === 'date-taken') {
    const { id: exceptChangeId, subscriptionId } = change;
    refuseClash(state, { asked: 'change-end-of-period', effectiveDate, subscriptionId, exceptChangeId });
  }
  return { state: dueAt !== null && dueAt > now ? 'waiting' : 'accepted', request, effectiveDate, dueAt };
}
