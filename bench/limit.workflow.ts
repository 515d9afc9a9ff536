import { proxyLocalActivities } from '@temporalio/workflow';

export interface LimitActivities {
  store(id: string): Promise<void>;
}

// As an immediate plan change does: a local activity, 3 s a try.
const { store } = proxyLocalActivities<LimitActivities>({ startToCloseTimeout: '3s', scheduleToCloseTimeout: '5s' });

/** The least that a durable change can be: a workflow that does one transaction and ends. */
export async function storeOnce(id: string): Promise<void> {
  await store(id);
}
