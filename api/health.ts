import { Router } from 'express';
import { pingStore } from '../prisma/stores/health.store.js';
import type { ApiDeps } from './deps.js';

const WAIT_MS = 2_000;

/** Answers whether the process lives, and whether it can do its work: PostgreSQL and Temporal both answer. */
export function healthRouter(deps: ApiDeps): Router {
  const router = Router();
  router.get('/livez', (_request, response) => {
    response.json({ status: 'alive' });
  });
  router.get('/readyz', async (_request, response) => {
    const [store, workflows] = await Promise.all([answers(pingStore(deps.prisma)), answers(deps.orchestrator.ping())]);
    const ready = store && workflows;
    response.status(ready ? 200 : 503).json({
      status: ready ? 'ready' : 'not ready',
      postgresql: store ? 'answers' : 'away',
      temporal: workflows ? 'answers' : 'away',
    });
  });
  return router;
}

/** Tells whether it answers within two seconds. */
function answers(check: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const silence = setTimeout(() => resolve(false), WAIT_MS);
    const end = (answered: boolean) => () => {
      clearTimeout(silence);
      resolve(answered);
    };
    check.then(end(true), end(false));
  });
}
