import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Demo, ensureSandboxEndpoint, seedDemo } from '../prisma/seed.js';
import { findApiKeyBySecret } from '../prisma/stores/api-keys.store.js';
import type { Config } from './config.js';
import type { World } from './parts.js';

/** Opens the demo organization: the one whose keys are in the data folder, where they still hold; else a new one. */
export async function openDemo(world: World): Promise<Demo> {
  const file = join(world.config.DATA_DIR, 'demo.json');
  const kept = await readKept(file);
  const holds = kept !== null && (await findApiKeyBySecret(world.prisma, kept.keys.admin)) !== null;
  const demo = holds ? kept : await seedDemo(world);
  await ensureSandboxEndpoint(world.prisma, demo.organizationId);
  const { PORT, TEMPORAL_UI_URL, DATA_DIR, DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE } = world.config;
  const apiUrl = `http://localhost:${PORT}`;
  const written = { apiUrl, docsUrl: `${apiUrl}/docs`, temporalUiUrl: TEMPORAL_UI_URL, ...demo };
  const system = { DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE };
  await mkdir(DATA_DIR, { recursive: true });
  await writeFile(join(DATA_DIR, 'system.json'), `${JSON.stringify(system, null, 2)}\n`, { mode: 0o600 });
  await writeFile(file, `${JSON.stringify(written, null, 2)}\n`, { mode: 0o600 });
  return demo;
}

async function readKept(file: string): Promise<Demo | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Demo;
  } catch {
    return null;
  }
}

/** Prints where to click and what to try. */
export function printDemo({ PORT, TEMPORAL_UI_URL }: Config, demo: Demo): void {
  const api = `http://localhost:${PORT}`;
  const { admin, agent, client, shop, platform } = demo.keys;
  const body = JSON.stringify({
    subscriptionId: demo.subscriptions['ada'],
    planId: demo.plans['plus'],
    units: 1,
    scope: 'immediately',
    proration: 'full',
  });
  const checkout = JSON.stringify({ accountId: demo.accounts['ada'], amount: { amount: '25.00', currency: 'USD' } });
  const call = (path: string, sent = body) =>
    `curl -s ${api}${path} -H 'Authorization: Bearer ${admin}' -H 'Content-Type: application/json' -d '${sent}'`;
  console.log(`
API            ${api}
API docs       ${api}/docs
Temporal UI    ${TEMPORAL_UI_URL}

Keys           admin     ${admin}
               agent     ${agent}
               client    ${client}
               shop      ${shop}
               platform  ${platform}

Quote an upgrade, then make it:

  ${call('/v1/master-plan-changes/quote')}

  ${call('/v1/master-plan-changes')}

Take a payment: open the payUrl of the answer in a browser, card 4242 4242 4242 4242:

  ${call('/v1/checkouts', checkout)}
`);
}
