import { createOrchestrator } from '../api/orchestrator.js';
import { readConfig } from './config.js';
import { openWorld, runRelay } from './parts.js';
import { runMain, untilStopped } from './until-stopped.js';
import { connectNatively, runWorker } from './worker-parts.js';

/** A worker alone, with its relay; the API runs elsewhere. */
await runMain(async () => {
  const world = openWorld(readConfig());
  const { connection, client } = await connectNatively(world);
  const worker = await runWorker(world, connection);
  const relay = runRelay(world, createOrchestrator(client, world.config.TEMPORAL_TASK_QUEUE), { hasApi: false });
  const rest = {
    stop: async () => {
      await connection.close();
      await world.prisma.$disconnect();
    },
  };
  await untilStopped([relay, worker, rest]);
});
