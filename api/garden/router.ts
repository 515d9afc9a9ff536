import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { isDomainError } from '../../domain/errors.js';
import { reactivationRequestSchema } from '../../domain/service-reactivation/request.schema.js';
import { businessNow } from '../../domain/timeline/clock.js';
import { findOrganization } from '../../prisma/stores/organizations.store.js';
import { findByNetworkAddress, findSubscription } from '../../prisma/stores/subscriptions.store.js';
import type { RouteDeps } from '../deps.js';
import { openReactivation } from '../open-reactivation.js';
import { statusOfKind } from '../problem.js';
import { clientAddressBehind } from './client-address.js';
import { readGardenLink } from './links.js';
import { plainPage, servicePage } from './pages.js';
import { type GardenService, gardenPageOf } from './read-service.js';
import { GARDEN_STYLE, GARDEN_STYLE_PATH } from './style.js';

/** Finds the service that a request is about, or the page that says why there is none. */
type Finder = (request: Request) => Promise<GardenService | Refused>;

interface Refused {
  readonly status: number;
  readonly title: string;
  readonly text: string;
}

const OVER: Refused = { status: 410, title: 'This link is over', text: 'Ask your provider for a new one.' };
const UNKNOWN: Refused = {
  status: 404,
  title: 'Your service was not found',
  text: 'We cannot tell which service is yours. Please call your provider.',
};

/**
 * Serves the page to which a suspended or paused client's browser is sent: the service is named by a signed link, or by the client's
 * network address where a trusted proxy forwards it (PS-08). It works without a script.
 */
export function gardenRouter(deps: RouteDeps): Router {
  const router = Router({ caseSensitive: true });
  const readForm = express.urlencoded({ extended: false, limit: '4kb', parameterLimit: 10 });
  router.use('/garden', ownRules);
  router.get(GARDEN_STYLE_PATH, (_request, response) => {
    response.type('css').set('cache-control', 'public, max-age=3600').send(GARDEN_STYLE);
  });
  const paths: readonly (readonly [string, Finder])[] = [
    ['/garden/s/:token', byLink(deps)],
    ['/garden/o/:organizationId', byAddress(deps)],
  ];
  for (const [path, find] of paths) {
    router.get(path, show(deps, find));
    router.post(path, refuseOtherSites, readForm, choose(deps, find));
  }
  return router;
}

const ownRules: RequestHandler = (_request, response, next) => {
  const rules = [
    "default-src 'none'",
    "style-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  response.set({
    'content-security-policy': rules.join('; '),
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex',
    'referrer-policy': 'no-referrer',
  });
  next();
};

/** A page of somebody else may not open checkouts in the name of whoever looks at it. */
const refuseOtherSites: RequestHandler = (request, response, next) => {
  const site = request.headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return next();
  response.status(403).type('html').send(plainPage('Not from here', 'Please open the page of your provider again.'));
};

function show(deps: RouteDeps, find: Finder): RequestHandler {
  return async (request, response) => {
    const found = await find(request);
    if ('title' in found) return refuse(response, found);
    response.type('html').send(servicePage(await gardenPageOf(deps, found, null)));
  };
}

const formSchema = z.object({
  months: z.coerce.number().pipe(reactivationRequestSchema.shape.months),
  withoutEnd: z.literal('on').optional(),
});

function choose(deps: RouteDeps, find: Finder): RequestHandler {
  return async (request, response) => {
    const found = await find(request);
    if ('title' in found) return refuse(response, found);
    const form = formSchema.safeParse(request.body);
    if (!form.success) return fail(deps, response, found, 422, 'Please choose for how many months you want to pay.');
    const { organizationId, accountId, subscriptionId } = found;
    const { months, withoutEnd } = form.data;
    const asked = { subscriptionId, months, withoutEnd: withoutEnd === 'on' };
    try {
      await openReactivation({ deps, claim: null }, { organizationId, accountId, request: asked, by: 'client:garden' });
      response.redirect(303, request.originalUrl);
    } catch (error) {
      if (!isDomainError(error)) throw error;
      const text =
        error.code === 'setting-refuses' ? 'This is not possible here. Please call your provider.' : error.message;
      await fail(deps, response, found, statusOfKind(error.kind), text);
    }
  };
}

async function fail(
  deps: RouteDeps,
  response: Response,
  found: GardenService,
  status: number,
  fault: string,
): Promise<void> {
  const page = await gardenPageOf(deps, found, fault);
  response.status(status).type('html').send(servicePage(page));
}

function refuse(response: Response, { status, title, text }: Refused): void {
  response.status(status).type('html').send(plainPage(title, text));
}

function byLink(deps: RouteDeps): Finder {
  return async ({ params }) => {
    const { token } = params;
    const target = typeof token === 'string' ? await readGardenLink(deps, token) : null;
    const organization = target && (await findOrganization(deps.prisma, target.organizationId));
    if (!target || !organization) return UNKNOWN;
    if (target.expiresAt <= businessNow(deps.clock, organization)) return OVER;
    const { organizationId, subscriptionId } = target;
    const subscription = await findSubscription(deps.prisma, organizationId, subscriptionId);
    return subscription ? { organizationId, subscriptionId, accountId: subscription.accountId } : UNKNOWN;
  };
}

function byAddress(deps: RouteDeps): Finder {
  const addressOf = clientAddressBehind(deps.trustedProxies ?? []);
  return async ({ params, socket, headers }) => {
    const { organizationId } = params;
    const forwarded = headers['x-forwarded-for'];
    const address = addressOf(socket.remoteAddress, Array.isArray(forwarded) ? forwarded.join(',') : forwarded);
    if (address === null || typeof organizationId !== 'string' || organizationId.includes('\0')) return UNKNOWN;
    const subscription = await findByNetworkAddress(deps.prisma, organizationId, address);
    return subscription
      ? { organizationId, subscriptionId: subscription.id, accountId: subscription.accountId }
      : UNKNOWN;
  };
}
