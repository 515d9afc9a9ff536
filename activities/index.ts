import type { StoreDeps } from '../prisma/stores/timeline.store.js';
import { createChangeActivities } from './change.activities.js';
import { createPrepaidServiceActivities } from './prepaid-service.activities.js';

/** Assembles all activities from what they need of the world. */
export function createActivities(deps: StoreDeps) {
  return { ...createChangeActivities(deps), ...createPrepaidServiceActivities(deps) };
}

export type Activities = ReturnType<typeof createActivities>;
