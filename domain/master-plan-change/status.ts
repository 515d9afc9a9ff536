import type { ChangeState } from '../subscription/state.js';

/** What can be done to a plan change, besides its turn coming. */
export type ChangeCommand = 'reschedule' | 'complete-now' | 'cancel' | 'retry';

/** Which commands a state takes (MP-06, MP-08): the one table that API, activities and workflow ask. */
const TAKES: Readonly<Record<ChangeState, readonly ChangeCommand[]>> = {
  accepted: ['cancel'],
  waiting: ['reschedule', 'complete-now', 'cancel'],
  'needs-attention': ['reschedule', 'complete-now', 'cancel', 'retry'],
  applied: [],
  cancelled: [],
};

/** Tells whether a change in a state takes a command. */
export function takes(state: string, command: ChangeCommand): boolean {
  return TAKES[state as ChangeState]?.includes(command) ?? false;
}
