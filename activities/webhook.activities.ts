import { inTransaction } from '../prisma/client.js';
import type { StoreDeps } from '../prisma/stores/timeline.store.js';
import { findDeliveryToTry, noteTry } from '../prisma/stores/webhook-deliveries.store.js';
import type { WebhookEndpoint } from '../prisma/stores/webhook-endpoints.store.js';

export interface WebhookDeliveryRef {
  readonly organizationId: string;
  readonly deliveryId: string;
}

/** Signs and sends a message once; made by `gateways/`. */
export type DeliverMessage = (message: {
  readonly id: string;
  readonly endpoint: WebhookEndpoint;
  readonly body: string;
  readonly mayBePrivate: boolean;
  readonly at: string;
}) => Promise<{ readonly status: number; readonly retryAfterMs?: number } | { readonly error: string }>;

export function createWebhookActivities({ prisma, clock, deliver }: StoreDeps & { readonly deliver: DeliverMessage }) {
  return {
    /**
     * Tries a delivery once and notes what came of it; tells how long to wait for the next try, null where there is none. Twice, it sends
     * twice with the same message id, by which receivers know a repetition; its row is locked to note it, and once it is not `waiting` any
     * more nothing moves it.
     */
    tryWebhook: async ({ organizationId, deliveryId: id }: WebhookDeliveryRef): Promise<number | null> => {
      const found = await findDeliveryToTry(prisma, organizationId, id);
      if (found?.delivery.state !== 'waiting') return null;
      const { delivery, endpoint, mayBePrivate } = found;
      const at = clock.now().toISOString();
      const message = { id: delivery.messageId, body: delivery.body, mayBePrivate, at };
      const came = endpoint ? await deliver({ ...message, endpoint }) : { status: 410 };
      const tried = 'status' in came ? { at, error: null, ...came } : { at, status: null, error: came.error };
      return inTransaction(prisma, (tx) => noteTry(tx, { organizationId, id }, tried));
    },
  };
}
