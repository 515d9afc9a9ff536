import type { Provider, WebhookReader } from './gateway.js';
import { sandboxWebhooks } from './sandbox/read-webhook.js';
import { stripeWebhooks } from './stripe/read-webhook.js';

/** The providers whose webhooks are read; an endpoint can be made for these. */
export const WEBHOOK_PROVIDERS = ['sandbox', 'stripe'] as const satisfies readonly Provider[];

export type WebhookProvider = (typeof WEBHOOK_PROVIDERS)[number];

const READERS: Readonly<Record<WebhookProvider, WebhookReader>> = { sandbox: sandboxWebhooks, stripe: stripeWebhooks };

/** Finds who reads the webhooks of a provider. */
export function webhookReaderOf(provider: Provider): WebhookReader | undefined {
  return isRead(provider) ? READERS[provider] : undefined;
}

/** Tells whether the webhooks of a provider are read. */
export function isRead(provider: Provider): provider is WebhookProvider {
  return (WEBHOOK_PROVIDERS as readonly Provider[]).includes(provider);
}
