import type { Instant } from '../../domain/calendar/instant.js';
import type { WebhookEndpoint } from '../../prisma/stores/webhook-endpoints.store.js';
import { signStandardWebhook } from '../standard-webhooks.js';
import { type SendOutcome, type SendWebhook, sendWebhook } from './send-webhook.js';

export interface OutgoingMessage {
  readonly id: string;
  readonly endpoint: WebhookEndpoint;
  readonly body: string;
  readonly mayBePrivate: boolean;
  readonly at: Instant;
}

/** Makes what signs a message by the Standard Webhooks scheme, also with the secret before while that is good, and sends it once (PS-16). */
export function createDeliver(send: SendWebhook = sendWebhook) {
  return ({ id, endpoint, body, mayBePrivate, at }: OutgoingMessage): Promise<SendOutcome> => {
    const secrets = [
      endpoint.secret,
      ...(endpoint.previous && at < endpoint.previous.until ? [endpoint.previous.secret] : []),
    ];
    const signed = secrets.map((secret) => signStandardWebhook(Buffer.from(body), secret, id, at));
    const signature = signed.map((it) => it['webhook-signature']).join(' ');
    const headers = { ...signed[0], 'webhook-signature': signature };
    return send({ url: endpoint.url, headers, body, mayBePrivate });
  };
}
