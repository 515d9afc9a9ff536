import { DomainError } from '../errors.js';

/** What can be done to a draft, besides its expiry coming. `cancel` is the call of every kind of change, and abandons. */
export type DraftCommand = 'edit' | 'complete' | 'abandon' | 'cancel';

/** Which commands a state takes: the one table that API, activities and workflow ask (AG-17, AG-20, AG-21). */
const TAKES: Readonly<Record<string, readonly DraftCommand[]>> = {
  draft: ['edit', 'complete', 'abandon', 'cancel'],
  completed: [],
  abandoned: [],
};

/** Refuses a command that the state does not take. Throws `change-state`. */
export function checkDraftTakes(changeId: string, state: string, command: DraftCommand): void {
  if (TAKES[state]?.includes(command)) return;
  const message =
    state === 'draft'
      ? `The agreement change ${changeId} is a draft, which is edited, completed or abandoned.`
      : `The agreement change ${changeId} is ${state}, and nothing of it can change any more.`;
  throw new DomainError('change-state', message, { details: { state } });
}
