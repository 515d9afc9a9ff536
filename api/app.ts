import { randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { ApiError } from './api-error.js';
import { bookingEventsRouter } from './booking-events.js';
import type { ApiDeps } from './deps.js';
import { gardenRouter } from './garden/router.js';
import { healthRouter } from './health.js';
import { KeyCache } from './key-cache.js';
import { pagesRouter } from './pages.js';
import { problemHandler } from './problem.js';
import { routerOf } from './router.js';
import { ROUTES } from './routes/table.js';
import { sandboxRouter } from './sandbox.js';
import { webhookRouter } from './webhooks.js';

/** Assembles the API; what it needs from the world comes as `deps`, so that tests serve the same one. */
export function createApp(deps: ApiDeps): Express {
  const app = express();
  app.set('trust proxy', false).set('etag', false).set('query parser', 'simple').disable('x-powered-by');
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY } }));
  app.use(requestLog(deps));
  app.use(healthRouter(deps));
  app.use(pagesRouter(ROUTES));
  app.use('/v1', noStore);
  app.use(webhookRouter(deps));
  app.use(sandboxRouter(deps));
  app.get('/v1/invoices/:id', asPageWhereAskedFor);
  const routeDeps = { ...deps, keyCache: new KeyCache() };
  app.use(bookingEventsRouter(routeDeps));
  app.use(gardenRouter(routeDeps));
  app.use(routerOf(ROUTES, routeDeps));
  app.use(refuseUnknown);
  app.use(problemHandler(deps.logger));
  return app;
}

/** Everything from our own origin. The documentation's script sets styles while it runs, hence the one exception. */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  fontSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  workerSrc: ["'self'", 'blob:'],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
};

/** Logs method, path, status and time, by request id; no header (keys) and no body (people's data) ever. */
function requestLog({ logger }: ApiDeps): RequestHandler {
  return pinoHttp({
    logger,
    genReqId: (_request, response) => {
      const id = randomUUID();
      response.setHeader('x-request-id', id);
      return id;
    },
    quietReqLogger: true,
    serializers: {
      req: ({ method, url }: { method: string; url: string }) => ({ method, path: loggedPath(url) }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
    },
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'debug'),
  });
}

/** A browser asks for a page, a program for JSON. */
const asPageWhereAskedFor: RequestHandler = (request, response, next) => {
  response.vary('accept');
  const isPage = request.accepts(['application/json', 'text/html']) === 'text/html';
  if (isPage && !request.path.endsWith('.html')) request.url = request.url.replace(/^[^?]*/, '$&.html');
  next();
};

/** A signed link is as good as a key: its token is left out. */
function loggedPath(url: string): string {
  return (url.split('?')[0] ?? '').replace(/^\/garden\/s\/.*/, '/garden/s/…');
}

const noStore: RequestHandler = (_request, response, next) => {
  response.set('cache-control', 'no-store');
  next();
};

const refuseUnknown: RequestHandler = (request, _response, next) => {
  next(
    new ApiError('route-not-found', `There is no ${request.method} ${request.path}. The calls are listed at /docs.`),
  );
};
