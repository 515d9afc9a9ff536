import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { NativeConnection, type Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { type Activities, createActivities } from '../../activities/index.js';
import { createOrchestrator, type Orchestrator } from '../../api/orchestrator.js';
import { createGateways, type Gateways } from '../../gateways/gateways.js';
import { createDeliver } from '../../gateways/outgoing/deliver.js';
import type { PrismaClient } from '../../prisma/client.js';
import { findOrganization } from '../../prisma/stores/organizations.store.js';
import { startRelay } from '../../relay/relay.js';
import { type Finding, verify } from '../../relay/verify.js';
import { registerNamespace } from '../../workers/register.js';
import { createWorker } from '../../workers/worker.js';
import { anApi, type TestApi } from './api.js';
import { workflowBundle } from './bundle.js';
import { aDatabase, type TestDatabase } from './database.js';
import './runtime.js';

/** The whole system in this process, on the real PostgreSQL and the real Temporal server, with an organization of its own. */
export interface TestSystem extends TestApi {
  readonly prisma: PrismaClient;
  readonly databaseUrl: string;
  readonly orchestrator: Orchestrator;
  readonly client: Client;
  readonly taskQueue: string;
  readonly clock: { now(): Date };
  readonly gateways: Gateways;
  /** Advances the organization's clock through the API, living each due instant; answers the business time. */
  advance(by: string): Promise<string>;
  /** Advances it to a little after the first instant of a day in UTC. */
  advanceTo(date: string): Promise<void>;
  /** What does not agree, once the relay has had its turn; every scenario ends with an empty list. */
  verify(): Promise<readonly Finding[]>;
  /** Ends the worker, as a deployment does, and starts another one on the same task queue. */
  restartWorker(): Promise<void>;
  /** Does something while there is no worker. */
  withoutWorker(work: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export interface SystemOptions {
  /** Business time at the start. */
  readonly now?: string;
  /** Whose X-Forwarded-For is believed; by default nobody's. */
  readonly trustedProxies?: readonly string[];
  /** Puts something around the activities, as a fault does; by default they are as they are. */
  readonly around?: (activities: Activities) => Activities;
  /** A database, a Temporal server and a task queue that are there already; by default a new database and queue on the test servers. */
  readonly on?: { readonly database: TestDatabase; readonly address: string; readonly taskQueue: string };
}

export async function aSystem({
  now = '2026-11-11T12:00:00.000Z',
  trustedProxies = [],
  around = (it) => it,
  on,
}: SystemOptions = {}): Promise<TestSystem> {
  const { prisma, url: databaseUrl, drop } = on?.database ?? (await aDatabase());
  const address = on?.address ?? process.env['TEMPORAL_ADDRESS'];
  if (!address) throw new Error('TEMPORAL_ADDRESS is not set: run the tests with npm test');
  const connection = await NativeConnection.connect({ address });
  await registerNamespace(connection, 'default');
  const client = new Client({ connection });
  const taskQueue = on?.taskQueue ?? `test-${randomUUID()}`;
  const clock = clockFrom(now);
  const orchestrator = createOrchestrator(client, taskQueue);
  const logger = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' });
  const activities = around(createActivities({ prisma, clock, deliver: createDeliver() }));
  let worker = await runWorker(connection, taskQueue, activities);
  let apiUrl = '';
  const gateways = createGateways({ prisma, clock, publicUrl: () => apiUrl, hasSandbox: true });
  const relay = startRelay({ prisma, orchestrator, clock, logger, gateways, webhookDoor: () => apiUrl });
  const api = await anApi(prisma, { orchestrator, clock, logger, gateways, trustedProxies });
  apiUrl = api.url;
  const advance = async (by: string): Promise<string> => {
    const reply = await api.call('POST', '/v1/clock/advance', {
      as: 'platform',
      body: { by, organizationId: api.organizationId },
    });
    if (reply.status !== 200) throw new Error(`the clock did not advance: ${JSON.stringify(reply.body)}`);
    return reply.body.now;
  };
  return {
    ...api,
    prisma,
    databaseUrl,
    orchestrator,
    client,
    taskQueue,
    clock,
    gateways,
    advance,
    advanceTo: async (date) => {
      const organization = await findOrganization(prisma, api.organizationId);
      const now = clock.now().getTime() + (organization?.clockOffsetMs ?? 0);
      const there = Date.parse(`${date}T00:00:01.000Z`) - now;
      if (there < 0) throw new Error(`${date} has passed`);
      await advance(`PT${(there / 1000).toFixed(3)}S`);
    },
    verify: () => eventuallyAgrees(() => verify({ prisma, orchestrator, clock }, api.organizationId)),
    restartWorker: async () => {
      await worker.stop();
      worker = await runWorker(connection, taskQueue, activities);
    },
    withoutWorker: async (work) => {
      await worker.stop();
      await work();
      worker = await runWorker(connection, taskQueue, activities);
    },
    stop: async () => {
      await api.close();
      await relay.stop();
      await worker.stop();
      await connection.close();
      await drop();
    },
  };
}

/** A clock that runs as the real one does, from another day, so that no test depends on today. */
export function clockFrom(start: string): { now(): Date } {
  const offset = Date.parse(start) - Date.now();
  return { now: () => new Date(Date.now() + offset) };
}

async function runWorker(
  connection: NativeConnection,
  taskQueue: string,
  activities: Activities,
): Promise<{ stop(): Promise<void> }> {
  const worker: Worker = await createWorker({
    connection,
    namespace: 'default',
    taskQueue,
    activities,
    workflowBundle: await workflowBundle(),
  });
  const running = worker.run();
  return {
    stop: async () => {
      worker.shutdown();
      await running;
    },
  };
}

/** Closing a workflow and delivering a poke come a moment after the rows: what still differs after a minute differs. */
async function eventuallyAgrees(look: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  const until = Date.now() + 60_000;
  for (;;) {
    const findings = await look();
    if (findings.length === 0 || Date.now() > until) return findings;
    await new Promise((done) => setTimeout(done, 50));
  }
}
