import { createOrchestrator } from '../api/orchestrator.js';
import { readConfig } from './config.js';
import { openDemo, printDemo } from './demo-organization.js';
import { openWorld, runRelay, serveApi } from './parts.js';
import { runMain, untilStopped } from './until-stopped.js';
import { connectNatively, runWorker } from './worker-parts.js';

/** API, worker and relay in one process: an immediate change starts eagerly on the worker beside the API. */
await runMain(async () => {
  const world = openWorld(readConfig());
  const { connection, client } = await connectNatively(world);
  const orchestrator = createOrchestrator(client, world.config.TEMPORAL_TASK_QUEUE);
  const worker = await runWorker(world, connection);
  const api = await serveApi(world, orchestrator);
  const relay = runRelay(world, orchestrator, { hasApi: true });
  if (world.config.CHANGEOVER_DEVELOPMENT) printDemo(world.config, await openDemo(world));
  const rest = {
    stop: async () => {
      await connection.close();
      await world.prisma.$disconnect();
    },
  };
  await untilStopped([api, relay, worker, rest]);
});
