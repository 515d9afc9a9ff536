import type { Instant } from '../calendar/instant.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState, ChangeBase } from '../subscription/state.js';

/** Who revises a change, and when. */
export interface RevisionBy {
  readonly by: string;
  readonly now: Instant;
}

/** What of a change, open or over, is told to the people who operate its workflow. */
export type ToldChange = Pick<
  ChangeBase,
  'id' | 'subscriptionId' | 'state' | 'effectiveDate' | 'dueAt' | 'attention'
> & {
  readonly kind: string;
  readonly request: unknown;
  readonly data: unknown;
};

/** How a kind of change lives (EN-01). All of it is pure, and gives the effects that the caller plays and writes. */
export interface ChangeRules<
  Change extends ChangeBase,
  Revision extends { readonly command: string },
  Told = ToldChange,
> {
  /** Does what is due at `dueAt`: carries the change out, lets it expire, moves it to its next step. It has to move `dueAt` or the state. */
  carryOut(state: AccountState, change: Change, at: Instant, ids: IdMaker): Effect[];
  /** Does what somebody asks of it. Throws the domain's refusals. */
  revise(state: AccountState, change: Change, revision: Revision, by: RevisionBy, ids: IdMaker): Effect[];
  /** Refuses a command that a state, also a final one, does not take. Throws `change-state`. */
  checkTakes(changeId: string, state: string, command: Revision['command']): void;
  /**
   * Reacts to what something else has done to its account: a payment, a setting, a renewal. Asked after each step, with the states
   * before and after it; nothing is due by itself. Absent where nothing of others concerns it.
   */
  react?(before: AccountState, after: AccountState, change: Change, now: Instant, ids: IdMaker): Effect[];
  /** Closes it with its subscription, which ends (MP-27). The history is written by the caller. */
  endWith(state: AccountState, change: Change, at: Instant, ids: IdMaker): Effect[];
  /** Tells whether the renewal of its subscription has to wait for it (MP-26, PO-14). */
  holdsRenewal(change: Change, renewalAt: Instant): boolean;
  /** Says in one line what there is to wait for (EN-07). */
  summary(state: AccountState, told: Told): string;
  /** Tells how it stands, as Markdown (EN-06); `lastText` is the newest sentence of its history. */
  details(state: AccountState, told: Told, lastText: string): string;
}
