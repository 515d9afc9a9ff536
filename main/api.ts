import { createOrchestrator } from '../api/orchestrator.js';
import { readConfig } from './config.js';
import { connectAsClient, openWorld, runRelay, serveApi } from './parts.js';
import { runMain, untilStopped } from './until-stopped.js';

/** The API alone, with its relay; workers run elsewhere. */
await runMain(async () => {
  const world = openWorld(readConfig());
  const client = await connectAsClient(world);
  const orchestrator = createOrchestrator(client, world.config.TEMPORAL_TASK_QUEUE);
  const api = await serveApi(world, orchestrator);
  const relay = runRelay(world, orchestrator, { hasApi: true });
  const rest = {
    stop: async () => {
      await client.connection.close();
      await world.prisma.$disconnect();
    },
  };
  await untilStopped([api, relay, rest]);
});
