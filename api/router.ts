import express, { type Request, type RequestHandler, Router } from 'express';
import { ApiError } from './api-error.js';
import { authenticator, contextOf } from './auth.js';
import { DEFAULT_LIMITS, type RouteDeps } from './deps.js';
import { claimOf } from './idempotency.js';
import { keyLimiter, refusalLimiter } from './rate-limit.js';
import type { Route } from './route.js';

const BODY_LIMIT = '256kb';

/** Turns the table of routes into an express router: key, role, limit, body, checks, handler, in this order. */
export function routerOf(routes: readonly Route[], deps: RouteDeps): Router {
  const router = Router({ caseSensitive: true });
  const limits = deps.limits ?? DEFAULT_LIMITS;
  const authenticate = authenticator(deps);
  const readJson = express.json({ limit: BODY_LIMIT, type: 'application/json', strict: true });
  const limitKeys = keyLimiter(limits);
  for (const [path, group] of groupByPath(routes)) {
    for (const route of group) {
      const readBody = route.method === 'get' ? [] : route.csv ? [refuseOtherThanCsv] : [refuseOtherTypes, readJson];
      router[route.method](path, authenticate(route.roles), limitKeys, ...readBody, serve(route, deps));
    }
    router.all(path, refuseMethod(group));
  }
  router.use(refusalLimiter(limits));
  return router;
}

function serve(route: Route, deps: RouteDeps): RequestHandler {
  return async (request, response) => {
    const context = contextOf(response);
    const body: unknown = request.body;
    const claim = route.idempotent ? claimOf(request, context, body) : null;
    const { params, query } = request;
    const answer = await route.run({ params, query, body, context, deps, claim, stream: request });
    response.status(answer.status).set(answer.headers ?? {});
    if (route.answers[answer.status]?.contentType === 'text/html') response.type('html').send(answer.body);
    else response.json(answer.body);
  };
}

const refuseOtherTypes: RequestHandler = (request, _response, next) => {
  if (!hasBody(request) || request.is('application/json')) return next();
  next(new ApiError('unsupported-media-type', 'The body is not JSON: send it with "Content-Type: application/json".'));
};

const refuseOtherThanCsv: RequestHandler = (request, _response, next) => {
  if (request.is('text/csv')) return next();
  next(new ApiError('unsupported-media-type', 'The body is not CSV: send the file with "Content-Type: text/csv".'));
};

function hasBody(request: Request): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

function refuseMethod(routes: readonly Route[]): RequestHandler {
  const methods = routes.map(({ method }) => method.toUpperCase());
  const allow = [...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])].join(', ');
  return (request, response, next) => {
    if (request.method === 'OPTIONS') {
      response.status(204).set('allow', allow).end();
      return;
    }
    const message = `${request.method} is not possible here, only ${allow}.`;
    next(new ApiError('method-not-allowed', message, { headers: { allow } }));
  };
}

function groupByPath(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  const groups = new Map<string, Route[]>();
  for (const route of routes) groups.set(route.path, [...(groups.get(route.path) ?? []), route]);
  return groups;
}
