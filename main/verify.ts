import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOrchestrator } from '../api/orchestrator.js';
import { verify } from '../relay/verify.js';
import { readConfig } from './config.js';
import { connectAsClient, openWorld } from './parts.js';
import { runMain } from './until-stopped.js';

/** `npm run verify`: holds rows, workflows and ledger of the running system against each other; exits with 1 where they differ. */
await runMain(async () => {
  const world = openWorld(readConfig({ ...keptSystem(), ...process.env }));
  const client = await connectAsClient(world);
  const orchestrator = createOrchestrator(client, world.config.TEMPORAL_TASK_QUEUE);
  const findings = await verify({ ...world, orchestrator });
  for (const { check, subject, message } of findings) console.log(`${check}: ${subject}: ${message}`);
  console.log(findings.length === 0 ? 'Rows, workflows and ledger agree.' : `${findings.length} things do not agree.`);
  await client.connection.close();
  await world.prisma.$disconnect();
  process.exit(findings.length === 0 ? 0 : 1);
});

/** Where the system that `npm start` runs is to be found: its data folder knows. */
function keptSystem(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(join(process.env['DATA_DIR'] ?? '.changeover', 'system.json'), 'utf8'));
  } catch {
    return {};
  }
}
