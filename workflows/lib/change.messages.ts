import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ChangeRevision } from '../../domain/timeline/kinds.js';
import type { Turn } from '../../domain/timeline/turn.js';

/** What the workflow of a change of any kind is started with. */
export interface ChangeInput {
  readonly organizationId: string;
  readonly accountId: string;
  readonly changeId: string;
  /** How the change stands as it starts: `accepted` means that its turn is now. */
  readonly turn: Turn;
}

export interface RevisionMessage {
  readonly revision: ChangeRevision;
  readonly by: string;
  /** Names this request for good: carried out twice it has the effect of once. */
  readonly requestId: string;
}

/** Somebody asks something of the change. An update: the caller needs yes or no. */
export const revise = defineUpdate<Turn, [RevisionMessage]>('revise');

/** The rows may have changed: look again. Carries no data, so that losing one loses nothing but time. */
export const poke = defineSignal('poke');
