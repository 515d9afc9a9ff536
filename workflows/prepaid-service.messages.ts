import { defineSignal } from '@temporalio/workflow';
import type { Turn } from '../domain/timeline/turn.js';

export interface PrepaidServiceInput {
  readonly organizationId: string;
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly turn: Turn;
}

/** The rows may have changed: look again. */
export const poke = defineSignal('poke');
