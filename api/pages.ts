import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Router } from 'express';
import { ERROR_CODES } from '../domain/errors.js';
import { THANKS_PATH } from '../gateways/gateways.js';
import { API_ERROR_CODES, ApiError } from './api-error.js';
import { openApiDocument } from './openapi.js';
import { statusOfKind } from './problem.js';
import type { Route } from './route.js';

/** Serves what people read: the index, the documentation, the description behind it, a page for each error code. */
export function pagesRouter(routes: readonly Route[]): Router {
  const router = Router({ caseSensitive: true });
  const description = JSON.stringify(openApiDocument(routes));
  router.get('/', (_request, response) => {
    response.type('html').send(INDEX);
  });
  router.get(['/openapi.json', '/v1/openapi.json'], (_request, response) => {
    response.type('application/json').send(description);
  });
  router.get('/docs', (_request, response) => {
    response.type('html').send(DOCS);
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(START_SCRIPT);
  });
  router.get('/docs/reference.js', (_request, response, next) => {
    response.type('text/javascript').sendFile(referenceScript(), { maxAge: '1d' }, (error?: Error) => {
      // Called when it is sent too: there is nothing more to do then.
      if (error) next(error);
    });
  });
  router.get(THANKS_PATH, (_request, response) => {
    response.type('html').send(THANKS);
  });
  router.get('/favicon.ico', (_request, response) => {
    response.status(204).end();
  });
  router.get('/errors/:code', (request, response) => {
    response.type('html').send(errorPage(request.params.code));
  });
  return router;
}

/** Finds Scalar's built script: of its packages, the one for Fastify carries it without 270 dependencies. */
function referenceScript(): string {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('@scalar/fastify-api-reference');
  return join(dirname(entry), 'js', 'standalone.js');
}

export interface ErrorRow {
  readonly status: number;
  readonly title: string;
  readonly description: string;
  readonly whatToDo: string;
}

/** All codes, of the API and of the domain, as `docs/errors.md` and the error pages show them. */
export function errorRows(): ReadonlyMap<string, ErrorRow> {
  const domain = Object.entries(ERROR_CODES).map(
    ([code, { kind, ...row }]) => [code, { ...row, status: statusOfKind(kind) }] as const,
  );
  return new Map<string, ErrorRow>([...Object.entries(API_ERROR_CODES), ...domain]);
}

function errorPage(code: string): string {
  const row = errorRows().get(code);
  if (!row) throw new ApiError('route-not-found', 'There is no such error code. All codes are in docs/errors.md.');
  const { status, title, description, whatToDo } = row;
  return page(
    `${code} · Changeover`,
    `<p><a href="/">Changeover</a> · error code</p><h1>${text(title)}</h1>
<p><code>${text(code)}</code>, HTTP ${status}</p><p>${text(description)}</p><h2>What to do</h2><p>${text(whatToDo)}</p>`,
  );
}

function text(plain: string): string {
  return plain.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function page(title: string, content: string, head = ''): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${text(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}code{background:#8882;padding:.1em .3em}</style>
${head}</head>
<body>${content}</body>
</html>`;
}

const INDEX = page(
  'Changeover',
  `<h1>Changeover</h1><p>Plan changes as durable workflows.</p>
<ul><li><a href="/docs">API documentation</a></li><li><a href="/openapi.json">OpenAPI description</a></li>
<li><a href="/readyz">Is it ready?</a></li></ul>`,
);

const THANKS = page(
  'Thank you',
  '<h1>Thank you</h1><p>If you have paid, the payment is on its way to your account. You can close this page.</p>',
);

const DOCS = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Changeover API</title></head>
<body><div id="reference"></div><script src="/docs/reference.js"></script><script src="/docs/start.js"></script></body>
</html>`;

/** Nothing leaves our origin: no fonts, no proxy, no telemetry of the documentation's maker. */
const START_SCRIPT = `Scalar.createApiReference('#reference', {
  url: '/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
});
`;
