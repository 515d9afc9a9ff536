/**
 * One webhook to the outside, until it is delivered or given up (PS-16).
 *
 *   try ─▶ delivered
 *    └──▶ wait 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h ─▶ try … ─▶ failed
 */
import { proxyActivities, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import type { WebhookDeliveryInput } from './webhook-delivery.messages.js';

// 30 s a try: the receiver has 15 s to answer, our own two transactions have the rest. A day in total: what fails here is our database or
// worker, and that may last; should it last longer, the reconciler starts the delivery again while its row waits.
const { tryWebhook } = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '1s', maximumInterval: '1 minute' },
  summary: 'Send it',
});

export async function webhookDelivery(input: WebhookDeliveryInput): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const waitMs = await tryWebhook(input);
    if (waitMs === null) return;
    setCurrentDetails(`**Waiting**: ${tries} tries have failed; the next one comes in ${Math.round(waitMs / 1000)} s.`);
    await sleep(waitMs, { summary: `Try ${tries + 1}` });
  }
}
