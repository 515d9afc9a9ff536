import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createActivities } from '../activities/index.js';
import { createDeliver } from '../gateways/outgoing/deliver.js';
import { bundleWorkflows } from '../workers/bundle.js';
import { registerNamespace } from '../workers/register.js';
import { createWorker } from '../workers/worker.js';
import type { Running, World } from './parts.js';

/** Connects as a worker does; the client on this connection may start workflows eagerly on a worker of the same process. */
export async function connectNatively({ config }: World): Promise<{ connection: NativeConnection; client: Client }> {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const connection = await NativeConnection.connect({ address: config.TEMPORAL_ADDRESS });
  await registerNamespace(connection, config.TEMPORAL_NAMESPACE);
  return { connection, client: new Client({ connection, namespace: config.TEMPORAL_NAMESPACE }) };
}

/** Runs the worker until it is told to stop; then it ends what it has begun. */
export async function runWorker(world: World, connection: NativeConnection): Promise<Running> {
  const worker = await createWorker({
    connection,
    namespace: world.config.TEMPORAL_NAMESPACE,
    activities: createActivities({ ...world, deliver: createDeliver() }),
    workflowBundle: await bundleWorkflows(world.config.DATA_DIR),
    taskQueue: world.config.TEMPORAL_TASK_QUEUE,
  });
  const ended = worker.run();
  return {
    ended,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}
