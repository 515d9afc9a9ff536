import express, { type RequestHandler, Router } from 'express';
import { DomainError } from '../domain/errors.js';
import { type Provider, type WebhookHeaders, WebhookUnreadable } from '../gateways/gateway.js';
import { webhookReaderOf } from '../gateways/readers.js';
import { receiveEvent } from '../prisma/stores/inbox.store.js';
import { findPaymentEndpoint, secretsAt } from '../prisma/stores/payment-endpoints.store.js';
import { ApiError } from './api-error.js';
import { type ApiDeps, DEFAULT_LIMITS } from './deps.js';
import { invalidRequest } from './parse-request.js';
import { refusalLimiter } from './rate-limit.js';

const BODY_LIMIT = '256kb';

/** Names the address that a provider sends its events to. */
export function webhookPath(provider: Provider, endpointId: string): string {
  return `/v1/webhooks/payments/${provider}/${endpointId}`;
}

/**
 * Takes the webhooks of payment providers in (EN-04). They carry no key: the address names the organization, whose secret verifies the
 * body as it came, byte by byte. 202 once it is stored and allocated, for one that came before too; 401 for a bad or stale signature.
 */
export function webhookRouter(deps: ApiDeps): Router {
  const router = Router({ caseSensitive: true });
  const readRaw = express.raw({ limit: BODY_LIMIT, type: () => true, inflate: false });
  router.post('/v1/webhooks/payments/:provider/:endpointId', readRaw, takeIn(deps));
  // Whoever guesses at signatures is slowed down as whoever guesses at keys is.
  router.use(refusalLimiter(deps.limits ?? DEFAULT_LIMITS));
  return router;
}

function takeIn(deps: ApiDeps): RequestHandler<{ provider: string; endpointId: string }> {
  return async (request, response) => {
    const { provider, endpointId } = request.params;
    const endpoint = endpointId.includes('\0') ? null : await findPaymentEndpoint(deps.prisma, endpointId);
    const reader = endpoint?.provider === provider ? webhookReaderOf(endpoint.provider) : undefined;
    if (!endpoint || !reader) {
      const message = `There is no payment endpoint ${endpointId} of ${provider}; check the address.`;
      throw new DomainError('payment-endpoint-not-found', message);
    }
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const now = deps.clock.now().toISOString();
    const event = readable(() =>
      reader.verifyAndRead(rawBody, request.headers as WebhookHeaders, secretsAt(endpoint, now), now),
    );
    if (event === 'bad-signature') {
      throw new ApiError(
        'invalid-signature',
        'The signature is not that of a secret of this endpoint, or its time is off.',
      );
    }
    const isNew = await receiveEvent(deps, { endpoint, event, body: rawBody.toString('utf8') });
    response.status(202).json({ received: true, duplicate: !isNew });
  };
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof WebhookUnreadable) throw invalidRequest([{ path: '', message: error.message }]);
    throw error;
  }
}
