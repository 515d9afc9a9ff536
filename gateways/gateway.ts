import type { Instant } from '../domain/calendar/instant.js';
import type { GatewayEvent, Provider } from '../domain/payment/gateway-event.js';

export type { GatewayEvent, Provider };

/** Header values by lower-case name. */
export type WebhookHeaders = Readonly<Record<string, string | undefined>>;

/** What takes a provider's webhooks in (PS-13). Pure: it reads what it is given. */
export interface WebhookReader {
  readonly provider: Provider;
  /**
   * Holds a webhook's signature against the secrets that are valid at `now`, and reads its event; `bad-signature` also where it is
   * signed for a time more than five minutes away. Throws `WebhookUnreadable` where a well-signed body is none of the provider's events.
   */
  verifyAndRead(
    rawBody: Buffer,
    headers: WebhookHeaders,
    secrets: readonly string[],
    now: Instant,
  ): GatewayEvent | 'bad-signature';
}

/** Says that a body was signed by the provider and cannot be read as one of its events. */
export class WebhookUnreadable extends Error {
  override readonly name = 'WebhookUnreadable';
}
