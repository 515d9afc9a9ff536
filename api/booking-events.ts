import { setTimeout as delay } from 'node:timers/promises';
import { type RequestHandler, Router } from 'express';
import { findAccount } from '../prisma/stores/accounts.store.js';
import { listHistory } from '../prisma/stores/history.store.js';
import { authenticator, contextOf } from './auth.js';
import type { OrganizationContext } from './context.js';
import type { ApiDeps, RouteDeps } from './deps.js';
import { parseParams } from './parse-request.js';
import { visibleBooking } from './routes/bookings.routes.js';
import { idParams } from './routes/fields.schema.js';
import { bookingView, readOutView } from './views/booking.view.js';

/** How often the rows are looked at, and how often a line is sent so that nobody in between takes the silence for an end. */
const LOOK_MS = 400;
const ALIVE_MS = 15_000;
/** A stream ends after so long; browsers come back by themselves. */
const LONGEST_MS = 15 * 60_000;

/**
 * Shows a booking live, as server-sent events (PB-15): `booking` with what is paid and missing and the countdown at each change of it,
 * `history` with each new sentence; `end` once it is over.
 */
export function bookingEventsRouter(deps: RouteDeps): Router {
  const router = Router({ caseSensitive: true });
  const authenticate = authenticator(deps);
  router.get('/v1/bookings/:id/events', authenticate(['admin', 'agent', 'client', 'shop']), streamOf(deps));
  return router;
}

function streamOf(deps: ApiDeps): RequestHandler {
  return async (request, response) => {
    const context = contextOf(response) as OrganizationContext;
    const { id } = parseParams(idParams, request.params);
    await visibleBooking(deps, context, id);
    const gone = new AbortController();
    request.on('close', () => gone.abort());
    response.on('error', () => gone.abort());
    response
      .status(200)
      .set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    response.flushHeaders();
    const send = (event: string, data: unknown) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    try {
      await follow({ deps, context, id, send, alive: () => response.write(': alive\n\n') }, gone.signal);
    } catch (error) {
      if (!gone.signal.aborted) deps.logger.warn({ err: error }, 'the events of a booking ended');
    }
    response.end();
  };
}

interface Following {
  readonly deps: ApiDeps;
  readonly context: OrganizationContext;
  readonly id: string;
  readonly send: (event: string, data: unknown) => void;
  readonly alive: () => void;
}

/** Looks at the rows until the booking is over, the listener has gone, or the stream is long enough. */
async function follow({ deps, context, id, send, alive }: Following, gone: AbortSignal): Promise<void> {
  const began = performance.now();
  let revision = 0;
  let told = 0;
  let sentAt = began;
  while (!gone.aborted && performance.now() - began < LONGEST_MS) {
    const booking = await visibleBooking(deps, context, id);
    if (booking.revision !== revision) {
      revision = booking.revision;
      const account = await findAccount(deps.prisma, context.organizationId, booking.accountId);
      const { now, settings } = await context.organization();
      send('booking', {
        ...bookingView(booking, deps),
        readOut: readOutView(booking, account?.timeZone ?? settings.timeZone, now),
      });
      sentAt = performance.now();
    }
    const history = await listHistory(deps.prisma, context.organizationId, { changeId: id });
    for (const { at, event, by, text, amounts } of history.slice(told))
      send('history', { at, event, by, text, amounts });
    told = history.length;
    if (booking.closedAt !== null) return send('end', { state: booking.state });
    if (performance.now() - sentAt > ALIVE_MS) {
      alive();
      sentAt = performance.now();
    }
    await delay(LOOK_MS, undefined, { signal: gone });
  }
}
