import { join } from 'node:path';
import { createPrisma, inTransaction } from '../prisma/client.js';
import { createApiKey } from '../prisma/stores/api-keys.store.js';
import { createOrganization } from '../prisma/stores/organizations.store.js';
import { startApplication } from '../scripts/lib/application.js';
import { root } from '../scripts/lib/bootstrap.mjs';
import { run } from '../scripts/lib/children.js';
import { applyMigrations } from '../scripts/lib/migrations.js';
import { freePort } from '../scripts/lib/ports.js';
import { type Post, poster } from './http.js';
import { measure, type Subject } from './measure.js';
import type { Servers } from './servers.js';

export interface PlanChanges extends Subject {
  /** Makes so many accounts with a subscription in the middle of a paid month: each is changed once. */
  prepare(count: number): Promise<void>;
  /** How many changes were accepted and not applied within the time that the API waits: those have no place in the figures. */
  late(): number;
  /** Runs `npm run verify` on the system and gives what it says where something does not agree. */
  verify(): Promise<string | undefined>;
  close(): Promise<void>;
}

/**
 * An immediate plan change through the whole of the system as `npm start` runs it: HTTP, quote, acceptance, workflow with its search
 * attributes, journal, invoice, history, and the answer with the final state.
 */
export async function openPlanChanges({ databaseUrl, address, folder }: Servers): Promise<PlanChanges> {
  await applyMigrations(databaseUrl);
  const secret = await makeOrganization(databaseUrl);
  const port = await freePort();
  const system = { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: address, DATA_DIR: folder, PORT: String(port) };
  const application = await startApplication({ ...system, CHANGEOVER_DEVELOPMENT: '0' });
  await application.ready;
  const { post, close } = poster(port, secret);
  const plans = { from: await makePlan(post, '30.00'), to: await makePlan(post, '60.00') };
  const waiting: string[] = [];
  let late = 0;
  return {
    name: 'A plan change through the API',
    prepare: async (count) => {
      const make = async () => void waiting.push(await makeSubscription(post, plans.from));
      await measure({ name: 'subscriptions', once: make }, { count, atOnce: 16 });
    },
    once: async () => {
      const change = {
        subscriptionId: waiting.pop(),
        planId: plans.to,
        units: 1,
        scope: 'immediately',
        proration: 'full',
      };
      const { status, body } = await post('/v1/master-plan-changes', change);
      if (status === 202) late += 1;
      else if (status !== 201) throw new Error(`not accepted: ${status} ${JSON.stringify(body)}`);
    },
    late: () => late,
    verify: async () => {
      const command = [process.execPath, '--import', 'tsx', join(root, 'main', 'verify.ts')];
      const { code, output } = await run(command, { cwd: root, env: { ...process.env, ...system } });
      return code === 0 ? undefined : output;
    },
    close: async () => {
      close();
      await application.stop();
    },
  };
}

async function makeOrganization(databaseUrl: string): Promise<string> {
  const prisma = createPrisma(databaseUrl);
  const { secret } = await inTransaction(prisma, async (tx) => {
    const { id: organizationId } = await createOrganization(tx, { name: 'Bench', isTest: false, by: 'bench' });
    return createApiKey(tx, { organizationId, role: 'admin', name: 'bench' });
  });
  await prisma.$disconnect();
  return secret;
}

function makePlan(post: Post, price: string): Promise<string> {
  return created(post, '/v1/plans', {
    code: `plan-${price}`,
    name: `${price} a month`,
    kind: 'master',
    interval: { unit: 'month', count: 1 },
    defaultCurrency: 'USD',
    groupIds: [],
    rateSchedules: [
      { name: 'Standard', currency: 'USD', default: true, tiers: [{ fromUnit: 1, toUnit: null, price }] },
    ],
  });
}

async function makeSubscription(post: Post, planId: string): Promise<string> {
  const accountId = await created(post, '/v1/accounts', { name: 'Ada', currency: 'USD', billDay: 1 });
  return created(post, '/v1/subscriptions', { accountId, planId, units: 1, ...thisMonth() });
}

function thisMonth(): { periodStart: string; paidThrough: string } {
  const today = new Date();
  const day = (month: number, date: number) =>
    new Date(Date.UTC(today.getUTCFullYear(), month, date)).toISOString().slice(0, 10);
  return { periodStart: day(today.getUTCMonth(), 1), paidThrough: day(today.getUTCMonth() + 1, 0) };
}

async function created(post: Post, path: string, body: unknown): Promise<string> {
  const reply = await post(path, body);
  if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body.id;
}
