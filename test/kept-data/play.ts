import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { RETRY_AFTER_MS } from '../../domain/webhook/schedule.js';
import type { TestApi } from '../support/api.js';
import { CARDS, payWith } from '../support/checkouts.js';
import { paidByWebhook } from '../support/packages.js';
import { anEndpoint, type EventOptions } from '../support/payments.js';
import { balancesOf, documentsOf } from './accounts.js';
import { type Deed, type Json, type MakingStep, type Names, named, type Show } from './script.js';

/** Where a script is lived. */
export interface World {
  readonly api: TestApi;
  /** The real time, by which webhooks are signed. */
  readonly clock: { now(): Date };
  /** Advances the clock by an ISO 8601 duration and gives the business time. */
  readonly advance: (by: string) => Promise<string>;
  readonly restart?: () => Promise<void>;
  /** Moves the clock of a workflow that waits on real time. */
  readonly fastForward?: (workflowId: string, milliseconds: number) => Promise<void>;
}

/** What is told a moment later, by a webhook or a workflow, has so long to come. */
const SHOWN_WITHIN_MS = 60_000;

/** Lives a script to its end. Throws with everything that is not so at the first step where something is not; adds to the names. */
export async function play(world: World, steps: readonly MakingStep[], names: Names): Promise<void> {
  let now = await world.advance('PT0.001S');
  for (const { at, calls = [], shows = [], restart, prepare } of steps) {
    if (restart) await world.restart?.();
    if (at !== null && at > now) now = await world.advance(`PT${(Date.parse(at) - Date.parse(now)) / 1000}S`);
    await prepare?.(world.api, names);
    for (const call of calls) await make(world, call, names, now);
    const differences = (await Promise.all(shows.map((it) => differencesOf(world, it, names)))).flat();
    if (differences.length > 0) throw new Error(`on ${at ?? now}:\n${differences.join('\n')}`);
  }
}

async function make(world: World, call: Deed, names: Names, now: string): Promise<void> {
  if ('paysAt' in call) return payByCard(world, named(call.paysAt, names));
  if ('webhook' in call) return paid(world, { ...named(call.webhook, names), paidAt: now });
  if ('triesAgain' in call) return tryAgain(world, named(call.triesAgain, names));
  const { method = 'POST', path, as = 'admin', body, keep = {} } = call;
  const reply = await world.api.call(method, named(path, names), { as, body: named(body, names) });
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  for (const [name, where] of Object.entries(keep)) names[name] = within(reply.body, where);
}

async function payByCard({ api }: World, path: string): Promise<void> {
  const { body } = await api.call('GET', path);
  // A page that was opened before the data was packed has moved with the system.
  const { pathname, search } = new URL(body.payUrl);
  const reply = await payWith(new URL(pathname + search, api.url).href, CARDS.paid);
  if (reply.status >= 400) throw new Error(`${path}: the card was answered with ${reply.status}: ${reply.text}`);
}

/** By an endpoint of its own, whose secret is known here. */
async function paid({ api, clock }: World, payment: EventOptions): Promise<void> {
  const reply = await paidByWebhook(
    api,
    await anEndpoint(api),
    { ...payment, paymentId: `ch_${randomUUID()}` },
    clock.now(),
  );
  if (reply.status !== 202)
    throw new Error(`the payment was answered with ${reply.status}: ${JSON.stringify(reply.body)}`);
}

/** Moves the clocks of what waits until all has got through: one that was just trying waits anew, and longer; one that ended has no clock. */
async function tryAgain({ api: { call }, fastForward }: World, path: string): Promise<void> {
  const late = Date.now() + SHOWN_WITHIN_MS;
  const longest = Math.max(...RETRY_AFTER_MS);
  for (;;) {
    const { body } = await call('GET', path);
    const waiting: { id: string }[] = body.data.filter((it: Json) => it.state === 'waiting');
    if (waiting.length === 0 || !fastForward) return;
    if (Date.now() > late) throw new Error(`${waiting.length} deliveries do not get through`);
    await Promise.all(waiting.map(({ id }) => fastForward(`webhook-delivery/${id}`, longest).catch(() => {})));
    await delay(500);
  }
}

function within(body: Json, where: string): string {
  return where.split('.').reduce((it, key) => it[key], body);
}

/** Looks until all is so, or the time is over; gives what is not. */
async function differencesOf(world: World, show: Show, names: Names): Promise<string[]> {
  const late = Date.now() + SHOWN_WITHIN_MS;
  for (;;) {
    const found = await look(world, show, names);
    const expected = named('shows' in show ? show.shows : show.are, names);
    const differences = differ(found, expected, show.what, 'shows' in show);
    if (differences.length === 0 || Date.now() > late) return differences;
    await delay(100);
  }
}

async function look({ api: { call } }: World, show: Show, names: Names): Promise<Json> {
  if ('path' in show) return (await call('GET', named(show.path, names))).body;
  if ('balancesOf' in show) return balancesOf(call, named(show.balancesOf, names));
  const all = await documentsOf(call, named(show.documentsOf, names));
  return all.filter((it) => it >= show.from && it < show.before);
}

/** Lists where two values differ; a found object may have more than is expected, where only a part is. */
function differ(found: Json, expected: Json, where: string, isPart: boolean): string[] {
  if (typeof expected !== 'object' || expected === null || typeof found !== 'object' || found === null) {
    return found === expected ? [] : [`${where}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`];
  }
  const isList = Array.isArray(expected);
  const keys = isPart && !isList ? Object.keys(expected) : Object.keys({ ...expected, ...found });
  return keys.flatMap((key) => differ(found[key], expected[key], `${where} › ${key}`, isPart));
}
