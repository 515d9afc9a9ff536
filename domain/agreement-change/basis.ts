import type { Agreement } from '../agreement/agreement.js';
import { nextDue, paymentsLeft, termLeft } from '../agreement/progress.js';
import type { CivilDate } from '../calendar/civil-date.js';

/** What a draft is based on: computed again when it is completed (AG-22). */
export interface Basis {
  readonly version: number;
  readonly termMonths: number | null;
  /** By the schedule's id. */
  readonly schedules: Readonly<Record<string, ScheduleBasis>>;
}

export interface ScheduleBasis {
  readonly payments: number | null;
  readonly firstDueDate: CivilDate;
}

/** One field of which the draft was based on another value than holds now. */
export interface Difference {
  readonly field: string;
  readonly was: string | number | null;
  readonly now: string | number | null;
}

/** Computes the rest of the term, and of each schedule the payments left and the first due date (AG-13, AG-15). */
export function basisOf(agreement: Agreement): Basis {
  const schedules = agreement.schedules.map((it) => [
    it.id,
    { payments: paymentsLeft(agreement, it), firstDueDate: nextDue(agreement, it) },
  ]);
  return { version: agreement.version, termMonths: termLeft(agreement), schedules: Object.fromEntries(schedules) };
}

/** Lists in what the basis of a draft differs from how the agreement stands now (AG-22); empty where it still holds. */
export function differencesOf(was: Basis, now: Basis): readonly Difference[] {
  const ids = [...new Set([...Object.keys(was.schedules), ...Object.keys(now.schedules)])];
  const pairs: Difference[] = [
    { field: 'agreement.termMonths', was: was.termMonths, now: now.termMonths },
    ...ids.flatMap((id) => {
      const [a, b] = [was.schedules[id], now.schedules[id]];
      return [
        { field: `schedules.${id}.payments`, was: a?.payments ?? null, now: b?.payments ?? null },
        { field: `schedules.${id}.firstDueDate`, was: a?.firstDueDate ?? null, now: b?.firstDueDate ?? null },
      ];
    }),
  ];
  return pairs.filter((it) => it.was !== it.now);
}
