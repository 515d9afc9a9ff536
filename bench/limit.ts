import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pg from 'pg';
import type { LimitActivities, storeOnce } from './limit.workflow.js';
import type { Subject } from './measure.js';
import type { Servers } from './servers.js';

const TASK_QUEUE = 'limit';

/**
 * The limit of the machine: client and worker in this process, an eager start, one local activity with one transaction of two statements
 * in PostgreSQL, the result awaited. No HTTP, no rules, no search attributes: nothing that is durable can do with less.
 */
export async function openLimit({ databaseUrl, address }: Servers): Promise<Subject & { close(): Promise<void> }> {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 12 });
  await pool.query('CREATE TABLE stored (id text PRIMARY KEY, changed int NOT NULL)');
  const connection = await NativeConnection.connect({ address });
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./limit.workflow.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
  const worker = await Worker.create({
    connection,
    taskQueue: TASK_QUEUE,
    workflowBundle,
    activities: { store: (id: string) => store(pool, id) } satisfies LimitActivities,
    maxCachedWorkflows: 500,
  });
  const running = worker.run();
  const { workflow } = new Client({ connection });
  return {
    name: 'Temporal alone',
    once: async () => {
      const id = randomUUID();
      await workflow.execute<typeof storeOnce>('storeOnce', {
        taskQueue: TASK_QUEUE,
        workflowId: `limit/${id}`,
        args: [id],
        requestEagerStart: true,
      });
    },
    close: async () => {
      worker.shutdown();
      await running;
      await connection.close();
      await pool.end();
    },
  };
}

async function store(pool: pg.Pool, id: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('INSERT INTO stored VALUES ($1, 0) ON CONFLICT DO NOTHING', [id]);
    await client.query('UPDATE stored SET changed = changed + 1 WHERE id = $1', [id]);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}
