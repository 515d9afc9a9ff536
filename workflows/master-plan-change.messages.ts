import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ChangeRevision } from '../domain/master-plan-change/revise.schema.js';
import type { Turn } from '../domain/timeline/turn.js';

export interface MasterPlanChangeInput {
  readonly organizationId: string;
  readonly accountId: string;
  readonly changeId: string;
  /** How the change stands as it starts: `accepted` (its turn is now) or `waiting`. */
  readonly turn: Turn;
}

export interface RevisionMessage {
  readonly revision: ChangeRevision;
  readonly by: string;
  /** Names this request for good: carried out twice it has the effect of once. */
  readonly requestId: string;
}

/** An admin moves, completes, cancels or retries the change. An update: the caller needs yes or no. */
export const revise = defineUpdate<Turn, [RevisionMessage]>('revise');

/** The rows may have changed: look again. Carries no data, so that losing one loses nothing but time. */
export const poke = defineSignal('poke');
