import express, { type RequestHandler, Router } from 'express';
import { businessNow } from '../domain/timeline/clock.js';
import { behaviourOf } from '../gateways/sandbox/cards.js';
import { sandboxPagePath } from '../gateways/sandbox/gateway.js';
import { paySandboxCheckout } from '../gateways/sandbox/pay.js';
import { findOrganization } from '../prisma/stores/organizations.store.js';
import { findSandboxCheckout, type SandboxCheckout } from '../prisma/stores/sandbox.store.js';
import { ApiError } from './api-error.js';
import type { ApiDeps } from './deps.js';
import { closedPage, payPage, SANDBOX_STYLE, SANDBOX_STYLE_PATH } from './sandbox-pages.js';

type Handler = RequestHandler<{ id: string }>;

const PATH = sandboxPagePath(':id');

/** Serves the pages of the sandbox, on which checkouts are paid by test cards; where it is off, there are none. */
export function sandboxRouter(deps: ApiDeps): Router {
  const router = Router({ caseSensitive: true });
  if (!deps.gateways.hasSandbox) return router;
  router.use('/sandbox', ownRules);
  router.get(SANDBOX_STYLE_PATH, (_request, response) => {
    response.type('css').set('cache-control', 'public, max-age=3600').send(SANDBOX_STYLE);
  });
  router.get(PATH, show(deps));
  router.post(PATH, express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 10 }), pay(deps));
  return router;
}

/** No script at all, and a form that may be sent to ourselves only. */
const ownRules: RequestHandler = (_request, response, next) => {
  const rules = [
    "default-src 'none'",
    "style-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  response.set({ 'content-security-policy': rules.join('; '), 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
  next();
};

function show(deps: ApiDeps): Handler {
  return async (request, response) => {
    const checkout = await open(deps, request.params.id);
    response.type('html').send(checkout.state === 'open' ? payPage(checkout, null) : closedPage(checkout));
  };
}

function pay(deps: ApiDeps): Handler {
  return async (request, response) => {
    const { id } = request.params;
    const card: unknown = request.body?.card;
    const number = typeof card === 'string' ? card.slice(0, 30) : '';
    const behaviour = behaviourOf(number);
    const outcome = behaviour && (await paySandboxCheckout(deps, { id, card: behaviour }));
    const checkout = await open(deps, id);
    if (checkout.state !== 'open' || outcome === 'over') {
      response.type('html').send(closedPage(checkout));
      return;
    }
    const message = behaviour
      ? 'The card was declined. Nothing was paid; try another card.'
      : 'This is none of the test cards below. Nothing was paid.';
    response
      .status(422)
      .type('html')
      .send(payPage(checkout, { message, card: number }));
  };
}

/** Finds a checkout as it stands now on its organization's clock. */
async function open({ prisma, clock }: ApiDeps, id: string): Promise<SandboxCheckout> {
  const checkout = id.includes('\0') ? null : await findSandboxCheckout(prisma, id);
  const organization = checkout && (await findOrganization(prisma, checkout.organizationId));
  if (!checkout || !organization)
    throw new ApiError('route-not-found', 'There is no such checkout; check the address.');
  const isOver = checkout.state === 'open' && checkout.expiresAt <= businessNow(clock, organization);
  return isOver ? { ...checkout, state: 'expired' } : checkout;
}
