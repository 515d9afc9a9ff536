import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createApp } from '../../api/app.js';
import type { ApiDeps } from '../../api/deps.js';
import { type Orchestrator, OrchestratorUnavailable } from '../../api/orchestrator.js';
import type { Role } from '../../api/roles.js';
import { createGateways } from '../../gateways/gateways.js';
import { inTransaction, type PrismaClient } from '../../prisma/client.js';
import { createAccount } from '../../prisma/stores/accounts.store.js';
import { createApiKey } from '../../prisma/stores/api-keys.store.js';
import { createOrganization } from '../../prisma/stores/organizations.store.js';

/** The business time of the tests that need no other. */
export const TEST_NOW = '2026-11-11T12:00:00.000Z';

export interface Call {
  /** A role of the test organization, another secret, or null for none; an admin by default. */
  readonly as?: Role | { readonly secret: string } | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReturnType<typeof JSON.parse>;
}

export interface TestOrganization {
  readonly organizationId: string;
  readonly accountId: string;
  readonly secrets: Readonly<Record<Role, string>>;
}

export interface TestApi extends TestOrganization {
  readonly url: string;
  readonly call: (method: string, path: string, call?: Call) => Promise<Reply>;
  readonly close: () => Promise<void>;
}

/** An orchestrator whose workflow service is away: every call of it refuses as the real one does then. */
export const temporalAway = new Proxy({} as Orchestrator, {
  get: () => () => Promise.reject(new OrchestratorUnavailable('away')),
});

/** Serves the API on a port of its own, with an organization that has one account and a key for each role. */
export async function anApi(prisma: PrismaClient, deps: Partial<ApiDeps> = {}): Promise<TestApi> {
  const organization = await anOrganization(prisma);
  let url = '';
  const clock = deps.clock ?? { now: () => new Date(TEST_NOW) };
  const app = createApp({
    prisma,
    gateways: createGateways({ prisma, clock, publicUrl: () => url, hasSandbox: true }),
    orchestrator: temporalAway,
    logger: pino({ level: 'fatal' }),
    development: true,
    temporalUiUrl: 'http://localhost:8233',
    temporalNamespace: 'default',
    checkAnswers: true,
    ...deps,
    clock,
  });
  const server = createServer(app);
  // A slow machine must not close a connection that the next call has just chosen.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { ...organization, url, call: callerOf(url, organization), close: () => closed(server) };
}

/** Creates an organization with one account and a key for each role; the platform's key belongs to none. */
export function anOrganization(prisma: PrismaClient, name = 'Test'): Promise<TestOrganization> {
  return inTransaction(prisma, async (tx) => {
    const { id: organizationId } = await createOrganization(tx, { name, isTest: true, by: 'test' });
    const account = await createAccount(tx, { organizationId, name: 'Ada', currency: 'USD', billDay: 1 });
    const keyFor = async (role: Role) => {
      const owner = role === 'platform' ? null : organizationId;
      const own = role === 'client' ? { accountId: account.id } : {};
      return (await createApiKey(tx, { organizationId: owner, role, name: `${role} key`, ...own })).secret;
    };
    const secrets = {
      admin: await keyFor('admin'),
      agent: await keyFor('agent'),
      client: await keyFor('client'),
      shop: await keyFor('shop'),
      platform: await keyFor('platform'),
    };
    return { organizationId, accountId: account.id, secrets };
  });
}

/** Makes the calls to an API that serves at this address. */
export function callerOf(url: string, { secrets }: TestOrganization): TestApi['call'] {
  return async (method, path, { as = 'admin', body, headers = {} } = {}) => {
    const secret = typeof as === 'string' ? secrets[as] : as?.secret;
    const reply = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    const isJson = reply.headers.get('content-type')?.includes('json') && text !== '';
    return { status: reply.status, headers: reply.headers, body: isJson ? JSON.parse(text) : text };
  };
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
