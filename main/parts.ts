import { createServer, type Server } from 'node:http';
import { Client, Connection } from '@temporalio/client';
import { type Logger, pino } from 'pino';
import { createApp } from '../api/app.js';
import type { Orchestrator } from '../api/orchestrator.js';
import { createGateways, type Gateways } from '../gateways/gateways.js';
import { createPrisma, type PrismaClient } from '../prisma/client.js';
import { startRelay } from '../relay/relay.js';
import type { Config } from './config.js';

/** Something that runs until it is told to end, in good order. */
export interface Running {
  stop(): Promise<void>;
  /** Resolves, or rejects, when it ends by itself; absent where that cannot be. */
  readonly ended?: Promise<void>;
}

export interface World {
  readonly config: Config;
  readonly logger: Logger;
  readonly prisma: PrismaClient;
  readonly clock: { now(): Date };
  readonly gateways: Gateways;
}

const POOL = 12;
const REQUESTS_END_MS = 10_000;
const KEEP_ALIVE_MS = 75_000;

/** Makes what every process needs of the world. */
export function openWorld(config: Config): World {
  const logger = pino({ level: config.LOG_LEVEL });
  const prisma = createPrisma(config.DATABASE_URL, { max: POOL });
  const clock = { now: () => new Date() };
  return { config, logger, prisma, clock, gateways: openGateways(config, prisma, clock) };
}

function openGateways(config: Config, prisma: PrismaClient, clock: World['clock']): Gateways {
  const { PUBLIC_URL, PORT, SANDBOX_PAYMENTS, CHANGEOVER_DEVELOPMENT, STRIPE_SECRET_KEY: stripeKey } = config;
  const url = PUBLIC_URL?.replace(/\/+$/, '') ?? `http://localhost:${PORT}`;
  const hasSandbox = SANDBOX_PAYMENTS === undefined ? CHANGEOVER_DEVELOPMENT : SANDBOX_PAYMENTS === '1';
  return createGateways({ prisma, clock, publicUrl: () => url, hasSandbox, stripeKey });
}

/** Connects a process that only starts workflows and messages them. */
export async function connectAsClient({ config }: World): Promise<Client> {
  const connection = await Connection.connect({ address: config.TEMPORAL_ADDRESS });
  return new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
}

/** Serves the API. Rejects with what to do where the port is taken. */
export async function serveApi(world: World, orchestrator: Orchestrator): Promise<Running> {
  const { config, prisma, clock, logger, gateways } = world;
  const app = createApp({
    prisma,
    orchestrator,
    clock,
    logger,
    gateways,
    development: config.CHANGEOVER_DEVELOPMENT,
    trustedProxies: config.TRUSTED_PROXIES,
    temporalUiUrl: config.TEMPORAL_UI_URL,
    temporalNamespace: config.TEMPORAL_NAMESPACE,
  });
  const server = createServer(app);
  // Longer than proxies and clients keep a connection they mean to use again: theirs closes first, and no request meets a closed door.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await listen(server, config.PORT);
  return { stop: () => closeServer(server) };
}

/** Runs the relay, which brings every accepted change to its workflow; beside an API it also sends the webhooks of the sandbox to it. */
export function runRelay(world: World, orchestrator: Orchestrator, { hasApi }: { hasApi: boolean }): Running {
  const { prisma, clock, logger, gateways, config } = world;
  const webhookDoor = hasApi && gateways.hasSandbox ? () => `http://127.0.0.1:${config.PORT}` : null;
  return startRelay({ prisma, clock, logger, orchestrator, gateways, webhookDoor });
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      fail(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} is taken: end what uses it, or set PORT to another one.`)
          : error,
      ),
    );
    server.listen(port, done);
  });
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), REQUESTS_END_MS);
  await closed;
  clearTimeout(late);
}
