import type { StoreDeps } from '../prisma/stores/timeline.store.js';
import { createChangeActivities } from './change.activities.js';
import { createPrepaidServiceActivities } from './prepaid-service.activities.js';
import { createWebhookActivities, type DeliverMessage } from './webhook.activities.js';

export interface ActivityDeps extends StoreDeps {
  readonly deliver: DeliverMessage;
}

/** Assembles all activities from what they need of the world. */
export function createActivities(deps: ActivityDeps) {
  return {
    ...createChangeActivities(deps),
    ...createPrepaidServiceActivities(deps),
    ...createWebhookActivities(deps),
  };
}

export type Activities = ReturnType<typeof createActivities>;
